"""How many calls may be made, and when the next one may."""

from typing import Any

import pytest

from callguard.domain.guard import CallsLeft, Verdict, Weekday
from tests.domain.guard.asking import ask, call, moment, only, reasons

COUNTS = ["busy", "no_answer", "conversation"]


def limit(**terms: object) -> dict[str, object]:
    return {"limits": [{"id": "l", "max": 2, "per": "customer", "counts": COUNTS, **terms}]}


TWO_A_DAY = limit(calendar_days=1, release_max=3)


@pytest.mark.parametrize(
    ("earlier", "verdict", "left"),
    [
        (0, Verdict.ALLOW, (2, 3)),
        (1, Verdict.ALLOW, (1, 2)),
        (2, Verdict.NEEDS_RELEASE, (0, 1)),
        (3, Verdict.REFUSE, (0, 0)),
        (4, Verdict.REFUSE, (0, 0)),
    ],
)
def test_two_are_free_the_third_needs_a_release_a_fourth_is_refused(
    earlier: int, verdict: Verdict, left: tuple[int, int]
) -> None:
    answer = ask("11-21 15:00", TWO_A_DAY, [call(f"11-21 10:0{number}") for number in range(earlier)])
    assert answer.verdict is verdict
    assert (answer.calls_left["l"].free, answer.calls_left["l"].with_release) == left


@pytest.mark.parametrize("period", [{"calendar_days": 1}, {"minutes": 600}, {"lifetime": True}], ids=str)
def test_a_release_helps_until_its_own_limit_is_reached_whatever_the_period(period: dict[str, object]) -> None:
    policy = limit(max=1, release_max=3, **period)
    made = [call("11-21 10:00"), call("11-21 11:00"), call("11-21 12:00")]
    verdicts = [ask("11-21 15:00", policy, made[:count]).verdict for count in range(4)]
    assert verdicts == [Verdict.ALLOW, Verdict.NEEDS_RELEASE, Verdict.NEEDS_RELEASE, Verdict.REFUSE]


def test_says_what_was_counted_and_when_each_kind_of_leave_is_next() -> None:
    answer = ask("11-21 15:00", TWO_A_DAY, [call("11-21 12:00"), call("11-21 10:00"), call("11-21 11:00")])
    refusal = only(answer)
    assert refusal.counted == (moment("11-21 10:00"), moment("11-21 11:00"), moment("11-21 12:00"))
    assert refusal.until == answer.next_allowed_at == answer.next_releasable_at == moment("11-22 00:00")


def test_a_release_is_possible_as_soon_as_one_call_left_the_period_and_a_free_call_later() -> None:
    policy = limit(minutes=60, max=1, release_max=3)
    answer = ask("11-21 15:00", policy, [call(f"11-21 14:{minute}") for minute in (10, 20, 30)])
    assert answer.next_releasable_at == moment("11-21 15:10")
    assert only(answer).until == answer.next_allowed_at == moment("11-21 15:30")


def test_a_refusal_of_years_ends_when_a_free_call_is_left_though_a_release_would_help_sooner() -> None:
    made = [call("11-11 10:00"), call("11-21 10:00")]
    refusal = only(ask("11-21 15:00", limit(max=1, release_max=2, minutes=700 * 1440), made))
    assert refusal.until == moment("2028-10-21 10:00")


@pytest.mark.parametrize(
    ("period", "earlier", "expected", "why"),
    [
        ({"calendar_days": 1}, "11-20 23:59:59", True, "yesterday is another day"),
        ({"calendar_days": 1}, "11-21 00:00", False, "midnight is today"),
        ({"calendar_days": 7}, "11-15 00:00", False, "the sixth date before"),
        ({"calendar_days": 7}, "11-14 23:59:59", True, "the seventh"),
        ({"minutes": 60}, "11-21 14:00", True, "exactly an hour ago is out"),
        ({"minutes": 60}, "11-21 14:00:00.000001", False, "a microsecond less is in"),
        ({"lifetime": True}, "2019-01-01T00:00Z", False, "never forgotten"),
    ],
)
def test_the_period_is_counted_to_the_microsecond(
    period: dict[str, object], earlier: str, expected: bool, why: str
) -> None:
    answer = ask("11-21 15:00", limit(max=1, **period), [call(earlier)])
    assert (answer.verdict is Verdict.ALLOW) is expected, why
    assert answer.calls_left["l"].free == int(expected), why


