"""Random documents judged by the guard and by the contract read out plainly (oracle.py)."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callguard.domain.guard import Answer, judge, load_preset, parse_question
from tests.domain.guard.documents import Document, documents
from tests.domain.guard.oracle import FREE, RELEASABLE, RULES, Oracle

DAYS = 8
thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def answer_to(document: Document) -> Answer:
    return judge(parse_question(document, load_preset))


@thorough
@given(documents())
def test_agrees_on_verdict_refusals_and_calls_left(document: Document) -> None:
    oracle, answer = Oracle(document), answer_to(document)
    expected = sorted(
        oracle.refusals(oracle.now).items(), key=lambda item: (RULES.index(item[0][1]), item[0][2] or "", item[0][0])
    )
    names = [policy["name"] for policy in oracle.policies]
    assert answer.verdict == oracle.verdict()
    assert [(each.policy, each.rule, each.id, each.releasable, list(each.counted)) for each in answer.refusals] == [
        (names[place], rule, id_, level == RELEASABLE, counted) for (place, rule, id_), (level, counted) in expected
    ]
    assert answer.as_json()["calls_left"] == oracle.calls_left()


@thorough
@given(documents())
def test_next_instants_and_ends_of_refusals_are_the_first_there_are(document: Document) -> None:
    oracle, answer = Oracle(document), answer_to(document)
    horizon = oracle.now + timedelta(days=DAYS)
    later = [(t, oracle.refusals(t)) for t in oracle.candidates(DAYS)]
    levels = [(t, max([level for level, _calls in found.values()], default=FREE)) for t, found in later]
    assert within(answer.next_allowed_at, horizon) == next((t for t, level in levels if level == FREE), None)
    assert within(answer.next_releasable_at, horizon) == next((t for t, level in levels if level <= RELEASABLE), None)
    names = [policy["name"] for policy in oracle.policies]
    for each in answer.refusals:
        key = names.index(each.policy), str(each.rule), each.id
        assert within(each.until, horizon) == next((t for t, found in later if key not in found), None)


@thorough
@given(documents(), st.integers(0, 2**32))
def test_is_granted_at_the_next_instant_and_at_none_before(document: Document, seed: int) -> None:
    oracle, answer = Oracle(document), answer_to(document)
    for at, level in ((answer.next_allowed_at, FREE), (answer.next_releasable_at, RELEASABLE)):
        if at is not None:
            assert oracle.level(at) <= level
        end = at or oracle.now + timedelta(days=400)
        span = (end - oracle.now) // timedelta(microseconds=1)
        before = {oracle.now, end - timedelta(microseconds=1), *_some(seed, oracle.now, span)} if span else set()
        assert all(oracle.level(t) > level for t in before)


def _some(seed: int, start: datetime, span: int) -> list[datetime]:
    random = Random(seed)  # noqa: S311  # keeps nothing secret
    return [start + timedelta(microseconds=random.randrange(span)) for _ in range(20)]


def within(at: datetime | None, horizon: datetime) -> datetime | None:
    return None if at is None or at > horizon else at.astimezone(UTC)
