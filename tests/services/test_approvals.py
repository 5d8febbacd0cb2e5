"""A senior's decision, and the board it is taken from."""

from datetime import datetime, timedelta

import pytest

from callguard.db.models import Approval, Callback, Offer, User
from callguard.domain.approval import ApprovalReason, ApprovalRefusal, ApprovalStatus, Decision
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import IllegalStep, NotYours, StaleLease, UnknownId
from callguard.domain.guard import Verdict
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.approval_board import Board, approval_sheet, board_of, count_waiting, release_sheet
from callguard.services.approvals import climb_overdue, decide, pending_approvals
from callguard.services.leases import callback_on_desk, keep_alive, release_lease
from callguard.services.offers import answer_offer, make_offer, withdraw
from callguard.services.releases import decide_release, request_release
from tests.house import NOW, House
from tests.told import entries

HOUR = timedelta(hours=1)
OVER_AUTHORITY = Plan(PlanKind.PARTIAL_REFUND, 8000)


@pytest.fixture
def offer(house: House) -> Offer:
    """An offer of ¥80 on an order of ¥200: more than the agent's ¥50, within the leader's."""
    return ask(house, house.agent)


def ask(house: House, agent: User, plan: Plan = OVER_AUTHORITY, amount: int = 20000) -> Offer:
    callback_id = house.callback(phone=None, amount=amount)
    token = house.claimed(callback_id, agent)
    with house.writing() as session:
        offer = make_offer(session, house.settings, callback_id, agent, token, plan, NOW)
        assert isinstance(offer, Offer)
        assert offer.approval is not None
        return offer


def approval_of(house: House, offer: Offer) -> Approval:
    with house.database.reading() as session:
        approval = session.get_one(Offer, offer.id).approval
        assert approval is not None
        assert approval.offer.callback.id == offer.callback_id
        return approval


def take(
    house: House,
    offer: Offer,
    senior: User,
    decision: Decision,
    amount: int | None = None,
    words: str = "",
    now: datetime = NOW,
) -> Approval | ApprovalRefusal:
    with house.writing() as session:
        approval_id = approval_of(house, offer).id
        return decide(session, house.settings, approval_id, senior, decision, now, amount=amount, words=words)


def board(house: House, senior: User) -> Board:
    with house.database.reading() as session:
        return board_of(session, house.vault, house.settings, senior, NOW)


@pytest.mark.parametrize(
    ("decision", "amount", "status", "offer_status", "granted"),
    [
        (Decision.APPROVE, None, ApprovalStatus.APPROVED, OfferStatus.OPEN, 8000),
        (Decision.COUNTER, 6000, ApprovalStatus.COUNTERED, OfferStatus.OPEN, 6000),
        (Decision.REJECT, None, ApprovalStatus.REJECTED, OfferStatus.REJECTED, None),
        (Decision.TAKE_OVER, None, ApprovalStatus.TAKEN_OVER, OfferStatus.REJECTED, None),
    ],
)
def test_a_decision_turns_the_offer_and_is_recorded(
    house: House,
    offer: Offer,
    decision: Decision,
    amount: int | None,
    status: ApprovalStatus,
    offer_status: OfferStatus,
    granted: int | None,
) -> None:
    take(house, offer, house.leader, decision, amount, "安抚好再给")
    decided = approval_of(house, offer)
    assert (decided.status, decided.granted_amount, decided.words) == (status, granted, "安抚好再给")
    assert (decided.offer.status, decided.decided_by_id, decided.decided_at) == (offer_status, house.leader.id, NOW)
    assert decided.offer.amount == (granted or 8000)
    (entry,) = entries(house, RegisterKind.APPROVAL_DECIDED)
    assert (entry.actor_id, entry.note) == (house.leader.id, "安抚好再给")
    assert entry.facts == {"decision": decision.value, "amount": granted, "plan": "partial_refund"}


def test_a_full_refund_countered_with_less_is_called_so_no_longer(house: House) -> None:
    offer = ask(house, house.agent, Plan(PlanKind.FULL_REFUND, 20000))
    take(house, offer, house.supervisor, Decision.COUNTER, 12000)
    granted = approval_of(house, offer).offer
    assert (granted.kind, granted.amount, granted.status) == (PlanKind.PARTIAL_REFUND, 12000, OfferStatus.OPEN)


