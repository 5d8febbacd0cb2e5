"""What a leader sees in the morning of the calls that are due by tonight."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import event

from callguard.db.models import Blackout, Callback, Consent, CustomerIdentifier, DayOff, DoNotCall, User
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.domain.day_plan import Obstacle
from callguard.domain.guard import ConsentTerms, Family, Hours, Policy, SpecialDate, Weekday, Window, load_preset
from callguard.services.days_off import add_day_off
from callguard.services.guard_policies import activate_policy
from callguard.services.plan.day_plan import DayPlan, day_plan
from callguard.services.queue.keeping import note_changed
from callguard.services.releases import request_release
from tests.house import NOW, House, kept_database

HOUR = timedelta(hours=1)
NINE = datetime(2026, 11, 20, 1, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PRESET = load_preset("cn-after-sales")


def plan_of(house: House, leader: User | None = None, now: datetime = NOW) -> DayPlan:
    with house.database.reading() as session:
        return day_plan(session, house.vault, house.settings, leader or house.leader, now)


def phone(number: int) -> str:
    return f"+86139001{number:05}"


def listed(plan: DayPlan, obstacle: Obstacle) -> list[int]:
    return [line.judged.callback.id for line in plan.lines[obstacle]]


def customer_id(house: House, callback_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case.customer_id


@contextmanager
def kept_since_nine(house: House, callback_id: int) -> Iterator[None]:
    """The queue as it was known an hour before the window opens."""
    with closing(kept_database(house.database.url, clock=lambda: NINE)) as database, database.writing() as session:
        note_changed(session, [customer_id(house, callback_id)])
    yield
    with house.writing() as session:
        note_changed(session, [customer_id(house, callback_id)])


def activated(house: House, policy: Policy) -> None:
    with house.writing() as session:
        activate_policy(session, policy, None, NOW, NOW)


def asks_not_to_be_called(
    house: House, callback_id: int, opens: int, closes: int, since: datetime | None = NOW
) -> None:
    """Hours the customer ruled out on Fridays, in minutes after midnight."""
    with house.writing() as session:
        session.add(
            Blackout(
                customer_id=session.get_one(Callback, callback_id).case.customer_id,
                days="fri",
                opens_minute=opens,
                closes_minute=closes,
                since_at=since,
                words="开会",
                heard_by_id=house.agent.id,
            )
        )


def test_a_day_without_calls_has_nothing_in_its_way(house: House) -> None:
    house.callback(due_at=NOW + 24 * HOUR)
    plan = plan_of(house)
    assert (plan.due, plan.fitting, plan.obstacles, plan.lines) == (0, 0, {}, {})


def test_a_shop_without_any_call_ever_has_an_empty_plan(house: House) -> None:
    assert plan_of(house, house.supervisor).due == 0


def test_lays_the_calls_out_over_the_hours_of_the_window(house: House) -> None:
    house.callback(phone=phone(1))
    house.callback(phone=phone(2))
    house.callback(phone=phone(3), due_at=NOW + 2 * HOUR)
    plan = plan_of(house)
    assert (plan.due, plan.fitting, plan.callers, plan.obstacles) == (3, 3, 3, {})
    assert [(hour.starts_at.hour + 8, hour.calls, hour.room) for hour in plan.hours] == [
        (14, 2, 21),
        (15, 0, 24),
        (16, 1, 24),
        (17, 0, 24),
    ]


def test_in_the_morning_nothing_is_made_before_the_window_opens(house: House) -> None:
    callback_id = house.callback(due_at=NOW - 6 * HOUR)
    with kept_since_nine(house, callback_id):
        plan = plan_of(house, now=NINE)
    assert next((hour.starts_at.hour + 8, hour.calls) for hour in plan.hours) == (10, 1)


def test_says_what_stands_in_the_way_of_each(house: House) -> None:
    released = house.callback(phone=phone(1))
    for hours in (4, 3):
        house.attempted(released, CallResult.CONVERSATION, NOW - hours * HOUR)
    numberless = house.callback(phone=None)
    thrice = house.callback(phone=phone(2))
    for hours in (4, 3, 2):
        house.attempted(thrice, CallResult.CONVERSATION, NOW - hours * HOUR)
    late = house.callback(phone=phone(3), due_at=NOW + 5 * HOUR)
    plan = plan_of(house)
    assert plan.obstacles == dict.fromkeys(plan.obstacles, 1)
    assert {one: listed(plan, one) for one in plan.obstacles} == {
        Obstacle.NEEDS_RELEASE: [released],
        Obstacle.NO_NUMBER: [numberless],
        Obstacle.REFUSED: [thrice],
        Obstacle.CLOSED: [late],
    }
    assert (plan.due, plan.fitting) == (4, 0)


def test_a_wish_not_to_be_called_stands_in_the_way(house: House) -> None:
    callback_id = house.callback()
    with house.writing() as session:
        wish = {"since_at": NOW, "words": "别打了", "heard_by_id": house.agent.id}
        session.add(DoNotCall(customer_id=customer_id(house, callback_id), **wish))
    plan = plan_of(house)
    assert listed(plan, Obstacle.REFUSED) == [callback_id]
    assert plan.lines[Obstacle.REFUSED][0].judged.answer.next_allowed_at is None


def test_a_closed_day_closes_it_for_all(house: House) -> None:
    house.callback()
    activated(house, replace(PRESET, name="holiday", dates=(SpecialDate(TODAY, ()),)))
    assert plan_of(house).obstacles == {Obstacle.CLOSED: 1}


def test_what_comes_due_in_a_break_waits_for_its_end(house: House) -> None:
    house.callback(due_at=NOW + HOUR)
    windows = (Hours(10 * 60, 15 * 60), Hours(16 * 60, 18 * 60))
    activated(house, replace(PRESET, name="break", windows=tuple(Window(tuple(Weekday), one) for one in windows)))
    assert [(hour.starts_at.hour + 8, hour.calls) for hour in plan_of(house).hours] == [(14, 0), (16, 1), (17, 0)]


def test_what_the_customer_agreed_to_at_another_hour_is_made_then(house: House) -> None:
    terms = ConsentTerms(lifts=(Family.WINDOWS,))
    activated(house, replace(PRESET, name="evenings", consent=terms))
    callback_id = house.callback(due_at=NOW + 5 * HOUR)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        span = {"from_at": NOW + 5 * HOUR, "until_at": NOW + 6 * HOUR, "given_at": NOW}
        who = {"words": "七点可以打", "heard_by_id": house.agent.id}
        session.add(Consent(customer_id=case.customer_id, case_id=case.id, **span, **who))
    assert [(hour.starts_at.hour + 8, hour.calls) for hour in plan_of(house).hours if hour.calls] == [(19, 1)]


def test_a_customer_whose_hours_leave_a_gap_can_be_called_in_it(house: House) -> None:
    callback_id = house.callback(due_at=NOW + HOUR)
    asks_not_to_be_called(house, callback_id, 15 * 60, 16 * 60)
    plan = plan_of(house)
    assert (plan.fitting, plan.obstacles) == (1, {})


def test_hours_of_the_customer_that_fill_the_window_are_seen_before_it_opens(house: House) -> None:
    """At 9:00 nothing but closed windows stands against the call, and at 10:00 the customer's own hours begin."""
    callback_id = house.callback(due_at=NOW - 6 * HOUR)
    asks_not_to_be_called(house, callback_id, 10 * 60, 18 * 60, since=None)
    with kept_since_nine(house, callback_id):
        plan = plan_of(house, now=NINE)
    assert listed(plan, Obstacle.REFUSED) == [callback_id]


