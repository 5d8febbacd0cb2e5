"""Who is away is given nothing, and keeps nothing from the others."""

from datetime import date, timedelta

import pytest

from callguard.db.models import DayOff, User
from callguard.domain.callback import CallbackKind
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.services.days_off import add_day_off, remove_day_off
from callguard.services.queue.claiming import claim, claim_next
from callguard.services.queue.daily_list import daily_list
from tests.house import NOW, House

TODAY = date(2026, 11, 20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def off(house: House, user: User, on: date = TODAY, senior: User | None = None) -> None:
    with house.writing() as session:
        add_day_off(session, house.settings, senior or house.leader, user.id, on, NOW)


def back(house: House, user: User, on: date = TODAY) -> None:
    with house.writing() as session:
        remove_day_off(session, house.leader, user.id, on)


def next_id(house: House, agent: User) -> int | None:
    with house.writing() as session:
        callback = claim_next(session, house.vault, house.settings, agent, NOW)
        return callback.id if callback else None


def listed(house: House, agent: User) -> list[int]:
    with house.database.reading() as session:
        return [one.callback.id for one in daily_list(session, house.vault, house.settings, agent, NOW).lines]


def test_next_gives_nothing_on_a_day_off_and_says_why(house: House) -> None:
    house.callback()
    off(house, house.agent)
    with pytest.raises(IllegalStep) as refused:
        next_id(house, house.agent)
    assert refused.value.params == {"reason": "day_off"}
    assert next_id(house, house.colleague) is not None


def test_nothing_is_claimed_by_hand_on_a_day_off(house: House) -> None:
    callback_id = house.callback()
    off(house, house.agent)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        claim(session, house.settings, callback_id, house.agent, NOW)
    assert refused.value.params == {"reason": "day_off"}


def test_what_lies_on_the_desk_is_finished_first(house: House) -> None:
    callback_id = house.callback()
    house.claimed(callback_id)
    off(house, house.agent)
    assert next_id(house, house.agent) == callback_id


def test_the_next_day_is_a_working_day(house: House) -> None:
    callback_id = house.callback()
    off(house, house.agent, TODAY + DAY)
    assert next_id(house, house.agent) == callback_id


def test_what_is_bound_to_them_that_day_is_anybodys_at_once(house: House) -> None:
    callback_id = house.callback(kind=CallbackKind.PROMISED, agent=house.agent)
    assert listed(house, house.colleague) == []
    off(house, house.agent)
    assert listed(house, house.colleague) == [callback_id]
    assert next_id(house, house.colleague) == callback_id


def test_what_is_bound_to_them_can_be_chosen_by_hand_too(house: House) -> None:
    callback_id = house.callback(agent=house.agent)
    off(house, house.agent)
    assert house.claimed(callback_id, house.colleague)


def test_what_is_bound_to_them_for_another_day_stays_theirs(house: House) -> None:
    callback_id = house.callback(due_at=NOW + HOUR, agent=house.agent)
    off(house, house.agent, TODAY + DAY)
    with house.writing() as session:
        assert claim(session, house.settings, callback_id, house.colleague, NOW) is None
    assert listed(house, house.colleague) == []


def test_a_day_off_that_is_taken_back_binds_them_again(house: House) -> None:
    callback_id = house.callback(agent=house.agent)
    off(house, house.agent)
    back(house, house.agent)
    assert listed(house, house.colleague) == []
    assert next_id(house, house.agent) == callback_id


def test_a_day_off_is_noted_once(house: House) -> None:
    off(house, house.agent)
    off(house, house.agent)
    with house.database.reading() as session:
        assert [day.on for day in session.query(DayOff)] == [TODAY]


def test_a_day_that_is_past_is_refused(house: House) -> None:
    with pytest.raises(InvalidFields) as refused:
        off(house, house.agent, TODAY - DAY)
    assert [(error.field, error.code) for error in refused.value.errors] == [("on", "day_in_past")]


def test_only_leaders_give_days_off_and_only_to_their_people(house: House) -> None:
    with pytest.raises(NotYours):
        off(house, house.colleague, senior=house.agent)
    with pytest.raises(UnknownId):
        off(house, house.outsider)
    off(house, house.leader)
