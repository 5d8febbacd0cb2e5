from datetime import datetime, timedelta

from callguard.domain.notification import NotificationKind
from callguard.services.permits import expire_permits
from tests.house import NOW, House
from tests.told import kinds_told, told

LEASE_ENDS = NOW + timedelta(seconds=600)


def expire(house: House, now: datetime) -> int:
    with house.writing() as session:
        return expire_permits(session, now)


def test_whoever_left_a_permit_open_owes_its_outcome(house: House) -> None:
    callback_id = house.callback()
    house.dialled(callback_id)
    assert expire(house, LEASE_ENDS) == 1
    assert [(one.kind, one.callback_id) for one in told(house, house.agent)] == [
        (NotificationKind.OUTCOME_OWED, callback_id)
    ]


def test_nobody_is_reminded_while_still_talking(house: House) -> None:
    house.dialled(house.callback())
    assert expire(house, LEASE_ENDS - timedelta(seconds=1)) == 0
    assert kinds_told(house, house.agent) == []


def test_two_runs_say_it_once(house: House) -> None:
    house.dialled(house.callback())
    assert (expire(house, LEASE_ENDS), expire(house, LEASE_ENDS)) == (1, 0)
    assert len(told(house, house.agent)) == 1
