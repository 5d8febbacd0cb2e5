"""Plans put to the customer, and the senior's word where they go above authority."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import Approval, Callback, Offer, RegisterEntry, User
from callguard.domain.approval import ApprovalReason, ApprovalRefusal, ApprovalStatus, Decision
from callguard.domain.attempt import CallResult
from callguard.domain.authority import load_authority
from callguard.domain.callback import CallbackStatus
from callguard.domain.commitment import Department
from callguard.domain.compensation import OfferAssessment, OfferReason, OfferVerdict, Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, StaleLease, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.approvals import climb_overdue, decide, pending_approvals
from callguard.services.leases import held_callback, release_lease
from callguard.services.offers import answer_offer, assess, lower_than, make_offer, offers_of, reopen_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, owed_outcome, record_outcome
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)
SMALL, LARGE = Plan(PlanKind.COUPON, 500), Plan(PlanKind.PARTIAL_REFUND, 15000)


class Call:
    """A call that is being made, and what can be done in it."""

    def __init__(self, house: House, *, dialled: bool = False, **about: object) -> None:
        self.house = house
        self.callback_id = house.callback(**about)  # type: ignore[arg-type]  # the house checks them
        self.token = house.dialled(self.callback_id)[1] if dialled else house.prepared(self.callback_id)

    def offer(self, plan: Plan, agent: User | None = None) -> Offer | OfferAssessment:
        """Puts a plan to the customer."""
        with self.house.writing() as session:
            agent = agent or self.house.agent
            return make_offer(session, self.house.settings, self.callback_id, agent, self.token, plan, NOW)

    def offered(self, plan: Plan) -> Offer:
        """An offer; a refusal fails the test."""
        offer = self.offer(plan)
        assert isinstance(offer, Offer)
        return offer

    def answer(self, offer: Offer, *, accepted: bool) -> Offer:
        """What the customer says."""
        with self.house.writing() as session:
            return answer_offer(session, offer.id, self.house.agent, accepted, NOW)

    def reopen(self, offer: Offer, agent: User | None = None) -> None:
        """Takes the customer's yes back, which was noted by mistake."""
        with self.house.writing() as session:
            reopen_offer(session, offer.id, agent or self.house.agent, NOW + MINUTE)

    def statuses(self) -> list[OfferStatus]:
        """How the offers stand, the latest first."""
        with self.house.database.reading() as session:
            return [one.status for one in offers_of(session, session.get_one(Callback, self.callback_id))]

    def requested(self) -> int:
        """The id of a request for an offer above the agent's authority."""
        offer = self.offered(LARGE)
        with self.house.database.reading() as session:
            return session.scalars(select(Approval.id).where(Approval.offer_id == offer.id)).one()

    def decide(
        self, approval_id: int, senior: User, decision: Decision, amount: int | None = None
    ) -> Approval | ApprovalRefusal:
        """What the senior says."""
        with self.house.writing() as session:
            return decide(session, self.house.settings, approval_id, senior, decision, NOW + MINUTE, amount=amount)


@pytest.fixture
def call(house: House) -> Call:
    return Call(house)


def test_within_authority_the_offer_is_open_at_once(call: Call) -> None:
    offer = call.offered(SMALL)
    assert offer.status is OfferStatus.OPEN
    assert call.answer(offer, accepted=True).status is OfferStatus.ACCEPTED


def test_moving_on_to_the_next_plan_sets_the_open_one_aside(house: House, call: Call) -> None:
    call.offered(SMALL)
    call.offered(Plan(PlanKind.PARTIAL_REFUND, 1000))
    assert call.statuses() == [OfferStatus.OPEN, OfferStatus.SET_ASIDE]
    with house.database.reading() as session:
        told = [entry.kind for entry in session.query(RegisterEntry).order_by(RegisterEntry.id)]
        assert RegisterKind.OFFER_ANSWERED not in told
        assert told[-3:] == [RegisterKind.OFFER_MADE, RegisterKind.OFFER_SET_ASIDE, RegisterKind.OFFER_MADE]
        aside = session.query(RegisterEntry).filter_by(kind=RegisterKind.OFFER_SET_ASIDE).one()
        assert (aside.facts, aside.actor_id) == ({"plan": "coupon", "amount": 500}, house.agent.id)


def test_however_often_it_was_set_aside_a_plan_may_be_offered(call: Call) -> None:
    for _ in range(3):
        call.offered(SMALL)
        call.offered(Plan(PlanKind.PARTIAL_REFUND, 1000))
    assert call.offered(SMALL).status is OfferStatus.OPEN