def test_hours_known_to_end_today_leave_the_rest_of_the_day(house: House) -> None:
    callback_id = house.callback()
    asks_not_to_be_called(house, callback_id, 14 * 60, 16 * 60)
    assert [(hour.starts_at.hour + 8, hour.calls) for hour in plan_of(house).hours if hour.calls] == [(16, 1)]


def test_a_number_that_dies_before_its_call_is_due_is_seen_now(house: House) -> None:
    callback_id = house.callback(due_at=NOW + 2 * HOUR)
    with house.writing() as session:
        phone_ = session.query(CustomerIdentifier).filter_by(kind="phone").one()
        phone_.expires_at = NOW + HOUR
    plan = plan_of(house)
    assert (plan.fitting, listed(plan, next(iter(plan.obstacles)))) == (0, [callback_id])


def test_more_than_the_people_at_work_can_do_is_named_from_the_end_of_the_order(house: House) -> None:
    calls = [house.callback(phone=phone(number), amount=100 * (100 - number)) for number in range(5)]
    house.settings = house.settings.model_copy(update={"calls_per_hour": 1})
    with house.writing() as session:
        for user in (house.colleague, house.specialist):
            session.add(DayOff(user_id=user.id, on=TODAY))
    plan = plan_of(house)
    # Five minutes of the first hour are over, and with them its one call.
    assert (plan.fitting, plan.callers, plan.obstacles) == (3, 1, {Obstacle.TOO_MANY: 2})
    assert listed(plan, Obstacle.TOO_MANY) == calls[3:]


