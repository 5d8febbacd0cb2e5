"""What the guard says, word for word."""

import pytest

from callguard.domain.guard import Verdict
from tests.domain.guard.asking import ask, at, call, only

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MORNINGS = {"windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "12:00"}]}
COUNTS = ["no_answer"]


def limit(**terms: object) -> dict[str, object]:
    return {"limits": [{"id": "l", "per": "customer", "counts": COUNTS, **terms}]}


@pytest.mark.parametrize(
    ("policy", "zh", "en"),
    [
        (
            MORNINGS,
            "现在不在可拨打时段内。明天 10:00 开放。",
            "It is outside calling hours. They begin tomorrow at 10:00.",
        ),
        (
            MORNINGS | {"closing_margin_minutes": 999},
            "现在不在可拨打时段内。不会自动解除。",
            "It is outside calling hours. This does not end by itself.",
        ),
        (
            limit(max=1, calendar_days=1),
            "今天已打 1 次，上限 1 次。明天 00:00 解除。",
            "1 call made today; the limit is 1. This ends tomorrow at 00:00.",
        ),
        (
            limit(max=1, release_max=2, calendar_days=7, per="case"),
            "最近 7 天就本案件已打 1 次，上限 1 次。主管放行后可以拨打。11 月 28 日 00:00 解除。",
            (
                "1 call made on this case within 7 days; the limit is 1. A supervisor's release allows the call. "
                "This ends on 28 November at 00:00."
            ),
        ),
        (
            limit(max=1, calendar_days=60, per="number"),
            "最近 60 天向这个号码已打 1 次，上限 1 次。2027 年 1 月 20 日 00:00 解除。",
            "1 call made to this number within 60 days; the limit is 1. This ends on 20 January 2027 at 00:00.",
        ),
        (
            limit(max=1, minutes=1440, per="shop"),
            "最近 24 小时以本店名义已打 1 次，上限 1 次。明天 14:40:05 解除。",
            "1 call made for this shop within 24 hours; the limit is 1. This ends tomorrow at 14:40:05.",
        ),
        (
            limit(max=1, minutes=120),
            "最近 2 小时已打 1 次，上限 1 次。今天 16:40:05 解除。",
            "1 call made within 2 hours; the limit is 1. This ends today at 16:40:05.",
        ),
        (
            limit(max=1, minutes=90),
            "最近 90 分钟已打 1 次，上限 1 次。今天 16:10:05 解除。",
            "1 call made within 90 minutes; the limit is 1. This ends today at 16:10:05.",
        ),
        (
            limit(max=0, lifetime=True),
            "至今已打 1 次，上限 0 次。不会自动解除。",
            "1 call made so far; the limit is 0. This does not end by itself.",
        ),
        (
            {"gaps": [{"id": "g", "after": COUNTS, "minutes": 60, "per": "customer"}]},
            "距上次拨打还不到 60 分钟。今天 15:40:05 解除。",
            "The last call was less than 60 minutes ago. This ends today at 15:40:05.",
        ),
        (
            {"cooldowns": [{"id": "c", "after": COUNTS, "calendar_days": 3, "per": "customer"}]},
            "最近 3 天内已经联系过，不再拨打。11 月 24 日 00:00 解除。",
            "There was a call within 3 days already. This ends on 24 November at 00:00.",
        ),
        (
            {"cooldowns": [{"id": "c", "after": COUNTS, "calendar_days": 1, "per": "customer"}]},
            "今天已经联系过，不再拨打。明天 00:00 解除。",
            "There was a call today already. This ends tomorrow at 00:00.",
        ),
    ],
)
def test_says_what_stands_against_the_call_and_until_when(policy: dict[str, object], zh: str, en: str) -> None:
    here = {"case": "A", "shop": "S", "number": {"e164": "+8613800138000"}}
    made = call("11-21 14:40:05", cases=["A"], shop="S", number="+8613800138000")
    message = only(ask("11-21 15:00", policy, [made], **here)).message
    assert (message.zh, message.en) == (zh, en)


def test_counts_in_the_plural_and_names_the_hard_limit_once_no_release_helps() -> None:
    made = [call("11-21 10:00"), call("11-21 11:00")]
    message = only(ask("11-21 15:00", limit(max=1, release_max=2, calendar_days=1), made)).message
    assert message.en.startswith("2 calls made today; the limit is 2. This ends")
    assert message.zh.startswith("今天已打 2 次，上限 2 次。明天 00:00 解除。")


@pytest.mark.parametrize(
    ("document", "zh", "en"),
    [
        (
            {"customer": {"blackouts": [{"days": EVERY_DAY, "opens": "14:00", "closes": "16:00"}]}},
            "顾客要求这个时段不要来电。今天 16:00 解除。",
            "The customer asked not to be called at this hour. This ends today at 16:00.",
        ),
        (
            {"customer": {"do_not_call": [{"since": at("11-20 10:00")}]}},
            "顾客要求不要来电。不会自动解除。",
            "The customer asked not to be called. This does not end by itself.",
        ),
        (
            {"number": {"e164": "+12"}},
            "这不是有效的电话号码，请核对。不会自动解除。",
            "This is not a valid telephone number; check it. This does not end by itself.",
        ),
        (
            {"number": {"e164": "+12", "expires_at": at("11-21 15:00:00.000001")}},
            "这不是有效的电话号码，请核对。不会自动解除。",
            "This is not a valid telephone number; check it. This does not end by itself.",
        ),
        (
            {"number": {"e164": "+8613800138000", "expires_at": at("11-21 15:00")}},
            "这个号码已经失效，请换一个号码。不会自动解除。",
            "This number has expired; use another one. This does not end by itself.",
        ),
    ],
)
def test_says_what_customer_and_number_have_against_it(document: dict[str, object], zh: str, en: str) -> None:
    message = only(ask("11-21 15:00", **document)).message  # type: ignore[arg-type]
    assert (message.zh, message.en) == (zh, en)


@pytest.mark.parametrize(
    ("called", "clock"),
    [
        ("11-21 14:40", "15:40"),
        ("11-21 14:40:00.000001", "15:40:00"),
        ("11-21 14:40:01", "15:40:01"),
    ],
)
def test_shows_seconds_where_the_end_lies_within_a_minute(called: str, clock: str) -> None:
    gap = {"gaps": [{"id": "g", "after": COUNTS, "minutes": 60, "per": "customer"}]}
    assert only(ask("11-21 15:00", gap, [call(called)])).message.en.endswith(f"This ends today at {clock}.")


def test_calls_a_day_today_or_tomorrow_by_the_customers_clocks() -> None:
    gap = {"gaps": [{"id": "g", "after": COUNTS, "minutes": 60, "per": "customer"}]}
    customer = {"time_zones": ["America/New_York"]}
    before, after = (ask("11-21 12:30", gap, [call(at)], customer=customer) for at in ("11-21 11:59", "11-21 12:00"))
    assert only(before).message.zh.endswith("今天 23:59 解除。")
    assert only(after).message.zh.endswith("明天 00:00 解除。")


def test_gives_the_reason_alone_to_who_says_the_end_otherwise() -> None:
    reason = only(ask("11-21 15:00", limit(max=1, release_max=2, calendar_days=1), [call("11-21 10:00")])).reason
    assert reason.as_json() == {
        "zh": "今天已打 1 次，上限 1 次。",
        "en": "1 call made today; the limit is 1.",
    }


def test_says_which_holidays_are_not_known() -> None:
    answer = ask("2027-10-01T12:00+08:00", {"public_holidays": "CN"})
    assert answer.as_json()["warnings"] == [
        {
            "policy": "example",
            "country": "CN",
            "year": 2027,
            "message": {
                "zh": "没有 2027 年的法定节假日数据（CN），该年按平常日处理。",
                "en": "The public holidays of 2027 (CN) are not known; its days were taken for ordinary ones.",
            },
        }
    ]


def test_never_shows_the_number_or_a_case_in_words() -> None:
    made = [call("11-21 14:40", cases=["AS-77"], number="+8613800138000")]
    policy = limit(max=1, calendar_days=7, per="case")
    answer = ask("11-21 15:00", policy, made, case="AS-77", number={"e164": "+8613800138000"})
    assert answer.verdict is Verdict.REFUSE
    assert "AS-77" not in str(answer.as_json())
    assert "13800138000" not in str(answer.as_json())