def test_a_request_taken_back_leaves_the_way_to_another_plan(house: House, offer: Offer) -> None:
    for _ in range(2):
        with house.writing() as session:
            withdraw(session, offer.id, house.agent, NOW)
    taken_back = approval_of(house, offer)
    assert (taken_back.status, taken_back.offer.status) == (ApprovalStatus.WITHDRAWN, OfferStatus.WITHDRAWN)
    assert board(house, house.leader).approvals == []
    assert len(entries(house, RegisterKind.APPROVAL_WITHDRAWN)) == 1
    token = taken_back.offer.callback.lease_token or ""
    with house.writing() as session:
        made = make_offer(
            session, house.settings, offer.callback_id, house.agent, token, Plan(PlanKind.COUPON, 500), NOW
        )
        assert isinstance(made, Offer)
        assert made.status is OfferStatus.OPEN


def test_what_is_taken_back_and_what_is_decided_can_not_be_both(house: House, offer: Offer) -> None:
    with house.writing() as session:
        withdraw(session, offer.id, house.agent, NOW)
    assert take(house, offer, house.leader, Decision.APPROVE) == ApprovalRefusal(
        ApprovalReason.NOT_PENDING, {"status": ApprovalStatus.WITHDRAWN}
    )
    other = ask(house, house.colleague)
    take(house, other, house.leader, Decision.APPROVE)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        withdraw(session, other.id, house.colleague, NOW)
    assert refused.value.params == {"reason": "approval_decided"}


def test_only_who_asked_takes_a_request_back(house: House, offer: Offer) -> None:
    with house.writing() as session, pytest.raises(NotYours):
        withdraw(session, offer.id, house.colleague, NOW)
    with house.writing() as session, pytest.raises(UnknownId):
        withdraw(session, 999, house.agent, NOW)


def test_taking_over_lays_the_callback_on_the_seniors_desk_alone(house: House, offer: Offer) -> None:
    token = approval_of(house, offer).offer.callback.lease_token or ""
    take(house, offer, house.leader, Decision.TAKE_OVER)
    with house.writing() as session:
        on_desk = callback_on_desk(session, house.leader, NOW)
        assert on_desk is not None
        assert on_desk.id == offer.callback_id
        with pytest.raises(StaleLease):
            keep_alive(session, offer.callback_id, house.agent, token, NOW, HOUR)


@pytest.mark.parametrize("status", [CallbackStatus.DONE, CallbackStatus.CANCELLED])
def test_a_call_that_is_over_can_not_be_taken_over(house: House, offer: Offer, status: CallbackStatus) -> None:
    with house.writing() as session:
        callback = session.get_one(Callback, offer.callback_id)
        release_lease(callback)
        callback.status = status
    assert take(house, offer, house.leader, Decision.TAKE_OVER) == ApprovalRefusal(ApprovalReason.CALL_IS_OVER)
    assert approval_of(house, offer).status is ApprovalStatus.PENDING
    with house.database.reading() as session:
        assert session.get_one(Callback, offer.callback_id).status is status
        assert callback_on_desk(session, house.leader, NOW) is None


@pytest.mark.parametrize(
    ("decision", "amount", "reason"),
    [
        (Decision.COUNTER, None, ApprovalReason.COUNTER_MISSING),
        (Decision.COUNTER, 0, ApprovalReason.COUNTER_NOT_POSITIVE),
        (Decision.COUNTER, 8000, ApprovalReason.COUNTER_UNCHANGED),
        (Decision.COUNTER, 999999, ApprovalReason.OVER_AUTHORITY),
    ],
)
def test_a_refused_decision_changes_nothing(
    house: House, offer: Offer, decision: Decision, amount: int | None, reason: ApprovalReason
) -> None:
    refused = take(house, offer, house.leader, decision, amount)
    assert isinstance(refused, ApprovalRefusal)
    assert refused.reason is reason
    assert approval_of(house, offer).status is ApprovalStatus.PENDING
    assert entries(house, RegisterKind.APPROVAL_DECIDED) == []


