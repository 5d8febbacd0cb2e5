"""Who is called next."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from callguard.db.models import Blackout, Callback, User
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseClass, IssueType
from callguard.domain.errors import IllegalStep, NotYours, StaleLease, UnknownId
from callguard.domain.identity import IdentifierKind
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.leases import callback_on_desk, give_back, hand_over, held_callback, keep_alive
from callguard.services.queue.claiming import claim, claim_next
from callguard.services.queue.daily_list import DailyList, Standing, daily_list
from tests.house import NOW, House
from tests.services.persons import case_of, merge

HOUR = timedelta(hours=1)


def listed(house: House, agent: User | None = None, now: datetime = NOW) -> DailyList:
    """The list of an agent."""
    with house.database.reading() as session:
        return daily_list(session, house.vault, house.settings, agent or house.agent, now)


def standings(daily: DailyList) -> dict[int, Standing]:
    """Where each callback stands, in order."""
    return {line.callback.id: line.standing for line in daily.lines}


def next_for(house: House, agent: User | None = None, now: datetime = NOW) -> int | None:
    """What pressing "next" gives."""
    with house.writing() as session:
        callback = claim_next(session, house.vault, house.settings, agent or house.agent, now)
        return callback.id if callback else None


def phone(number: int) -> str:
    return f"+861390013{8000 + number}"


def test_orders_by_gravity_then_deadline_then_value(house: House) -> None:
    rest = house.callback(phone=phone(1))
    dear = house.callback(phone=phone(2), amount=99900)
    late = house.callback(phone=phone(3), deadline_at=NOW + 5 * HOUR)
    soon = house.callback(phone=phone(4), deadline_at=NOW + HOUR)
    promised = house.callback(phone=phone(5), kind=CallbackKind.PROMISED)
    complaint = house.callback(phone=phone(6), issue_type=IssueType.SERVICE_COMPLAINT)
    unsafe = house.callback(phone=phone(7), issue_type=IssueType.PERSONAL_SAFETY)
    daily = listed(house)
    assert [line.callback.id for line in daily.lines] == [unsafe, complaint, soon, late, promised, dear, rest]
    assert [line.case_class for line in daily.lines][:3] == [
        CaseClass.SAFETY,
        CaseClass.COMPLAINT,
        CaseClass.DEADLINE,
    ]


def test_says_what_can_be_called_what_waits_and_what_cannot(house: House) -> None:
    now_ = house.callback(phone=phone(1))
    later = house.callback(phone=phone(2), due_at=NOW + HOUR)
    unanswered = house.callback(phone=phone(3))
    house.attempted(unanswered, CallResult.NO_ANSWER, NOW - timedelta(minutes=20))
    twice = house.callback(phone=phone(4))
    house.attempted(twice, CallResult.CONVERSATION, NOW - 3 * HOUR)
    house.attempted(twice, CallResult.CONVERSATION, NOW - 2 * HOUR)
    numberless = house.callback(phone=None, account="明月1983")
    daily = listed(house)
    assert standings(daily) == {
        now_: Standing.CALLABLE,
        later: Standing.WAITING,
        unanswered: Standing.WAITING,
        twice: Standing.NEEDS_RELEASE,
        numberless: Standing.NO_NUMBER,
    }
    [waiting] = [line for line in daily.standing(Standing.WAITING) if line.callback.id == unanswered]
    assert waiting.from_at == NOW + timedelta(minutes=40)


def test_after_closing_nothing_can_be_called_today_and_nothing_is_lost(house: House) -> None:
    callback_id = house.callback()
    closed = NOW + 4 * HOUR
    daily = listed(house, now=closed)
    assert standings(daily) == {callback_id: Standing.NOT_TODAY}
    assert daily.lines[0].from_at == NOW.replace(hour=2, minute=0) + timedelta(days=1)
    assert next_for(house, now=closed) is None


def test_waits_out_the_hours_the_customer_ruled_out(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        session.add(
            Blackout(
                customer_id=session.get_one(Callback, callback_id).case.customer_id,
                days="fri",
                opens_minute=14 * 60,
                closes_minute=15 * 60,
                words="下午两点到三点要接孩子",
                heard_by_id=house.agent.id,
            )
        )
    [line] = listed(house).lines
    assert (line.standing, line.from_at) == (Standing.WAITING, NOW.replace(hour=7, minute=0))


def test_does_not_list_tomorrows_work(house: House) -> None:
    house.callback(due_at=NOW + 24 * HOUR)
    assert listed(house).lines == ()


def test_an_agent_sees_neither_other_shops_nor_what_is_bound_to_a_colleague(house: House) -> None:
    house.callback(phone=phone(1), agent=house.colleague)
    house.callback(phone=phone(2), shop=house.other_shop)
    mine = house.callback(phone=phone(3), agent=house.agent)
    assert list(standings(listed(house))) == [mine]


def test_reviews_belong_to_the_specialist(house: House) -> None:
    review = house.callback(issue_type=IssueType.BAD_REVIEW)
    assert listed(house).lines == ()
    assert next_for(house) is None
    assert next_for(house, house.specialist) == review


def test_next_skips_what_the_guard_refuses(house: House) -> None:
    blocked = house.callback(phone=phone(1), issue_type=IssueType.PERSONAL_SAFETY)
    house.attempted(blocked, CallResult.NO_ANSWER, NOW - timedelta(minutes=20))
    free = house.callback(phone=phone(2))
    assert next_for(house) == free


def test_next_gives_back_what_already_lies_on_the_desk(house: House) -> None:
    house.callback(phone=phone(1))
    house.callback(phone=phone(2))
    assert next_for(house) == next_for(house)
    assert listed(house).on_desk is not None


def test_who_works_for_no_shop_yet_is_given_nothing(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        new = house.hire(session, "xinren")
        new.shops = []
    assert next_for(house, new) is None
    assert next_for(house) == callback_id


def test_next_leaves_alone_whom_a_colleague_is_about_to_ring(house: House) -> None:
    first, second = house.callback(), house.callback()
    assert next_for(house) == first
    assert next_for(house, house.colleague) is None
    assert standings(listed(house, house.colleague)) == {}
    with house.writing() as session:
        assert claim(session, house.settings, second, house.colleague, NOW) is None


def test_whoever_turns_out_to_be_on_a_desk_already_is_offered_to_nobody(house: House) -> None:
    house.claimed(house.callback(phone=phone(1)))
    house.callback(phone=phone(2))
    known_as = [KnownAs(IdentifierKind.PHONE, phone(number)) for number in (1, 2)]
    with house.writing() as session:
        find_or_add_customer(session, house.vault, known_as, NOW, name=None, time_zone="Asia/Shanghai")
    assert next_for(house, house.colleague) is None


def test_nobody_prepares_for_a_person_who_lies_on_a_colleagues_desk_under_another_name(house: House) -> None:
    first, second = house.callback(), house.callback(phone=phone(1))
    merge(house, case_of(house, first).customer_id, case_of(house, second).customer_id)
    house.claimed(first)
    assert next_for(house, house.colleague) is None


def test_a_chosen_callback_is_laid_on_the_desk_once(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    assert house.claimed(callback_id) == token
    with house.writing() as session:
        assert claim(session, house.settings, callback_id, house.colleague, NOW) is None


def test_an_agent_holds_one_callback_at_a_time(house: House) -> None:
    first, second = house.callback(phone=phone(1)), house.callback(phone=phone(2))
    house.claimed(first)
    with pytest.raises(IllegalStep) as refused:
        house.claimed(second)
    assert refused.value.params == {"reason": "desk_occupied", "callback": first}


def test_what_an_agent_may_not_see_cannot_be_claimed(house: House) -> None:
    callback_id = house.callback(shop=house.other_shop)
    with house.writing() as session:
        assert claim(session, house.settings, callback_id, house.agent, NOW) is None


def test_a_lease_that_ran_out_is_anybodys_and_the_old_token_is_refused(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    gone = NOW + house.settings.lease_length
    assert next_for(house, house.colleague, gone) == callback_id
    with house.writing() as session, pytest.raises(StaleLease):
        held_callback(session, callback_id, house.agent, token, gone)


def test_a_sign_of_life_prolongs_the_lease(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session:
        keep_alive(session, callback_id, house.agent, token, NOW + timedelta(minutes=9), house.settings.lease_length)
    with house.database.reading() as session:
        still = callback_on_desk(session, house.agent, NOW + timedelta(minutes=18))
        assert still is not None
        assert callback_on_desk(session, house.agent, NOW + timedelta(minutes=19)) is None


def test_a_callback_given_back_is_free_again(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session:
        give_back(session, callback_id, house.agent, token, NOW)
    with house.database.reading() as session:
        assert session.get_one(Callback, callback_id).status is CallbackStatus.PENDING
    assert next_for(house, house.colleague) == callback_id


def test_only_the_holder_writes(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session:
        with pytest.raises(NotYours):
            held_callback(session, callback_id, house.colleague, token, NOW)
        with pytest.raises(StaleLease):
            held_callback(session, callback_id, house.agent, "another token", NOW)
        with pytest.raises(StaleLease):
            held_callback(session, callback_id, house.agent, token, NOW + house.settings.lease_length)
        with pytest.raises(UnknownId):
            held_callback(session, 999, house.agent, token, NOW)


def test_handing_over_makes_the_old_token_worthless(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session:
        hand_over(session, callback_id, house.supervisor, NOW, house.settings.lease_length)
    with house.writing() as session, pytest.raises(StaleLease):
        held_callback(session, callback_id, house.agent, token, NOW)


def test_the_list_takes_as_many_statements_for_twenty_customers_as_for_two(house: House) -> None:
    counts: list[int] = []
    for size in (2, 18):
        for number in range(size):
            callback_id = house.callback(phone=phone(len(counts) * 100 + number))
            house.attempted(callback_id, CallResult.CONVERSATION, NOW - 5 * HOUR)
        statements: list[str] = []

        def note(*details: object, seen: list[str] = statements) -> None:
            seen.append(str(details[2]))

        event.listen(house.database.engine, "before_cursor_execute", note)
        listed(house)
        event.remove(house.database.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