def test_a_plan_that_nobody_may_offer_sets_nothing_aside(house: House) -> None:
    call = Call(house, amount=900_000_000)
    call.offered(SMALL)
    assert isinstance(call.offer(Plan(PlanKind.PARTIAL_REFUND, 800_000_000)), OfferAssessment)
    assert call.statuses() == [OfferStatus.OPEN]


def test_what_was_set_aside_may_still_be_heard_to_be_refused_but_not_accepted(call: Call) -> None:
    first = call.offered(SMALL)
    call.offered(Plan(PlanKind.PARTIAL_REFUND, 1000))
    with pytest.raises(IllegalStep):
        call.answer(first, accepted=True)
    assert call.answer(first, accepted=False).status is OfferStatus.REFUSED


def test_a_refused_plan_is_offered_twice_and_not_a_third_time(call: Call) -> None:
    for _ in range(2):
        call.answer(call.offered(SMALL), accepted=False)
    refused = call.offer(SMALL)
    assert isinstance(refused, OfferAssessment)
    assert (refused.verdict, refused.reason) == (OfferVerdict.REFUSED, OfferReason.REFUSED_TOO_OFTEN)


def test_saying_yes_twice_is_one_yes_and_yes_after_no_is_refused(call: Call) -> None:
    offer = call.offered(SMALL)
    call.answer(offer, accepted=True)
    call.answer(offer, accepted=True)
    with pytest.raises(IllegalStep) as refused:
        call.answer(offer, accepted=False)
    assert refused.value.params == {"reason": "offer_not_open"}


def test_only_the_agent_of_the_call_offers_and_answers(house: House, call: Call) -> None:
    offer = call.offered(SMALL)
    with pytest.raises(NotYours):
        call.offer(SMALL, house.colleague)
    with house.writing() as session:
        with pytest.raises(NotYours):
            answer_offer(session, offer.id, house.colleague, True, NOW)
        with pytest.raises(UnknownId):
            answer_offer(session, 999, house.agent, True, NOW)


@pytest.mark.parametrize("amount", [0, -100, None, 20001])
def test_refuses_an_amount_that_is_none(call: Call, amount: int | None) -> None:
    with pytest.raises(InvalidFields) as refused:
        call.offer(Plan(PlanKind.PARTIAL_REFUND, amount))
    assert [error.field for error in refused.value.errors] == ["amount"]


def test_splitting_over_two_orders_of_one_customer_wins_nothing(house: House, call: Call) -> None:
    limit = Plan(PlanKind.PARTIAL_REFUND, 2000)
    call.answer(call.offered(limit), accepted=True)
    with house.writing() as session:
        done = session.get_one(Callback, call.callback_id)
        release_lease(done)
        done.status = CallbackStatus.DONE
    again = Call(house)
    assert again.offered(Plan(PlanKind.PARTIAL_REFUND, 3001)).status is OfferStatus.AWAITING_APPROVAL


def test_above_authority_the_next_role_that_suffices_is_asked(house: House, call: Call) -> None:
    approval_id = call.requested()
    with house.database.reading() as session:
        approval = session.get_one(Approval, approval_id)
        assert approval.offer.status is OfferStatus.AWAITING_APPROVAL
        assert approval.asked_role is not Role.AGENT
        assert approval.deadline_at == NOW + load_authority().decide_within
        waiting = pending_approvals(session, house.manager)
    assert [one.id for one in waiting] == [approval_id]


def test_while_a_senior_looks_at_it_nothing_else_is_offered(call: Call) -> None:
    call.requested()
    with pytest.raises(IllegalStep) as refused:
        call.offer(SMALL)
    assert refused.value.params == {"reason": "approval_pending"}


def test_above_the_shops_ceiling_nobody_is_asked(house: House) -> None:
    call = Call(house, amount=900_000_000)
    refused = call.offer(Plan(PlanKind.PARTIAL_REFUND, 800_000_000))
    assert isinstance(refused, OfferAssessment)
    assert refused.reason is OfferReason.OVER_CEILING


def test_an_approved_offer_is_open_to_be_put_to_the_customer(house: House, call: Call) -> None:
    approval = call.decide(call.requested(), house.manager, Decision.APPROVE)
    assert isinstance(approval, Approval)
    assert (approval.status, approval.granted_amount) == (ApprovalStatus.APPROVED, LARGE.amount)
    with house.database.reading() as session:
        assert session.get_one(Offer, approval.offer_id).status is OfferStatus.OPEN


