"""What customer and number themselves have against a call."""

import pytest

from callguard.domain.guard import Verdict
from tests.domain.guard.asking import ask, at, moment, only, reasons

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.mark.parametrize(
    ("wish", "refused", "why"),
    [
        ({"since": "11-21 15:00"}, True, "since is part of it"),
        ({"since": "11-21 15:00:00.000001"}, False, "not yet"),
        ({"since": "11-20 10:00", "until": "11-21 15:00"}, False, "until is not part of it"),
        ({"since": "11-20 10:00", "until": "11-21 15:00:00.000001"}, True, "the last microsecond"),
        ({"since": "11-20 10:00", "case": "A"}, True, "this case"),
        ({"since": "11-20 10:00", "case": "B"}, False, "another case"),
        ({"since": "11-20 10:00", "shop": "S"}, True, "this shop"),
        ({"since": "11-20 10:00", "shop": "T"}, False, "another shop"),
        ({"since": "11-20 10:00", "case": "A", "shop": "T"}, False, "this case, but another shop"),
    ],
)
def test_respects_the_wish_not_to_be_called(wish: dict[str, str], refused: bool, why: str) -> None:
    full = {key: at(value) if key in ("since", "until") else value for key, value in wish.items()}
    answer = ask("11-21 15:00", customer={"do_not_call": [full]}, case="A", shop="S")
    assert (reasons(answer) == ["do_not_call"]) is refused, why


def test_a_wish_without_end_is_for_good_and_several_in_a_row_end_with_the_last() -> None:
    for_good = ask("11-21 15:00", customer={"do_not_call": [{"since": at("11-20 10:00")}]})
    assert (only(for_good).until, for_good.next_allowed_at) == (None, None)
    row = [
        {"since": at("11-22 00:00"), "until": at("11-23 00:00")},
        {"since": at("11-20 00:00"), "until": at("11-22 00:00")},
    ]
    assert only(ask("11-21 15:00", customer={"do_not_call": row})).until == moment("11-23 00:00")


def test_a_wish_until_the_end_of_the_calendar_is_written_in_utc_where_the_zone_has_no_such_date() -> None:
    wish = {"since": at("11-20 10:00"), "until": "9999-12-31T23:59:59Z"}
    answer = ask("11-21 15:00", customer={"do_not_call": [wish], "time_zones": ["Asia/Shanghai"]})
    assert answer.as_json()["refusals"][0]["until"] == "9999-12-31T23:59:59+00:00"  # type: ignore[index]
    assert "9999" in only(answer).message.en


def blackout(**rest: object) -> dict[str, object]:
    return {"blackouts": [{"days": ["sat", "sun"], "opens": "15:00", "closes": "17:00", **rest}]}


@pytest.mark.parametrize(
    ("now", "rest", "until", "why"),
    [
        ("11-21 15:00", {}, "11-21 17:00", "a Saturday"),
        ("11-21 17:00", {}, None, "over"),
        ("11-20 15:00", {}, None, "a Friday"),
        ("11-21 15:00", {"since": at("11-21 15:00")}, "11-21 17:00", "from this instant on"),
        ("11-21 15:00", {"since": at("11-21 15:00:00.000001")}, None, "not yet"),
        ("11-21 15:00", {"last_day": "2026-11-21"}, "11-21 17:00", "the last day is part of it"),
        ("11-21 15:00", {"last_day": "2026-11-20"}, None, "yesterday was the last"),
        ("11-21 23:00", {"opens": "22:00", "closes": "24:00"}, "11-22 00:00", "to the end of the day"),
    ],
)
def test_respects_the_hours_the_customer_asked_for(
    now: str, rest: dict[str, object], until: str | None, why: str
) -> None:
    answer = ask(now, customer=blackout(**rest))
    assert [each.until for each in answer.refusals] == ([] if until is None else [moment(until)]), why


def test_blackouts_that_touch_end_with_the_last() -> None:
    night = {"days": EVERY_DAY, "opens": "20:00", "closes": "24:00"}
    morning = {"days": EVERY_DAY, "opens": "00:00", "closes": "09:00"}
    assert only(ask("11-21 22:00", customer={"blackouts": [morning, night]})).until == moment("11-22 09:00")


def test_a_blackout_around_the_clock_ends_with_its_last_day_or_never() -> None:
    always = {"days": EVERY_DAY, "opens": "00:00", "closes": "24:00"}
    assert only(ask("11-21 15:00", customer={"blackouts": [always]})).until is None
    years = ask("11-21 15:00", customer={"blackouts": [always | {"last_day": "2029-12-31"}]})
    assert (only(years).until, years.next_allowed_at) == (moment("2030-01-01 00:00"), None)


@pytest.mark.parametrize(
    ("last_day", "expected"), [("2027-12-25", "2027-12-26T00:00Z"), ("2027-12-26", None)], ids=["just", "past"]
)
def test_promises_a_call_up_to_400_days_ahead(last_day: str, expected: str | None) -> None:
    always = {"days": EVERY_DAY, "opens": "00:00", "closes": "24:00", "last_day": last_day}
    answer = ask("2026-11-21T00:00Z", customer={"blackouts": [always], "time_zones": ["UTC"]})
    assert answer.next_allowed_at == (expected and moment(expected))


def test_a_blackout_holds_in_every_zone_of_the_customer() -> None:
    customer = blackout() | {"time_zones": ["Asia/Shanghai", "Asia/Tokyo"]}
    assert only(ask("11-21 14:00", customer=customer)).until == moment("11-21 17:00"), "from three in Tokyo"


@pytest.mark.parametrize(
    ("number", "refused", "why"),
    [
        ({"e164": "+8613800138000"}, False, "a Chinese mobile"),
        ({"e164": "+861380013800"}, True, "a digit short"),
        ({"e164": "13800138000"}, True, "no country"),
        ({"e164": "not a number"}, True, "no number at all"),
        ({"e164": "+861380013800", "expires_at": at("11-22 15:00")}, True, "a digit short, though not expired"),
        ({"e164": "+8613800138000", "expires_at": at("11-21 15:00")}, True, "expired at this instant"),
        ({"e164": "+8613800138000", "expires_at": at("11-21 15:00:00.000001")}, False, "about to expire"),
    ],
)
def test_dials_only_a_valid_number_before_it_expires(number: dict[str, str], refused: bool, why: str) -> None:
    answer = ask("11-21 15:00", number=number)
    assert (reasons(answer) == ["number"]) is refused, why
    assert all(each.until is None and not each.releasable for each in answer.refusals)


def test_promises_no_call_to_a_number_that_will_have_expired() -> None:
    evening = {"windows": [{"days": EVERY_DAY, "opens": "20:00", "closes": "21:00"}]}
    answer = ask("11-21 15:00", evening, number={"e164": "+8613800138000", "expires_at": at("11-21 20:00")})
    assert (reasons(answer), answer.next_allowed_at) == (["windows"], None)


def test_what_the_customer_asked_for_stands_once_under_each_policy() -> None:
    answer = ask("11-21 15:00", [{"name": "q"}, {"name": "p"}], customer=blackout(), number={"e164": "+12"})
    assert [(each.policy, each.rule) for each in answer.refusals] == [
        ("q", "blackouts"),
        ("p", "blackouts"),
        ("q", "number"),
        ("p", "number"),
    ]
    assert answer.verdict is Verdict.REFUSE
