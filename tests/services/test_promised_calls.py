from datetime import datetime, timedelta

import pytest

from callguard.db.models import Callback, User
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus
from callguard.domain.notification import NotificationKind
from callguard.services.promised_calls import remind_of_promised_calls
from tests.house import NOW, House
from tests.told import kinds_told, told

DUE, MISSED = NotificationKind.PROMISE_DUE, NotificationKind.PROMISE_MISSED
AHEAD, PATIENCE = timedelta(minutes=5), timedelta(minutes=30)
INSTANT = timedelta(microseconds=1)


def remind(house: House, now: datetime) -> None:
    with house.writing() as session:
        remind_of_promised_calls(session, now)


def promise(house: House, agent: User | None = None, kind: CallbackKind = CallbackKind.PROMISED) -> int:
    return house.callback(due_at=NOW, kind=kind, agent=agent)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW - AHEAD - INSTANT, []),
        (NOW - AHEAD, [DUE]),
        (NOW, [DUE]),
        (NOW + PATIENCE - INSTANT, [DUE]),
        (NOW + PATIENCE, [MISSED]),
        (NOW + timedelta(days=2), [MISSED]),
    ],
)
def test_an_agent_hears_of_a_promise_ahead_and_when_it_was_missed(
    house: House, now: datetime, expected: list[str]
) -> None:
    promise(house, house.agent)
    remind(house, now)
    assert kinds_told(house, house.agent) == expected


def test_each_promise_is_told_once_however_often_the_job_runs(house: House) -> None:
    promise(house, house.agent)
    for now in (NOW, NOW, NOW + timedelta(seconds=30), NOW + PATIENCE, NOW + PATIENCE):
        remind(house, now)
    assert kinds_told(house, house.agent) == [DUE, MISSED]
    assert kinds_told(house, house.leader) == [MISSED]


def test_a_new_time_for_the_same_call_is_a_new_promise(house: House) -> None:
    callback_id = promise(house, house.agent)
    remind(house, NOW)
    with house.writing() as session:
        session.get_one(Callback, callback_id).due_at = NOW + timedelta(hours=1)
    remind(house, NOW + timedelta(hours=1))
    assert kinds_told(house, house.agent) == [DUE, DUE]


def test_a_call_bound_to_nobody_is_told_to_a_senior_once_missed(house: House) -> None:
    callback_id = promise(house)
    remind(house, NOW)
    remind(house, NOW + PATIENCE)
    everyone = (house.agent, house.colleague, house.specialist, house.supervisor, house.outsider)
    assert [kinds_told(house, user) for user in everyone] == [[], [], [], [], []]
    assert [(one.kind, one.callback_id) for one in told(house, house.leader)] == [(MISSED, callback_id)]


def test_a_leader_to_whom_the_call_is_bound_hears_of_it_once(house: House) -> None:
    promise(house, house.leader)
    remind(house, NOW + PATIENCE)
    assert kinds_told(house, house.leader) == [MISSED]


def test_a_promise_on_somebodys_desk_is_being_kept(house: House) -> None:
    house.claimed(promise(house, house.agent))
    remind(house, NOW + timedelta(minutes=1))
    assert kinds_told(house, house.agent) == []


def test_a_desk_that_was_left_keeps_no_promise(house: House) -> None:
    house.claimed(promise(house, house.agent))
    remind(house, NOW + PATIENCE)
    assert kinds_told(house, house.agent) == [MISSED]


def test_only_promised_calls_are_spoken_of(house: House) -> None:
    promise(house, house.agent, CallbackKind.SERVICE)
    remind(house, NOW)
    remind(house, NOW + PATIENCE)
    assert kinds_told(house, house.agent) == []


def test_a_closed_case_promises_nothing(house: House) -> None:
    callback_id = promise(house, house.agent)
    with house.writing() as session:
        session.get_one(Callback, callback_id).case.status = CaseStatus.CLOSED
    remind(house, NOW)
    assert kinds_told(house, house.agent) == []