def test_a_second_decision_is_told_that_there_is_one(house: House, offer: Offer) -> None:
    take(house, offer, house.leader, Decision.APPROVE)
    refused = take(house, offer, house.supervisor, Decision.REJECT)
    assert isinstance(refused, ApprovalRefusal)
    assert refused.reason is ApprovalReason.NOT_PENDING
    assert approval_of(house, offer).status is ApprovalStatus.APPROVED


def test_nobody_decides_their_own_or_for_another_shop(house: House) -> None:
    own = ask(house, house.leader, Plan(PlanKind.PARTIAL_REFUND, 15000))
    refused = take(house, own, house.leader, Decision.APPROVE)
    assert isinstance(refused, ApprovalRefusal)
    assert refused.reason is ApprovalReason.OWN_REQUEST
    with pytest.raises(NotYours):
        take(house, own, house.outsider, Decision.REJECT)
    with pytest.raises(UnknownId), house.writing() as session:
        decide(session, house.settings, 10**6, house.manager, Decision.REJECT, NOW)


def test_what_nobody_decides_in_time_climbs_and_what_nobody_uses_runs_out(house: House, offer: Offer) -> None:
    late = approval_of(house, offer).deadline_at
    with house.writing() as session:
        assert climb_overdue(session, late - timedelta(seconds=1)) == 0
        assert climb_overdue(session, late) == 1
    assert approval_of(house, offer).asked_role is Role.SUPERVISOR
    take(house, offer, house.supervisor, Decision.APPROVE, now=late)
    unused_at = approval_of(house, offer).expires_at
    assert unused_at is not None
    with house.writing() as session:
        assert climb_overdue(session, unused_at) == 1
        assert climb_overdue(session, unused_at) == 0
    expired = approval_of(house, offer)
    assert (expired.status, expired.offer.status) == (ApprovalStatus.EXPIRED, OfferStatus.EXPIRED)
    assert [entry.facts["role"] for entry in entries(house, RegisterKind.APPROVAL_MOVED)] == ["supervisor"] * 2


def test_at_the_top_a_late_request_waits_on(house: House) -> None:
    offer = ask(house, house.leader, Plan(PlanKind.PARTIAL_REFUND, 15000))
    with house.writing() as session:
        approval = session.get_one(Approval, approval_of(house, offer).id)
        approval.asked_role = Role.MANAGER
        assert climb_overdue(session, approval.deadline_at) == 0


def test_an_offer_answered_before_its_approval_ran_out_keeps_its_answer(house: House, offer: Offer) -> None:
    take(house, offer, house.leader, Decision.APPROVE)
    with house.writing() as session:
        session.get_one(Offer, offer.id).status = OfferStatus.ACCEPTED
        assert climb_overdue(session, NOW + timedelta(days=1)) == 0
    assert approval_of(house, offer).offer.status is OfferStatus.ACCEPTED


def test_the_board_shows_what_this_senior_may_decide(house: House, offer: Offer) -> None:
    (sheet,) = board(house, house.leader).approvals
    assert (sheet.offer.id, sheet.requester.id, sheet.decider) == (offer.id, house.agent.id, None)
    assert 0 < sheet.room < sheet.ceiling
    assert sheet.given == 0
    assert board(house, house.agent).approvals == []
    own = ask(house, house.leader, Plan(PlanKind.PARTIAL_REFUND, 15000))
    assert own.id not in {one.offer.id for one in board(house, house.leader).approvals}
    with house.database.reading() as session:
        assert len(pending_approvals(session, house.supervisor)) == count_waiting(session, house.supervisor) == 2


def test_the_board_shows_the_ladder_and_what_was_refused(house: House) -> None:
    callback_id = house.callback(phone=None)
    token = house.prepared(callback_id)
    with house.writing() as session:
        given = (session, house.settings, callback_id, house.agent, token)
        for _ in range(2):
            twice = make_offer(*given, Plan(PlanKind.COUPON, 500), NOW)
            assert isinstance(twice, Offer)
            answer_offer(session, twice.id, house.agent, False, NOW)
        make_offer(*given, Plan(PlanKind.PARTIAL_REFUND, 1000), NOW)
        make_offer(*given, OVER_AUTHORITY, NOW)
    (sheet,) = board(house, house.leader).approvals
    assert [plan.kind for plan in sheet.plans] == [PlanKind.COUPON, PlanKind.PARTIAL_REFUND]
    assert sheet.refused == {Plan(PlanKind.COUPON, 500): 2}
    assert sheet.set_aside == [Plan(PlanKind.PARTIAL_REFUND, 1000)]


