"""The leave for the last call."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import Notification, Release, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.release import VALID_FOR
from callguard.services.permits import take_permit
from callguard.services.queue.daily_list import Standing, daily_list
from callguard.services.releases import decide_release, request_release, waiting_releases
from tests.house import NOW, House

HOUR = timedelta(hours=1)


@pytest.fixture
def rung_twice(house: House) -> int:
    """A callback whose customer was rung twice today."""
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 3 * HOUR)
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 2 * HOUR)
    return callback_id


def ask(house: House, callback_id: int, agent: User | None = None, reason: str = "客户要求今天答复") -> Release:
    with house.writing() as session:
        return request_release(session, callback_id, agent or house.agent, reason, NOW)


def decide(house: House, release: Release, senior: User, granted: bool = True) -> Release:
    with house.writing() as session:
        return decide_release(session, release.id, senior, granted, NOW)


def test_a_supervisors_release_opens_the_last_call(house: House, rung_twice: int) -> None:
    release = decide(house, ask(house, rung_twice), house.supervisor)
    assert (release.granted_at, release.expires_at) == (NOW, NOW + VALID_FOR)
    with house.database.reading() as session:
        [line] = daily_list(session, house.vault, house.settings, house.agent, NOW).lines
        assert line.standing is Standing.CALLABLE
        told = session.scalars(select(Notification)).one()
        assert (told.user_id, told.facts["granted"]) == (house.agent.id, 1)
    token = house.prepared(rung_twice)
    with house.writing() as session:
        permit = take_permit(session, house.vault, house.settings, rung_twice, house.agent, token, NOW)
    assert not isinstance(permit, guard.Answer)


def test_a_refused_release_opens_nothing(house: House, rung_twice: int) -> None:
    release = decide(house, ask(house, rung_twice), house.supervisor, granted=False)
    assert (release.granted_at, release.refused_at) == (None, NOW)
    token = house.prepared(rung_twice)
    with house.writing() as session:
        answer = take_permit(session, house.vault, house.settings, rung_twice, house.agent, token, NOW)
    assert isinstance(answer, guard.Answer)


def test_a_release_is_for_that_callback_and_no_other(house: House, rung_twice: int) -> None:
    other = house.callback()
    decide(house, ask(house, rung_twice), house.supervisor)
    token = house.prepared(other)
    with house.writing() as session:
        answer = take_permit(session, house.vault, house.settings, other, house.agent, token, NOW)
    assert isinstance(answer, guard.Answer)


def test_asking_twice_is_one_request(house: House, rung_twice: int) -> None:
    assert ask(house, rung_twice).id == ask(house, rung_twice, reason="还是要打").id


def test_a_request_needs_a_reason_and_a_callback_of_ones_own_shop(house: House, rung_twice: int) -> None:
    with pytest.raises(InvalidFields):
        ask(house, rung_twice, reason="  ")
    with pytest.raises(NotYours):
        ask(house, rung_twice, house.outsider)
    with pytest.raises(UnknownId):
        ask(house, 999)


def test_waits_for_those_who_may_decide_it(house: House, rung_twice: int) -> None:
    release = ask(house, rung_twice)
    with house.database.reading() as session:
        assert [one.id for one in waiting_releases(session, house.supervisor)] == [release.id]
        assert waiting_releases(session, house.leader) == []
    decide(house, release, house.supervisor)
    with house.database.reading() as session:
        assert waiting_releases(session, house.supervisor) == []


def test_nobody_releases_their_own_call_or_another_shops_or_as_a_team_leader(house: House, rung_twice: int) -> None:
    own = ask(house, rung_twice, house.supervisor)
    for senior in (house.supervisor, house.leader):
        with pytest.raises(NotYours):
            decide(house, own, senior)
    with house.writing() as session:
        session.get_one(User, house.manager.id).shops = []
    with house.database.reading() as session:
        moved_away = session.get_one(User, house.manager.id)
    with pytest.raises(NotYours):
        decide(house, own, moved_away)


def test_is_decided_once(house: House, rung_twice: int) -> None:
    release = decide(house, ask(house, rung_twice), house.supervisor)
    with pytest.raises(IllegalStep):
        decide(house, release, house.manager, granted=False)
    with pytest.raises(UnknownId), house.writing() as session:
        decide_release(session, 999, house.supervisor, True, NOW)
