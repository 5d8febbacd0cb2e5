"""After an abusive call: a pause in which the agent is given nothing, and the leader knows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import Callback, Notification, User
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep
from callguard.domain.notification import NotificationKind
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.pauses import end_pause, pause_offered, paused_until, take_pause
from callguard.services.queue.claiming import claim, claim_next, next_for
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)
AFTER = NOW + MINUTE
PAUSE = timedelta(minutes=15)


def ended(house: House, disposition: Disposition = Disposition.ABUSIVE, phone: str = "+8613800138000") -> int:
    """The id of a callback whose call ended like this a minute past NOW."""
    callback_id = house.callback(phone=phone)
    attempt_id, _token = house.dialled(callback_id)
    reported = ReportedOutcome(CallResult.CONVERSATION, disposition, "一直在骂人")
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.agent, reported, AFTER)
    return callback_id


def paused(house: House) -> None:
    ended(house)
    with house.writing() as session:
        assert take_pause(session, house.settings, house.agent, AFTER) == AFTER + PAUSE


def is_offered(house: House, agent: User | None = None, after: timedelta = timedelta(0)) -> bool:
    with house.database.reading() as session:
        return pause_offered(session, house.settings, agent or house.agent, AFTER + after)


def next_id(house: House, agent: User | None = None, after: timedelta = timedelta(0)) -> int | None:
    """What pressing "next" gives so long after the call."""
    return next_for(house.database, house.vault, house.settings, agent or house.agent, AFTER + after)


def put_back(house: House, callback_id: int) -> None:
    with house.writing() as session:
        row = session.get_one(Callback, callback_id)
        row.status, row.lease_agent_id, row.lease_token, row.lease_expires_at = CallbackStatus.PENDING, None, None, None


def test_a_pause_is_offered_after_an_abusive_call_only(house: House) -> None:
    assert not is_offered(house)
    ended(house, Disposition.COMPLAINT_THREATENED)
    assert not is_offered(house)
    ended(house, phone="+8613800138001")
    assert is_offered(house)
    assert not is_offered(house, house.colleague)


def test_it_is_offered_no_longer_than_it_would_last(house: House) -> None:
    ended(house)
    assert is_offered(house, after=PAUSE - MINUTE)
    assert not is_offered(house, after=PAUSE)


def test_it_is_offered_once_for_a_call(house: House) -> None:
    paused(house)
    assert not is_offered(house)
    with house.writing() as session:
        end_pause(session, house.agent, AFTER + MINUTE)
    assert not is_offered(house, after=2 * MINUTE)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        take_pause(session, house.settings, house.agent, AFTER + 2 * MINUTE)
    assert refused.value.params == {"reason": "no_pause_offered"}


def test_in_a_pause_next_gives_nothing_and_says_why(house: House) -> None:
    paused(house)
    house.callback(phone="+8613800138001")
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        claim_next(session, house.vault, house.settings, house.agent, AFTER)
    assert refused.value.params == {"reason": "pausing"}


def test_the_quick_way_to_the_next_gives_nothing_either(house: House) -> None:
    waiting = house.callback(phone="+8613800138001")
    assert next_id(house) == waiting
    put_back(house, waiting)
    paused(house)
    with pytest.raises(IllegalStep):
        next_id(house)
    with house.database.reading() as session:
        assert session.get_one(Callback, waiting).status is CallbackStatus.PENDING


def test_nothing_is_claimed_by_hand_in_a_pause(house: House) -> None:
    paused(house)
    waiting = house.callback(phone="+8613800138001")
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        claim(session, house.settings, waiting, house.agent, AFTER)
    assert refused.value.params == {"reason": "pausing"}


def test_others_go_on_and_may_have_what_waits(house: House) -> None:
    paused(house)
    waiting = house.callback(phone="+8613800138001")
    assert next_id(house, house.colleague) == waiting


def test_what_is_promised_by_the_agent_stays_theirs(house: House) -> None:
    paused(house)
    promised = house.callback(phone="+8613800138001", kind=CallbackKind.PROMISED, agent=house.agent)
    assert next_id(house, house.colleague) is None
    assert next_id(house, after=PAUSE) == promised


def test_what_lies_on_the_desk_is_finished_first(house: House) -> None:
    waiting = house.callback(phone="+8613800138001")
    with house.writing() as session:
        session.get_one(User, house.agent.id).paused_until = NOW - MINUTE
    house.claimed(waiting)
    with house.writing() as session:
        session.get_one(User, house.agent.id).paused_until = NOW + PAUSE
    assert next_id(house) == waiting


@pytest.mark.parametrize("ends_early", [True, False])
def test_after_the_pause_everything_is_as_before(house: House, ends_early: bool) -> None:
    paused(house)
    waiting = house.callback(phone="+8613800138001")
    if ends_early:
        with house.writing() as session:
            end_pause(session, house.agent, AFTER + MINUTE)
    with house.database.reading() as session:
        assert paused_until(session, house.agent, AFTER) == AFTER + (MINUTE if ends_early else PAUSE)
    assert next_id(house, after=MINUTE if ends_early else PAUSE) == waiting


def test_ending_what_is_over_changes_nothing(house: House) -> None:
    paused(house)
    with house.writing() as session:
        end_pause(session, house.agent, AFTER + PAUSE)
    with house.database.reading() as session:
        assert session.get_one(User, house.agent.id).paused_until == AFTER + PAUSE


def test_the_shops_leader_is_told_once_of_case_and_agent(house: House) -> None:
    callback_id = ended(house)
    with house.database.reading() as session:
        (told,) = session.scalars(select(Notification).where(Notification.kind == NotificationKind.CALL_WENT_BADLY))
    assert (told.user_id, told.callback_id) == (house.leader.id, callback_id)
    assert told.facts == {"agent": "小林", "disposition": "abusive"}
