"""The usual claim in one step, and everything in whose face it leaves the claim to more steps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from callguard.db.models import Callback, DayOff, Lane, QueueEntry, User
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import IssueType
from callguard.domain.errors import IllegalStep
from callguard.domain.guard import parse_policy
from callguard.domain.queue_entry import EntryStanding
from callguard.services.days_off import today
from callguard.services.guard_policies import activate_policy
from callguard.services.leases import give_back
from callguard.services.queue.at_once import claim_at_once
from callguard.services.queue.claiming import next_for
from tests.house import NOW, House

CHINA, MINUTE = ZoneInfo("Asia/Shanghai"), timedelta(minutes=1)


def phone(number: int) -> str:
    return f"+861390013{8000 + number}"


def at_once(house: House, now: datetime = NOW) -> int | None:
    """What is claimed without a second look."""
    return claim_at_once(house.database, house.settings, house.agent, now)


def pressed(house: House, now: datetime = NOW) -> int | None:
    """What pressing "next" gives, in as many steps as it takes."""
    return next_for(house.database, house.vault, house.settings, house.agent, now)


def stored(house: House, callback_id: int) -> Callback:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id)


def put_back(house: House, callback_id: int) -> None:
    with house.writing() as session:
        token = session.get_one(Callback, callback_id).lease_token
        give_back(session, callback_id, house.agent, token or "", NOW)


@pytest.fixture
def waiting(house: House) -> int:
    """A callback, with an agent who pressed "next" before."""
    callback_id = house.callback()
    assert at_once(house) is None, "nothing is remembered yet"
    assert pressed(house) == callback_id
    put_back(house, callback_id)
    return callback_id


def test_the_second_time_it_takes_one_step(house: House, waiting: int) -> None:
    assert at_once(house) == waiting
    callback = stored(house, waiting)
    assert (callback.status, callback.lease_agent_id) == (CallbackStatus.CLAIMED, house.agent.id)
    assert callback.lease_expires_at == NOW + house.settings.lease_length
    assert callback.lease_token
    with house.database.reading() as session:
        assert session.get_one(QueueEntry, waiting).standing is EntryStanding.HELD


def test_takes_the_most_urgent_and_no_other_of_the_same_customer(house: House, waiting: int) -> None:
    same = house.callback()
    unsafe = house.callback(phone=phone(1), issue_type=IssueType.PERSONAL_SAFETY)
    assert pressed(house) == unsafe, "a new lane is looked at first"
    put_back(house, unsafe)
    assert at_once(house) == unsafe
    with house.writing() as session:
        session.execute(update(Callback).where(Callback.id == unsafe).values(lease_expires_at=NOW - MINUTE))
    assert at_once(house) == waiting
    with house.database.reading() as session:
        assert session.get_one(QueueEntry, same).standing is EntryStanding.HELD


def test_two_presses_lay_one_on_the_desk(house: House, waiting: int) -> None:
    house.callback(phone=phone(1))
    assert at_once(house) == waiting
    assert at_once(house) is None
    assert pressed(house) == waiting, "what lies there comes back"


def test_every_token_is_another(house: House, waiting: int) -> None:
    tokens = set()
    for _ in range(3):
        assert at_once(house) == waiting
        tokens.add(stored(house, waiting).lease_token)
        put_back(house, waiting)
    assert len(tokens) == 3


def new_rules(house: House) -> None:
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "new"}), None, NOW, NOW)


def new_lane(house: House) -> None:
    with house.writing() as session:
        session.add(Lane(shop_id=house.other_shop.id, zones="Europe/London", skill=""))


def day_off(house: House) -> None:
    with house.writing() as session:
        session.add(DayOff(user_id=house.agent.id, on=today(house.settings, NOW)))


def pause(house: House) -> None:
    with house.writing() as session:
        session.get_one(User, house.agent.id).paused_until = NOW + MINUTE


def something_due(house: House) -> None:
    with house.writing() as session:
        session.execute(update(QueueEntry).values(turns_at=NOW))


def certificates(house: House) -> None:
    house.settings = house.settings.model_copy(update={"certified_issue_types": frozenset({IssueType.DAMAGE.value})})


def another_policy_by_setting(house: House) -> None:
    house.settings = house.settings.model_copy(update={"policy": "cn-strict"})


def other_shops(house: House) -> None:
    house.agent.shops.append(house.other_shop)


def reopened(house: House) -> None:
    house.database.close()


@pytest.mark.parametrize(
    "happens",
    [
        new_rules,
        new_lane,
        day_off,
        pause,
        something_due,
        certificates,
        another_policy_by_setting,
        other_shops,
        reopened,
    ],
    ids=lambda one: one.__name__,
)
def test_looks_again_when_something_has_changed(house: House, waiting: int, happens: Callable[[House], None]) -> None:
    happens(house)
    assert at_once(house) is None
    assert stored(house, waiting).status is CallbackStatus.PENDING
    with house.database.reading() as session:
        assert session.get_one(QueueEntry, waiting).standing is EntryStanding.READY


def test_a_pause_that_is_over_is_none(house: House, waiting: int) -> None:
    with house.writing() as session:
        session.get_one(User, house.agent.id).paused_until = NOW
    assert at_once(house) == waiting


def test_looks_again_at_an_entry_known_under_other_rules(house: House, waiting: int) -> None:
    with house.writing() as session:
        session.execute(update(QueueEntry).values(policy_key="old"))
    assert at_once(house) is None
    assert pressed(house) == waiting


def test_claims_nothing_that_lies_on_a_desk_whatever_its_entry_says(house: House, waiting: int) -> None:
    house.claimed(waiting, house.colleague)
    with house.writing() as session:
        session.execute(update(QueueEntry).values(standing=EntryStanding.READY))
    assert at_once(house) is None
    assert pressed(house) is None
    assert stored(house, waiting).lease_agent_id == house.colleague.id


def test_claims_where_several_issue_types_need_certificates(house: House, waiting: int) -> None:
    certified = frozenset({IssueType.QUALITY_DOUBT.value, IssueType.SERVICE_COMPLAINT.value})
    house.settings = house.settings.model_copy(update={"certified_issue_types": certified})
    assert pressed(house) == waiting


def test_claims_nothing_outside_the_hours(house: House, waiting: int) -> None:
    evening = datetime(2026, 11, 20, 18, tzinfo=CHINA)
    assert at_once(house, evening - timedelta(microseconds=1)) == waiting
    put_back(house, waiting)
    assert at_once(house, evening) is None
    assert pressed(house, evening) is None


def test_claims_nothing_where_nobody_waits(house: House, waiting: int) -> None:
    house.attempted(waiting, CallResult.NO_ANSWER, NOW - 20 * MINUTE)
    assert at_once(house) is None


def test_a_day_off_is_refused_in_words(house: House, waiting: int) -> None:
    day_off(house)
    with pytest.raises(IllegalStep):
        pressed(house)
    assert stored(house, waiting).status is CallbackStatus.PENDING