def test_a_counter_changes_the_amount_of_the_offer(house: House, call: Call) -> None:
    approval = call.decide(call.requested(), house.manager, Decision.COUNTER, amount=8000)
    assert isinstance(approval, Approval)
    with house.database.reading() as session:
        offer = session.get_one(Offer, approval.offer_id)
        assert (offer.status, offer.amount) == (OfferStatus.OPEN, 8000)


def test_a_rejected_offer_is_closed_with_the_seniors_words(house: House, call: Call) -> None:
    approval_id = call.requested()
    with house.writing() as session:
        decide(session, house.settings, approval_id, house.manager, Decision.REJECT, NOW, words="先核对照片")
    with house.database.reading() as session:
        assert session.get_one(Approval, approval_id).offer.status is OfferStatus.REJECTED
        decided = select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.APPROVAL_DECIDED)
        assert session.scalars(decided).one().note == "先核对照片"


def test_taking_over_lays_the_call_on_the_seniors_desk(house: House, call: Call) -> None:
    call.decide(call.requested(), house.supervisor, Decision.TAKE_OVER)
    with house.writing() as session, pytest.raises(StaleLease):
        held_callback(session, call.callback_id, house.agent, call.token, NOW + MINUTE)
    with house.database.reading() as session:
        assert session.get_one(Callback, call.callback_id).lease_agent_id == house.supervisor.id


def test_whoever_takes_over_goes_on_with_the_call_and_records_it(house: House) -> None:
    callback_id = house.callback()
    attempt_id, token = house.dialled(callback_id)
    with house.writing() as session:
        offer = make_offer(session, house.settings, callback_id, house.agent, token, LARGE, NOW)
        assert isinstance(offer, Offer)
    with house.writing() as session:
        [asked] = pending_approvals(session, house.supervisor)
        decide(session, house.settings, asked.id, house.supervisor, Decision.TAKE_OVER, NOW)
    with house.database.reading() as session:
        assert owed_outcome(session, house.agent) is None
        owed = owed_outcome(session, house.supervisor)
        assert owed is not None
        assert owed.id == attempt_id
    talked = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "由主管谈妥")
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, attempt_id, house.supervisor, talked, NOW + MINUTE)


def test_the_second_senior_is_told_that_it_is_decided(house: House, call: Call) -> None:
    approval_id = call.requested()
    call.decide(approval_id, house.manager, Decision.APPROVE)
    refused = call.decide(approval_id, house.supervisor, Decision.REJECT)
    assert isinstance(refused, ApprovalRefusal)
    assert refused.reason is ApprovalReason.NOT_PENDING


def test_nobody_decides_for_another_shop_or_on_nothing(house: House, call: Call) -> None:
    approval_id = call.requested()
    with pytest.raises(NotYours):
        call.decide(approval_id, house.outsider, Decision.APPROVE)
    with pytest.raises(UnknownId):
        call.decide(999, house.manager, Decision.APPROVE)


def test_a_request_past_its_deadline_climbs_one_role(house: House, call: Call) -> None:
    approval_id = call.requested()
    with house.database.reading() as session:
        before = session.get_one(Approval, approval_id)
    with house.writing() as session:
        assert climb_overdue(session, before.deadline_at - MINUTE) == 0
        assert climb_overdue(session, before.deadline_at) == 1
    with house.database.reading() as session:
        after = session.get_one(Approval, approval_id)
        assert after.asked_role.rank == min(before.asked_role.rank + 1, Role.MANAGER.rank)
        assert after.deadline_at > before.deadline_at


def test_at_the_top_a_late_request_stays(house: House, call: Call) -> None:
    approval_id = call.requested()
    with house.writing() as session:
        session.get_one(Approval, approval_id).asked_role = Role.MANAGER
        assert climb_overdue(session, NOW + timedelta(hours=5)) == 0


def test_an_approval_that_was_not_used_expires_and_its_offer_with_it(house: House, call: Call) -> None:
    approval = call.decide(call.requested(), house.manager, Decision.APPROVE)
    assert isinstance(approval, Approval)
    assert approval.expires_at is not None
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        answer_offer(session, approval.offer_id, house.agent, True, approval.expires_at)
    assert refused.value.params == {"reason": "approval_expired"}
    with house.writing() as session:
        assert climb_overdue(session, approval.expires_at) == 1
        assert climb_overdue(session, NOW + timedelta(days=2)) == 0
    with house.database.reading() as session:
        assert session.get_one(Offer, approval.offer_id).status is OfferStatus.EXPIRED


