"""How long to wait after a call."""

from typing import Any

import pytest

from callguard.domain.guard import Verdict
from tests.domain.guard.asking import ask, call, moment, only

GAP = {"gaps": [{"id": "g", "after": ["no_answer"], "minutes": 60, "per": "customer"}]}


def cooldown(**terms: object) -> dict[str, object]:
    return {"cooldowns": [{"id": "c", "after": ["conversation"], "calendar_days": 7, "per": "case", **terms}]}


@pytest.mark.parametrize(
    ("made", "until", "why"),
    [
        (call("11-21 14:30"), "11-21 15:30", "an hour later"),
        (call("11-21 14:00"), None, "exactly an hour ago"),
        (call("11-21 14:00:00.000001"), "11-21 15:00:00.000001", "a microsecond less"),
        (call("11-21 14:30", "unknown"), "11-21 15:30", "unknown is always among them"),
        (call("11-21 14:30", "busy"), None, "another result"),
        (call("11-21 14:30", direction="inbound"), None, "they rang us"),
        (call("11-21 15:30"), None, "later than now"),
    ],
)
def test_waits_after_an_outbound_call_with_such_a_result(made: dict[str, Any], until: str | None, why: str) -> None:
    answer = ask("11-21 15:00", GAP, [made])
    assert [each.until for each in answer.refusals] == ([] if until is None else [moment(until)]), why


def test_waits_from_the_last_such_call_and_names_all_that_still_matter() -> None:
    refusal = only(ask("11-21 15:00", GAP, [call("11-21 14:50"), call("11-21 14:00"), call("11-21 14:10")]))
    assert refusal.until == moment("11-21 15:50")
    assert refusal.counted == (moment("11-21 14:10"), moment("11-21 14:50"))


@pytest.mark.parametrize("per", ["case", "number", "shop"])
def test_a_gap_or_cooldown_per_something_the_question_leaves_open_does_not_apply(per: str) -> None:
    made = [call("11-21 14:30"), call("11-21 14:40", "conversation")]
    gap = {"gaps": [{"id": "g", "after": ["no_answer"], "minutes": 60, "per": per}]}
    assert ask("11-21 15:00", gap | cooldown(per=per), made).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("now", "expected", "why"),
    [
        ("11-21 09:00:00", Verdict.REFUSE, "the day of the call is the first"),
        ("11-26 23:59:59.999999", Verdict.REFUSE, "the seventh is the last"),
        ("11-27 00:00", Verdict.ALLOW, "the eighth is free"),
    ],
)
def test_rests_so_many_dates_the_calls_own_being_the_first(now: str, expected: Verdict, why: str) -> None:
    made = [call("11-20 23:59:59", "conversation", cases=["A"])]
    answer = ask(now, cooldown(), made, case="A")
    assert answer.verdict is expected, why
    assert answer.next_allowed_at == max(moment("11-27 00:00"), moment(now))


@pytest.mark.parametrize(
    ("made", "terms", "starts", "why"),
    [
        ({"cases": ["A"]}, {}, True, "discussed is cases where it isn't said"),
        ({"cases": ["A"], "discussed": []}, {}, False, "rung for it, but it was not talked about"),
        ({"cases": ["B"], "discussed": ["A"]}, {}, True, "rung for another, but it was talked about"),
        ({"cases": ["A"], "direction": "inbound"}, {}, True, "both directions unless said otherwise"),
        ({"cases": ["A"], "direction": "inbound"}, {"directions": ["outbound"]}, False, "only ours"),
        ({"cases": ["A"], "result": "unknown"}, {"after": ["unknown", "conversation"]}, False, "unknown starts none"),
    ],
)
def test_starts_after_a_call_that_discussed_the_case(
    made: dict[str, Any], terms: dict[str, object], starts: bool, why: str
) -> None:
    answer = ask("11-21 15:00", cooldown(**terms), [call("11-20 10:00", "conversation") | made], case="A")
    assert bool(answer.refusals) is starts, why


def test_a_cooldown_ends_in_the_last_of_the_customers_zones() -> None:
    zones = {"time_zones": ["Asia/Shanghai", "America/New_York"]}
    refusal = only(ask("11-21 15:00", cooldown(per="customer"), [call("11-21 01:00", "conversation")], customer=zones))
    assert refusal.until == moment("11-28 00:00"), "the 20th and so the 26th in New York, the 21st and 27th in Shanghai"
    assert refusal.counted == (moment("11-21 01:00"),)


def test_a_call_at_the_first_midnight_of_a_cooldown_starts_it() -> None:
    made = [call("11-20 00:00", "conversation")]
    assert only(ask("11-26 23:59", cooldown(per="customer"), made)).until == moment("11-27 00:00")


def test_a_cooldown_runs_from_the_last_such_call() -> None:
    made = [call("11-18 10:00", "conversation"), call("11-20 10:00", "conversation")]
    refusal = only(ask("11-21 15:00", cooldown(per="customer"), made))
    assert refusal.until == moment("11-27 00:00")
    assert refusal.counted == (moment("11-18 10:00"), moment("11-20 10:00"))


def test_a_cooldown_names_only_the_calls_it_still_runs_from_where_yesterday_will_come_back() -> None:
    # St John's, 2006-10-29: 00:01, at 02:31 UTC, became 23:01 of the 28th.
    made = [call("2006-10-29T02:20:00Z", "conversation"), call("2006-10-29T02:30:10Z", "conversation")]
    john = {"time_zones": ["America/St_Johns"]}
    refusal = only(ask("2006-10-29T02:30:30Z", cooldown(per="customer", calendar_days=1), made, customer=john))
    assert refusal.counted == (moment("2006-10-29T02:30:10Z"),)


def test_a_cooldown_of_years_ends_though_the_next_call_is_not_promised_so_late() -> None:
    answer = ask("11-21 15:00", cooldown(per="customer", calendar_days=1000), [call("11-21 10:00", "conversation")])
    assert only(answer).until == moment("2029-08-17 00:00")
    assert answer.next_allowed_at is None


def test_a_cooldown_longer_than_the_calendar_never_ends() -> None:
    made = [call("11-21 10:00", "conversation")]
    assert only(ask("11-21 15:00", cooldown(per="customer", calendar_days=2**53 - 1), made)).until is None
