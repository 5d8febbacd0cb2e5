from datetime import datetime, timedelta

import pytest

from callguard.domain.callback import CallbackStatus
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.leases import keep_alive
from tests.house import NOW, House
from tests.told import entries, stored, told

LENGTH = timedelta(seconds=600)
LAPSED = NOW + LENGTH


def release(house: House, now: datetime) -> int:
    with house.writing() as session:
        return release_lapsed_leases(session, now)


def test_a_lease_that_ran_out_goes_back_to_the_queue_and_its_holder_is_told(house: House) -> None:
    callback_id = house.callback()
    house.claimed(callback_id)
    assert release(house, LAPSED) == 1
    callback = stored(house, callback_id)
    assert (callback.status, callback.lease_agent_id, callback.lease_token) == (CallbackStatus.PENDING, None, None)
    assert [(one.kind, one.callback_id) for one in told(house, house.agent)] == [
        (NotificationKind.LEASE_LOST, callback_id)
    ]
    assert [one.facts for one in entries(house, RegisterKind.CALLBACK_RELEASED)] == [{"held_by": house.agent.id}]


def test_a_lease_runs_until_its_last_instant(house: House) -> None:
    callback_id = house.callback()
    house.claimed(callback_id)
    assert release(house, LAPSED - timedelta(microseconds=1)) == 0
    assert stored(house, callback_id).status is CallbackStatus.CLAIMED


def test_running_twice_says_it_once(house: House) -> None:
    house.claimed(house.callback())
    assert (release(house, LAPSED), release(house, LAPSED)) == (1, 0)
    assert len(told(house, house.agent)) == 1


def test_losing_the_same_callback_again_is_told_again(house: House) -> None:
    callback_id = house.callback()
    house.claimed(callback_id)
    release(house, LAPSED)
    house.claimed(callback_id, now=LAPSED)
    release(house, LAPSED + LENGTH)
    assert len(told(house, house.agent)) == 2


def test_a_heartbeat_that_was_first_keeps_the_lease(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    just_before = LAPSED - timedelta(seconds=1)
    with house.writing() as session:
        keep_alive(session, callback_id, house.agent, token, just_before, LENGTH)
    assert release(house, LAPSED) == 0
    assert stored(house, callback_id).lease_token == token


# On SQLite there is one writer at a time, and nothing can be under way.
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_heartbeat_that_is_under_way_is_not_waited_for(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as heartbeat:
        keep_alive(heartbeat, callback_id, house.agent, token, LAPSED - timedelta(seconds=1), LENGTH)
        heartbeat.flush()
        assert release(house, LAPSED) == 0
    assert stored(house, callback_id).lease_token == token


def test_many_lapsed_leases_take_several_runs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callguard.services.lapsed_leases._AT_ONCE", 1)
    house.claimed(house.callback())
    house.claimed(house.callback(phone="+8613900139000"), house.colleague)
    assert [release(house, LAPSED) for _ in range(3)] == [1, 1, 0]