@pytest.mark.parametrize(
    ("made", "counted", "why"),
    [
        (call("11-21 10:00", "busy"), True, "its result counts"),
        (call("11-21 10:00", "failed"), False, "its result doesn't"),
        (call("11-21 10:00", "unknown"), True, "no proof either way: it may have rung"),
        (call("11-21 10:00", direction="inbound"), False, "they rang us"),
        (call("11-21 15:00"), True, "at this very instant"),
        (call("11-21 15:00:00.000001"), False, "later than now"),
    ],
)
def test_counts_outbound_calls_up_to_now_that_may_have_rung(made: dict[str, Any], counted: bool, why: str) -> None:
    assert ask("11-21 15:00", TWO_A_DAY, [made]).calls_left["l"].free == (1 if counted else 2), why


@pytest.mark.parametrize(
    ("per", "made", "counted"),
    [
        ("customer", {}, True),
        ("case", {"cases": ["B", "A"]}, True),
        ("case", {"cases": ["B"], "discussed": ["A"]}, False),
        ("number", {"number": "+8613800138000"}, True),
        ("number", {"number": "+8613800138001"}, False),
        ("shop", {"shop": "S"}, True),
        ("shop", {}, False),
        ("case", {"cases": ["A"], "result": "failed"}, False),
        ("number", {"number": "+8613800138000", "result": "failed"}, False),
        ("shop", {"shop": "S", "result": "failed"}, False),
    ],
)
def test_counts_per_customer_case_number_or_shop(per: str, made: dict[str, Any], counted: bool) -> None:
    here = {"case": "A", "shop": "S", "number": {"e164": "+8613800138000"}}
    answer = ask("11-21 15:00", limit(per=per, max=1, lifetime=True), [call("11-21 10:00") | made], **here)
    assert reasons(answer) == (["limits l"] if counted else [])


@pytest.mark.parametrize("per", ["case", "number", "shop"])
def test_a_limit_per_something_the_question_leaves_open_does_not_apply(per: str) -> None:
    answer = ask("11-21 15:00", limit(per=per, max=0, lifetime=True), [call("11-21 10:00")])
    assert (answer.verdict, dict(answer.calls_left)) == (Verdict.ALLOW, {})


def test_a_limit_of_none_refuses_for_good() -> None:
    answer = ask("11-21 15:00", limit(max=0, calendar_days=1))
    assert (only(answer).until, answer.next_allowed_at) == (None, None)


def test_a_lifetime_limit_never_ends() -> None:
    answer = ask("11-21 15:00", limit(max=1, lifetime=True), [call("2019-01-01T00:00Z")])
    assert (only(answer).until, answer.next_releasable_at) == (None, None)


def test_counts_by_the_dates_of_each_zone_and_keeps_the_least() -> None:
    zones = {"time_zones": ["Asia/Shanghai", "America/New_York"]}
    answer = ask("11-21 15:00", TWO_A_DAY, [call("11-20 23:00"), call("11-21 10:00")], customer=zones)
    assert answer.calls_left["l"].free == 1, "in New York it is still the 21st since 13:00, in Shanghai since midnight"


def test_counts_the_calls_of_all_refusing_zones_once_each() -> None:
    zones = {"time_zones": ["Asia/Shanghai", "America/New_York"]}
    made = [call("11-21 14:00"), call("11-21 14:30"), call("11-21 00:30")]
    answer = ask("11-21 15:00", TWO_A_DAY, made, customer=zones)
    assert only(answer).counted == (moment("11-21 00:30"), moment("11-21 14:00"), moment("11-21 14:30"))
    assert only(answer).releasable is False, "a third call, in Shanghai, needs more than a release"
    assert only(answer).until == moment("11-22 13:00"), "midnight in New York, where two are counted"