def test_an_approval_that_was_used_stays(house: House, call: Call) -> None:
    approval = call.decide(call.requested(), house.manager, Decision.APPROVE)
    assert isinstance(approval, Approval)
    with house.writing() as session:
        answer_offer(session, approval.offer_id, house.agent, True, NOW + MINUTE)
        assert climb_overdue(session, NOW + timedelta(days=1)) == 0


@pytest.fixture
def dialled(house: House) -> Call:
    """A call to a customer whose outcome is still owed."""
    return Call(house, dialled=True)


def test_a_yes_noted_by_mistake_is_taken_back_and_the_register_keeps_both(house: House, dialled: Call) -> None:
    limit = Plan(PlanKind.PARTIAL_REFUND, 2000)
    offer = dialled.answer(dialled.offered(limit), accepted=True)
    dialled.reopen(offer)
    dialled.reopen(offer)
    assert dialled.statuses() == [OfferStatus.OPEN]
    with house.database.reading() as session:
        assert session.get_one(Offer, offer.id).answered_at is None
        callback = session.get_one(Callback, dialled.callback_id)
        rest = Plan(PlanKind.PARTIAL_REFUND, 3001)
        assert assess(session, house.settings, callback, house.agent, rest, NOW).verdict is OfferVerdict.ALLOWED
        entries = session.query(RegisterEntry).order_by(RegisterEntry.id).all()[-2:]
        assert [one.kind for one in entries] == [RegisterKind.OFFER_ANSWERED, RegisterKind.OFFER_REOPENED]
        assert entries[1].facts == {"plan": "partial_refund", "amount": 2000}
    assert dialled.answer(offer, accepted=False).status is OfferStatus.REFUSED


def test_while_another_plan_is_spoken_of_the_mistaken_one_is_set_aside(dialled: Call) -> None:
    first = dialled.answer(dialled.offered(SMALL), accepted=True)
    dialled.offered(Plan(PlanKind.PARTIAL_REFUND, 1000))
    dialled.reopen(first)
    assert dialled.statuses() == [OfferStatus.OPEN, OfferStatus.SET_ASIDE]


def test_only_a_yes_is_taken_back_and_by_whoever_noted_it(house: House, dialled: Call) -> None:
    offer = dialled.answer(dialled.offered(SMALL), accepted=True)
    with pytest.raises(NotYours):
        dialled.reopen(offer, house.colleague)
    refused = dialled.answer(dialled.offered(SMALL), accepted=False)
    with pytest.raises(IllegalStep) as illegal:
        dialled.reopen(refused)
    assert illegal.value.params == {"reason": "offer_not_accepted"}
    with house.writing() as session, pytest.raises(UnknownId):
        reopen_offer(session, 999, house.agent, NOW)


def test_once_the_outcome_is_recorded_the_yes_stands(house: House, dialled: Call) -> None:
    offer = dialled.answer(dialled.offered(SMALL), accepted=True)
    promise = PromisedThing(Department.FINANCE, "发优惠券", NOW + timedelta(days=1), SMALL.amount)
    talked = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "谈妥", promises=(promise,))
    with house.writing() as session:
        owed = owed_outcome(session, house.agent)
        assert owed is not None
        record_outcome(session, house.vault, house.settings, owed.id, house.agent, talked, NOW + MINUTE)
    with pytest.raises(IllegalStep) as refused:
        dialled.reopen(offer)
    assert refused.value.params == {"reason": "outcome_recorded"}
    assert dialled.statuses() == [OfferStatus.ACCEPTED]


def test_an_offer_below_one_the_customer_heard_is_known(house: House, call: Call) -> None:
    call.answer(call.offered(Plan(PlanKind.PARTIAL_REFUND, 2_000)), accepted=False)
    with house.database.reading() as session:
        assert lower_than(session, call.callback_id, SMALL) == Plan(PlanKind.PARTIAL_REFUND, 2_000)
        assert lower_than(session, call.callback_id, Plan(PlanKind.COUPON, 2_000)) is None
        assert lower_than(session, 999, SMALL) is None


def test_what_a_senior_turned_down_the_customer_never_heard(house: House, call: Call) -> None:
    call.decide(call.requested(), house.supervisor, Decision.REJECT)
    with house.database.reading() as session:
        assert lower_than(session, call.callback_id, SMALL) is None


def test_what_was_accepted_takes_nothing_back(house: House, call: Call) -> None:
    call.answer(call.offered(Plan(PlanKind.PARTIAL_REFUND, 2_000)), accepted=True)
    with house.database.reading() as session:
        assert lower_than(session, call.callback_id, SMALL) is None