def test_with_nobody_at_work_everything_is_too_much(house: House) -> None:
    house.callback()
    with house.writing() as session:
        for user in (house.agent, house.colleague, house.specialist):
            session.add(DayOff(user_id=user.id, on=TODAY))
    assert plan_of(house).obstacles == {Obstacle.TOO_MANY: 1}


def test_says_when_nobody_at_work_may_make_a_call(house: House) -> None:
    review = house.callback(issue_type=IssueType.BAD_REVIEW)
    assert plan_of(house).fitting == 1
    with house.writing() as session:
        add_day_off(session, house.settings, house.leader, house.specialist.id, TODAY, NOW)
    assert listed(plan_of(house), Obstacle.NOBODY_CERTIFIED) == [review]


def test_a_call_that_is_somebodys_alone_who_left_waits_for_nobody(house: House) -> None:
    bound = house.callback(agent=house.colleague)
    assert plan_of(house).fitting == 1
    with house.writing() as session:
        session.get_one(User, house.colleague.id).active = False
    plan = plan_of(house)
    assert listed(plan, Obstacle.BOUND_AWAY) == [bound]
    assert plan.lines[Obstacle.BOUND_AWAY][0].bound_to == "小周"


def test_a_binding_that_ends_today_leaves_the_call_to_the_others(house: House) -> None:
    callback_id = house.callback(agent=house.colleague)
    with house.writing() as session:
        session.get_one(User, house.colleague.id).active = False
        session.get_one(Callback, callback_id).bound_until_at = NOW + HOUR
    assert plan_of(house).obstacles == {}


def test_says_for_which_a_release_was_asked_already(house: House) -> None:
    callback_id = house.callback()
    for hours in (4, 3):
        house.attempted(callback_id, CallResult.CONVERSATION, NOW - hours * HOUR)
    assert not plan_of(house).lines[Obstacle.NEEDS_RELEASE][0].asked
    with house.writing() as session:
        request_release(session, callback_id, house.leader, "今天要答复", NOW)
    assert plan_of(house).lines[Obstacle.NEEDS_RELEASE][0].asked


def test_whoever_only_wants_the_numbers_is_told_the_same_ones(house: House) -> None:
    house.callback(phone=phone(1))
    house.callback(phone=None)
    plan = plan_of(house)
    with house.database.reading() as session:
        numbers = day_plan(session, house.vault, house.settings, house.leader, NOW, with_lines=False)
    assert numbers == replace(plan, lines={})
    assert plan.lines


def test_counts_what_lies_on_a_desk_and_no_other_shops_calls(house: House) -> None:
    house.claimed(house.callback(phone=phone(1)))
    house.callback(phone=phone(2), shop=house.other_shop)
    assert plan_of(house).due == 1
    assert plan_of(house, house.supervisor).due == 2


def test_takes_as_many_statements_for_twenty_as_for_two(house: House) -> None:
    counts: list[int] = []
    for size in (2, 18):
        for number in range(size):
            callback_id = house.callback(phone=phone(len(counts) * 100 + number))
            for hours in (4, 3):
                house.attempted(callback_id, CallResult.CONVERSATION, NOW - hours * HOUR)
        statements: list[str] = []

        def note(*details: object, seen: list[str] = statements) -> None:
            seen.append(str(details[2]))

        event.listen(house.database.engine, "before_cursor_execute", note)
        plan_of(house)
        event.remove(house.database.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