def test_of_offers_and_last_calls_what_is_due_first_stands_first(house: House) -> None:
    offer = ask(house, house.agent)
    for number, minutes in enumerate((1, -1)):
        callback_id = house.callback(phone=f"+861380013800{number}")
        with house.writing() as session:
            request_release(session, callback_id, house.agent, "客户约好的", NOW + timedelta(minutes=minutes))
    requests = board(house, house.supervisor).requests
    assert [sheet.due_at - NOW for sheet in requests] == [timedelta(minutes=minutes) for minutes in (9, 10, 11)]
    assert requests[1].case.id == offer.case_id


def test_the_board_says_where_more_is_asked_for_than_the_order_was_worth(house: House) -> None:
    dear = ask(house, house.agent, Plan(PlanKind.COUPON, 8000), amount=7999)
    ask(house, house.colleague, Plan(PlanKind.COUPON, 8000), amount=8000)
    assert {one.offer.id for one in board(house, house.manager).approvals if one.above_order} == {dear.id}
    with house.writing() as session:
        session.get_one(Offer, dear.id).case.order.amount = None
    assert not any(one.above_order for one in board(house, house.manager).approvals), "what it was worth is not known"


def test_what_was_asked_for_is_known_after_less_was_granted(house: House, offer: Offer) -> None:
    take(house, offer, house.leader, Decision.COUNTER, 6000)
    token, later = approval_of(house, offer).offer.callback.lease_token or "", NOW + timedelta(minutes=1)
    with house.writing() as session:
        given = (session, house.settings, offer.callback_id, house.agent, token)
        make_offer(*given, Plan(PlanKind.PARTIAL_REFUND, 9000), later)
    with house.database.reading() as session:
        sheet = approval_sheet(session, approval_of(house, offer).id, house.leader, later)
        assert (sheet.asked, sheet.offer.amount) == (8000, 6000)


def test_a_request_for_the_last_call_comes_with_what_the_guard_counted(house: House) -> None:
    callback_id = house.callback()
    for hours, result in ((3, CallResult.BUSY), (2, CallResult.FAILED), (1, CallResult.NO_ANSWER)):
        house.attempted(callback_id, result, NOW - hours * HOUR)
    with house.writing() as session:
        release_id = request_release(session, callback_id, house.agent, "客户约好的", NOW).id
    (sheet,) = board(house, house.supervisor).releases
    assert sheet.case.order_id
    assert sheet.answer.verdict is Verdict.NEEDS_RELEASE
    assert [attempt.result for attempt in sheet.rung] == [CallResult.NO_ANSWER, CallResult.BUSY]
    assert board(house, house.leader).releases == []
    with house.writing() as session:
        decide_release(session, release_id, house.supervisor, True, NOW)
    assert board(house, house.supervisor).releases == []
    with house.database.reading() as session:
        services = (session, house.vault, house.settings, release_id)
        decided = release_sheet(*services, house.manager, NOW)
        assert decided.decider is not None
        assert decided.decider.id == house.supervisor.id
        for user, wanted in ((house.outsider, release_id), (house.manager, 10**6)):
            with pytest.raises(UnknownId):
                release_sheet(session, house.vault, house.settings, wanted, user, NOW)


def test_a_sheet_is_for_the_people_of_its_shop(house: House, offer: Offer) -> None:
    approval_id = approval_of(house, offer).id
    with house.database.reading() as session:
        assert approval_sheet(session, approval_id, house.leader, NOW).case.id == offer.case_id
        for user, wanted in ((house.outsider, approval_id), (house.leader, 10**6)):
            with pytest.raises(UnknownId):
                approval_sheet(session, wanted, user, NOW)
