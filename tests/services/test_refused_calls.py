from datetime import UTC, datetime, timedelta

import pytest

from callguard.db.models import Callback, DoNotCall
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.services.parts import Part
from callguard.services.queue.claiming import claim_next
from callguard.services.refused_calls import RefusedCall, find_refused_calls, move_refused_call
from tests.house import NOW, House
from tests.told import entries, stored, told

CLOSING = datetime(2026, 11, 20, 10, tzinfo=UTC)
"""18:00 in Shanghai."""

OPENING = datetime(2026, 11, 21, 2, tzinfo=UTC)
"""10:00 the next morning."""

MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)


def promised(house: House, due_at: datetime = NOW) -> int:
    return house.callback(due_at=due_at, kind=CallbackKind.PROMISED)


def find(house: House, now: datetime, after_id: int = 0) -> Part[RefusedCall]:
    with house.database.reading() as session:
        return find_refused_calls(session, house.vault, house.settings, now, after_id)


def move(house: House, found: Part[RefusedCall], now: datetime) -> None:
    for call in found.found:
        with house.writing() as session:
            move_refused_call(session, call, now)


def find_and_move(house: House, now: datetime) -> None:
    move(house, find(house, now), now)


def never_again(house: House, callback_id: int) -> None:
    with house.writing() as session:
        customer_id = session.get_one(Callback, callback_id).case.customer_id
        session.add(DoNotCall(customer_id=customer_id, since_at=NOW, words="别再打了", heard_by_id=house.agent.id))


@pytest.mark.parametrize("now", [CLOSING, CLOSING + timedelta(minutes=1), MIDNIGHT, OPENING - timedelta(seconds=1)])
def test_a_promise_not_kept_by_closing_is_due_when_the_window_opens(house: House, now: datetime) -> None:
    callback_id = promised(house)
    find_and_move(house, now)
    assert stored(house, callback_id).due_at == OPENING
    assert [one.facts for one in entries(house, RegisterKind.CALLBACK_MOVED)] == [
        {"from_at": NOW.isoformat(), "to_at": OPENING.isoformat()}
    ]


def test_a_moved_promise_is_its_agents_at_its_new_time(house: House) -> None:
    callback_id = house.callback(due_at=CLOSING, kind=CallbackKind.PROMISED, agent=house.agent)
    with house.writing() as session:
        session.get_one(Callback, callback_id).bound_until_at = CLOSING + timedelta(hours=1)
    find_and_move(house, CLOSING)
    moved = stored(house, callback_id)
    assert (moved.due_at, moved.bound_until_at) == (OPENING, OPENING + timedelta(hours=1))


def test_closing_changes_nothing_of_what_was_not_promised(house: House) -> None:
    house.callback(due_at=NOW)
    assert find(house, CLOSING) == Part((), None)
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, CLOSING) is None
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, OPENING) is not None


@pytest.mark.parametrize("now", [CLOSING - timedelta(microseconds=1), OPENING])
def test_what_may_be_called_stays(house: House, now: datetime) -> None:
    promised(house)
    assert find(house, now) == Part((), None)


def test_running_twice_moves_once(house: House) -> None:
    promised(house)
    find_and_move(house, CLOSING)
    find_and_move(house, CLOSING)
    assert len(entries(house, RegisterKind.CALLBACK_MOVED)) == 1


def test_a_call_after_an_unanswered_one_waits_for_its_gap(house: House) -> None:
    callback_id = promised(house, NOW - timedelta(hours=1))
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - timedelta(minutes=10))
    find_and_move(house, NOW)
    assert stored(house, callback_id).due_at == NOW + timedelta(minutes=50)


def test_what_only_needs_a_release_stays_for_the_agent_to_ask(house: House) -> None:
    callback_id = promised(house)
    for hours in (4, 2):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - timedelta(hours=hours))
    assert find(house, NOW).found == ()


def test_what_is_not_due_yet_stays(house: House) -> None:
    promised(house, CLOSING + timedelta(seconds=1))
    assert find(house, CLOSING).found == ()


def test_what_lies_on_a_desk_stays(house: House) -> None:
    house.claimed(promised(house))
    assert find(house, CLOSING).found == ()


def test_a_claim_that_came_in_between_wins(house: House) -> None:
    callback_id = promised(house)
    found = find(house, CLOSING)
    token = house.claimed(callback_id, now=CLOSING)
    move(house, found, CLOSING)
    callback = stored(house, callback_id)
    assert (callback.status, callback.lease_token, callback.due_at) == (CallbackStatus.CLAIMED, token, NOW)
    assert entries(house, RegisterKind.CALLBACK_MOVED) == []


def test_a_new_time_given_in_between_wins(house: House) -> None:
    callback_id = promised(house)
    found = find(house, CLOSING)
    agreed_at = OPENING + timedelta(hours=3)
    with house.writing() as session:
        session.get_one(Callback, callback_id).due_at = agreed_at
    move(house, found, CLOSING)
    assert stored(house, callback_id).due_at == agreed_at


def test_a_closed_case_is_left_alone(house: House) -> None:
    callback_id = promised(house)
    with house.writing() as session:
        session.get_one(Callback, callback_id).case.status = CaseStatus.CLOSED
    assert find(house, CLOSING).found == ()


def test_a_promise_that_cannot_be_kept_is_told_to_its_agent_and_a_senior(house: House) -> None:
    callback_id = house.callback(due_at=NOW, kind=CallbackKind.PROMISED, agent=house.agent)
    find_and_move(house, CLOSING)
    expected = [
        (NotificationKind.PROMISE_MOVED, callback_id, {"promised_at": NOW.isoformat(), "due_at": OPENING.isoformat()})
    ]
    for user in (house.agent, house.leader):
        assert [(one.kind, one.callback_id, one.facts) for one in told(house, user)] == expected


def test_what_will_never_be_allowed_stays_and_a_senior_is_told_once(house: House) -> None:
    callback_id = house.callback(due_at=NOW)
    never_again(house, callback_id)
    find_and_move(house, NOW)
    find_and_move(house, CLOSING)
    assert stored(house, callback_id).due_at == NOW
    assert [(one.kind, one.callback_id) for one in told(house, house.leader)] == [
        (NotificationKind.NEVER_CALLABLE, callback_id)
    ]
    assert entries(house, RegisterKind.CALLBACK_MOVED) == []


def test_a_long_queue_is_gone_through_part_by_part(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callguard.services.refused_calls._AT_ONCE", 2)
    promises = {"due_at": NOW, "kind": CallbackKind.PROMISED}
    ids = [house.callback(phone=f"+861380013800{last}", **promises) for last in range(3)]  # type: ignore[arg-type]
    first = find(house, CLOSING)
    assert ([call.callback_id for call in first.found], first.last_id) == (ids[:2], ids[1])
    rest = find(house, CLOSING, ids[1])
    assert ([call.callback_id for call in rest.found], rest.last_id) == (ids[2:], None)
