from datetime import UTC, date, datetime, timedelta

from callguard.db.models import Approval, Callback, Offer, User
from callguard.domain.approval import ApprovalStatus
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.compensation import PlanKind
from callguard.domain.notification import NotificationKind
from callguard.domain.offer import OfferStatus
from callguard.domain.role import Role
from callguard.services.digests import (
    DaySummary,
    day_summary,
    send_day_plan,
    send_evening_reminder,
    send_morning_digest,
)
from callguard.services.plan.day_plan import day_plan
from tests.house import NOW, House
from tests.told import told

MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
NOTHING = DaySummary(date(2026, 11, 20), 0, 0, (), 0, 0)


def summary(house: House, agent: User | None = None, now: datetime = NOW) -> DaySummary:
    with house.database.reading() as session:
        return day_summary(session, house.vault, house.settings, agent or house.agent, now)


def phone(last: int) -> str:
    return f"+861380013800{last}"


def ask_approval(house: House, callback_id: int, status: ApprovalStatus = ApprovalStatus.PENDING) -> None:
    with house.writing() as session:
        offer = Offer(
            case_id=session.get_one(Callback, callback_id).case_id,
            callback_id=callback_id,
            agent_id=house.agent.id,
            kind=PlanKind.PARTIAL_REFUND,
            amount=9000,
            status=OfferStatus.AWAITING_APPROVAL,
            made_at=NOW,
        )
        session.add(
            Approval(
                offer=offer,
                requested_by_id=house.agent.id,
                requested_at=NOW,
                asked_role=Role.SUPERVISOR,
                status=status,
                deadline_at=NOW + timedelta(minutes=10),
            )
        )


def test_a_quiet_day_has_nothing(house: House) -> None:
    assert summary(house) == NOTHING


def test_counts_what_may_be_called_now_and_what_is_still_to_come_today(house: House) -> None:
    house.callback(phone=phone(1))
    house.callback(phone=phone(2), due_at=NOW + timedelta(hours=2))
    house.callback(phone=phone(3), due_at=NOW + timedelta(days=1))
    found = summary(house)
    assert (found.callable_now, found.still_today) == (1, 2)


def test_what_may_not_be_called_today_is_not_left_for_today(house: House) -> None:
    callback_id = house.callback()
    for hours in (4, 2):
        house.attempted(callback_id, CallResult.NO_ANSWER, NOW - timedelta(hours=hours))
    assert summary(house).still_today == 0


def test_names_the_promised_times_of_today_in_order(house: House) -> None:
    later, sooner, tomorrow = NOW + timedelta(hours=2), NOW + timedelta(hours=1), NOW + timedelta(days=1)
    for last, due_at in enumerate((later, sooner, tomorrow)):
        house.callback(phone=phone(last), due_at=due_at, kind=CallbackKind.PROMISED)
    assert summary(house).promised_at == (sooner, later)


def test_a_promise_of_a_colleague_is_theirs_to_keep(house: House) -> None:
    house.callback(due_at=NOW + timedelta(hours=1), kind=CallbackKind.PROMISED, agent=house.colleague)
    assert summary(house).promised_at == ()
    assert len(summary(house, house.colleague).promised_at) == 1


def test_counts_deadlines_until_local_midnight(house: House) -> None:
    for last, deadline_at in enumerate((NOW, MIDNIGHT - INSTANT, MIDNIGHT, NOW - timedelta(days=1), None)):
        house.callback(phone=phone(last), deadline_at=deadline_at)
    assert summary(house).deadlines == 2


def test_counts_the_agents_own_requests_that_nobody_decided(house: House) -> None:
    ask_approval(house, house.callback(phone=phone(1)))
    ask_approval(house, house.callback(phone=phone(2)), ApprovalStatus.REJECTED)
    assert summary(house).waiting_approvals == 1
    assert summary(house, house.colleague).waiting_approvals == 0


def test_the_day_is_the_one_on_the_installations_wall(house: House) -> None:
    assert summary(house, now=MIDNIGHT - INSTANT).on == date(2026, 11, 20)
    assert summary(house, now=MIDNIGHT).on == date(2026, 11, 21)


def test_the_digest_comes_once_a_day_and_says_what_the_day_brings(house: House) -> None:
    promised_at = NOW + timedelta(hours=1)
    house.callback(due_at=promised_at, kind=CallbackKind.PROMISED, deadline_at=NOW)
    with house.writing() as session:
        for _ in range(2):
            send_morning_digest(session, house.agent, summary(house), NOW)
    assert [(one.kind, one.facts) for one in told(house, house.agent)] == [
        (
            NotificationKind.MORNING_DIGEST,
            {"callable": 0, "approvals": 0, "deadlines": 1, "promised": [promised_at.isoformat()]},
        )
    ]


def test_the_next_day_has_a_digest_of_its_own(house: House) -> None:
    with house.writing() as session:
        send_morning_digest(session, house.agent, summary(house), NOW)
        send_morning_digest(session, house.agent, summary(house, now=MIDNIGHT), MIDNIGHT)
    assert len(told(house, house.agent)) == 2


def test_the_reminder_says_what_is_left(house: House) -> None:
    house.callback(due_at=EVENING)
    with house.writing() as session:
        send_evening_reminder(session, house.agent, summary(house, now=EVENING), EVENING)
    assert [(one.kind, one.facts) for one in told(house, house.agent)] == [
        (NotificationKind.EVENING_REMINDER, {"left": 1, "deadlines": 0, "promised": []})
    ]


def test_who_has_nothing_left_is_not_reminded(house: House) -> None:
    with house.writing() as session:
        send_evening_reminder(session, house.agent, NOTHING, EVENING)
    assert told(house, house.agent) == []


def test_a_leader_is_told_once_a_day_how_much_of_it_can_be_done(house: House) -> None:
    for last in (1, 2):
        house.callback(phone=phone(last))
    house.callback(phone=None)
    with house.writing() as session:
        plan = day_plan(session, house.vault, house.settings, house.leader, NOW, with_lines=False)
        for at in (NOW, NOW + timedelta(hours=1), MIDNIGHT):
            send_day_plan(session, house.settings, house.leader, plan, at)
    digests = told(house, house.leader)
    assert [(one.kind, one.facts) for one in digests] == [(NotificationKind.DAY_PLAN, {"due": 3, "fitting": 2})] * 2