def test_the_same_day_twice_counts_where_the_clocks_went_back_over_midnight() -> None:
    # St John's, 2006-10-29: 00:01 became 23:01 of the 28th, and the call of 00:00:30 was tomorrow's for an hour.
    john = {"time_zones": ["America/St_Johns"]}
    made = [call("2006-10-29T02:30:30Z")]
    first = ask("2006-10-29T02:30:40Z", limit(max=1, calendar_days=1), made, customer=john)
    assert first.next_allowed_at == moment("2006-10-29T02:31:00Z")
    again = ask("2006-10-29T02:40:00Z", limit(max=1, calendar_days=1), made, customer=john)
    assert (again.verdict, again.calls_left["l"].free) == (Verdict.ALLOW, 1)


def test_a_call_that_is_tomorrows_again_counts_once_midnight_comes_the_second_time() -> None:
    small_hours = {"windows": [{"days": list(Weekday), "opens": "00:00", "closes": "00:30"}]}
    made = [call("2006-10-29T02:30:30Z")]
    john = {"time_zones": ["America/St_Johns"]}
    answer = ask("2006-10-29T02:40:00Z", small_hours | limit(max=1, calendar_days=1), made, customer=john)
    assert reasons(answer) == ["windows"], "it is the 28th, 23:10"
    assert answer.next_allowed_at == moment("2006-10-30T03:30:00Z"), "the 29th has had its call"


def test_yesterdays_call_counts_again_where_the_clocks_will_go_back_to_yesterday() -> None:
    # The 28th again from 02:31 to 03:30 UTC; the gap is over at 02:50.
    gap = {"gaps": [{"id": "g", "after": ["no_answer"], "minutes": 30, "per": "customer"}]}
    john = {"time_zones": ["America/St_Johns"]}
    made = [call("2006-10-29T02:20:00Z")]
    answer = ask("2006-10-29T02:30:30Z", gap | limit(max=1, calendar_days=1), made, customer=john)
    assert reasons(answer) == ["gaps g"], "it is the 29th, 00:00:30"
    assert answer.calls_left["l"].free == 1
    assert answer.next_allowed_at == moment("2006-10-29T03:30:00Z")


@pytest.mark.parametrize(
    ("earlier", "free", "why"),
    [
        ("2006-10-28T02:29:59Z", 2, "the 27th is out of it"),
        ("2006-10-28T02:30:00Z", 1, "the 28th is in it"),
        ("2006-10-29T02:29:59Z", 1, "the last of the 28th before the clocks go back to it"),
        ("2006-10-29T02:30:00Z", 1, "the 29th is today"),
    ],
)
def test_counts_by_todays_date_though_yesterday_will_come_back(earlier: str, free: int, why: str) -> None:
    john = {"time_zones": ["America/St_Johns"]}
    answer = ask("2006-10-29T02:30:30Z", limit(calendar_days=2), [call(earlier)], customer=john)
    assert answer.calls_left["l"].free == free, why


@pytest.mark.parametrize(
    ("earlier", "free", "why"),
    [
        ("2006-10-29T02:29:59Z", 2, "the 28th"),
        ("2006-10-29T02:30:00Z", 1, "the 29th, for a minute"),
        ("2006-10-29T02:31:00Z", 2, "the 28th again"),
        ("2006-10-29T03:30:00Z", 1, "the 29th again"),
    ],
)
def test_a_period_that_begins_with_a_date_that_came_twice_leaves_out_what_lay_between(
    earlier: str, free: int, why: str
) -> None:
    john = {"time_zones": ["America/St_Johns"]}
    answer = ask("2006-10-30T15:00:00Z", limit(calendar_days=2), [call(earlier)], customer=john)
    assert answer.calls_left["l"].free == free, why


def test_equal_ids_in_several_policies_show_the_least_that_is_left() -> None:
    terms = {"p": {"max": 5, "release_max": 6}, "q": {"max": 3, "release_max": 9}}
    policies = [{"name": name, **limit(lifetime=True, **most)} for name, most in terms.items()]
    for order in (policies, policies[::-1]):
        assert ask("11-21 15:00", order, [call("11-21 10:00")]).calls_left == {"l": CallsLeft(2, 5)}
