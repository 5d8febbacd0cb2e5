"""The decision as a whole: the release, the order of refusals, what stays the same when it should."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callguard.domain.attempt import CallResult
from callguard.domain.guard import (
    Blackout,
    Call,
    Consent,
    Customer,
    DoNotCall,
    Hours,
    Number,
    Policy,
    Question,
    Release,
    Verdict,
    Weekday,
    judge,
    load_preset,
    parse_question,
)
from tests.domain.guard.asking import ask, at, call, reasons
from tests.domain.guard.documents import Document, calls, documents

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
THIRD = [call("11-21 10:00"), call("11-21 11:00")]
LIMIT = {"id": "l", "max": 2, "release_max": 3, "per": "customer", "calendar_days": 1, "counts": ["no_answer"]}


@pytest.mark.parametrize(
    ("granted", "expires", "verdict"),
    [
        ("11-21 15:00", "11-21 15:05", Verdict.ALLOW),
        ("11-21 15:00:00.000001", "11-21 15:05", Verdict.NEEDS_RELEASE),
        ("11-21 14:00", "11-21 15:00", Verdict.NEEDS_RELEASE),
        ("11-21 14:00", "11-21 15:00:00.000001", Verdict.ALLOW),
    ],
)
def test_a_release_allows_what_needs_one_while_it_lasts(granted: str, expires: str, verdict: Verdict) -> None:
    release = {"granted_at": at(granted), "expires_at": at(expires)}
    answer = ask("11-21 15:00", {"limits": [LIMIT]}, THIRD, release=release)
    assert answer.verdict is verdict
    assert reasons(answer) == ["limits l"], "what was released stays visible"
    assert answer.as_json()["next_allowed_at"] == "2026-11-22T00:00:00+08:00", "none is assumed"


def test_a_release_lifts_nothing_that_is_refused() -> None:
    release = {"granted_at": at("11-21 14:00"), "expires_at": at("11-21 16:00")}
    answer = ask("11-21 15:00", {"limits": [LIMIT]}, [*THIRD, call("11-21 12:00")], release=release)
    assert answer.verdict is Verdict.REFUSE


def test_the_strictest_policy_wins() -> None:
    lenient, strict = {"name": "p", "limits": [LIMIT]}, {"name": "q", "limits": [LIMIT | {"release_max": None}]}
    answer = ask("11-21 15:00", [lenient, strict], THIRD)
    assert answer.verdict is Verdict.REFUSE
    assert [(each.policy, each.releasable) for each in answer.refusals] == [("p", True), ("q", False)]
    assert [each["name"] for each in answer.as_json()["policies"]] == ["p", "q"]  # type: ignore[attr-defined]


def test_refusals_stand_in_the_order_of_the_rules_then_of_their_ids() -> None:
    gaps = [{"id": id_, "after": ["no_answer"], "minutes": 999, "per": "customer"} for id_ in ("b", "a")]
    rests = [{"id": id_, "after": ["no_answer"], "calendar_days": 9, "per": "customer"} for id_ in ("d", "c")]
    answer = ask("11-21 15:00", {"gaps": gaps, "cooldowns": rests, "limits": [LIMIT]}, THIRD)
    assert reasons(answer) == ["limits l", "gaps a", "gaps b", "cooldowns c", "cooldowns d"]


def test_what_the_customer_asked_for_stands_beside_every_rule_of_the_policy() -> None:
    wish = {"do_not_call": [{"since": at("11-20 10:00")}]}
    assert reasons(ask("11-21 15:00", {"limits": [LIMIT]}, THIRD, customer=wish)) == ["do_not_call", "limits l"]


def test_times_are_written_in_the_customers_first_zone() -> None:
    customer = {"time_zones": ["America/New_York", "Asia/Shanghai"]}
    written = ask("11-21 15:00", {"limits": [LIMIT]}, [call("11-21 14:00"), *THIRD], customer=customer).as_json()
    assert written["refusals"][0]["counted"][0] == "2026-11-20T21:00:00-05:00"  # type: ignore[index]


def test_the_microsecond_is_kept() -> None:
    gap = {"id": "g", "after": ["no_answer"], "minutes": 1, "per": "customer"}
    answer = ask("11-21 15:00", {"gaps": [gap]}, [call("11-21 14:59:30.000001")])
    assert answer.as_json()["next_allowed_at"] == "2026-11-21T15:00:30.000001+08:00"


def test_a_question_needs_a_policy_and_instants_with_offsets() -> None:
    with pytest.raises(ValueError, match="needs a policy"):
        Question((), datetime(2026, 11, 21, tzinfo=UTC))
    with pytest.raises(ValueError, match=r"^an instant needs its offset from UTC$"):
        Question((Policy("p"),), datetime(2026, 11, 21))  # noqa: DTZ001  # the mistake under test


def test_a_question_built_in_python_survives_being_written_and_read() -> None:
    # 01:30 comes twice that night; in New York's own time the two are equal to Python.
    night = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1)
    question = Question(
        policies=(load_preset("us-reg-f"),),
        now=night,
        customer=Customer(
            do_not_call=(DoNotCall(night, until=night),),
            blackouts=(Blackout((Weekday.MON,), Hours(540, 1440), since=night),),
            consents=(Consent(night, from_=night, until=night, revoked_at=night),),
        ),
        number=Number("+12125550100", expires_at=night),
        calls=(Call(night, CallResult.BUSY, cases=("A",)), Call(night, CallResult.BUSY, discussed=("B",))),
        release=Release(night, night + timedelta(hours=1)),
    )
    assert parse_question(question.as_json(), load_preset) == question
    assert question.as_json()["now"] == "2026-11-01T06:30:00+00:00"
    assert question.now.tzinfo is UTC
    assert "-05:00" not in str(question.as_json()), "all of it is in UTC"


@quick
@given(documents())
def test_a_stored_question_gives_the_same_answer_again(document: Document) -> None:
    question = parse_question(document, load_preset)
    again = parse_question(question.as_json(), load_preset)
    assert again == question
    assert judge(again).as_json() == judge(question).as_json()


@quick
@given(documents(), st.integers(0, 2**32))
def test_the_order_of_entries_does_not_matter(document: Document, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # keeps nothing secret
    customer = {key: random.sample(value, len(value)) for key, value in document["customer"].items()}
    customer["time_zones"] = document["customer"]["time_zones"]
    shuffled = document | {"customer": customer, "calls": random.sample(document["calls"], len(document["calls"]))}
    one, other = (judge(parse_question(each, load_preset)).as_json() for each in (document, shuffled))
    assert one == other


SEVERITY = [Verdict.ALLOW, Verdict.NEEDS_RELEASE, Verdict.REFUSE]


@quick
@given(documents(), st.data())
def test_one_call_more_never_allows_more(document: Document, data: st.DataObject) -> None:
    # Not even with `uncounted`: a conversation that ends a consent makes later calls count, and never uncounts one.
    more = document | {"calls": [*document["calls"], data.draw(calls(datetime.fromisoformat(document["now"])))]}
    before, after = (judge(parse_question(each, load_preset)) for each in (document, more))
    assert SEVERITY.index(after.verdict) >= SEVERITY.index(before.verdict)
    assert all(left.free <= before.calls_left[id_].free for id_, left in after.calls_left.items())
    if after.next_allowed_at is not None:
        assert before.next_allowed_at is not None
        assert before.next_allowed_at <= after.next_allowed_at
