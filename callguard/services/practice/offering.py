"""Plans in a practice call: judged by the rules of a call to a customer, decided by who plays the customer."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall, PracticeOffer, User
from callguard.domain.approval import ApprovalRefusal, Decision, counter_refusal
from callguard.domain.authority import Matter, load_authority, room_of
from callguard.domain.compensation import OfferAssessment, OfferVerdict, Plan, assess_offer, undercuts
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import (
    OfferStatus,
    accepted_among,
    awaits_approval,
    heard_plans,
    plan_of,
    refused_plans,
    waiting_among,
)
from callguard.domain.plan_ladder import amount_fault
from callguard.domain.practice import PracticeState, load_practice
from callguard.services.phrases.wording import refuse_wording
from callguard.services.practice.access import agents_own, locked, require


def matter_in_practice(call: PracticeCall) -> Matter:
    """The mock case with what was given in the practice call: nothing was before it."""
    scenario = load_practice().scenarios[call.scenario]
    given = sum(one.amount or 0 for one in accepted_among(call.offers))
    return Matter(scenario.issue_type, scenario.liability, scenario.amount, given, given)


def lower_in_practice(session: Session, call_id: int, agent: User, plan: Plan) -> Plan | None:
    """The dearest plan put forward without a yes that this one lies below."""
    return undercuts(plan, heard_plans(agents_own(session, call_id, agent).offers))


def offer_in_practice(
    session: Session, call_id: int, agent: User, plan: Plan, now: datetime
) -> PracticeOffer | OfferAssessment:
    """The offer, open or awaiting a yes, or the assessment that refuses it.

    One still open is set aside for it, as in a call to a customer. One that still awaits its yes is IllegalStep.
    """
    call = _own_talk(session, call_id, agent)
    fault = amount_fault(plan, load_practice().scenarios[call.scenario].amount)
    if fault:
        raise InvalidFields((FieldError("amount", fault),))
    refuse_wording(session, {"note": plan.note})
    if awaits_approval(call.offers):
        raise IllegalStep(reason="approval_pending")
    refused = refused_plans(call.offers)
    assessment = assess_offer(load_authority(), agent.role, matter_in_practice(call), plan, refused=refused)
    if assessment.verdict is OfferVerdict.REFUSED:
        return assessment
    open_offer = waiting_among(call.offers)
    if open_offer is not None:
        open_offer.status, open_offer.answered_at = OfferStatus.SET_ASIDE, now
    offer = PracticeOffer(
        practice_call_id=call.id,
        kind=plan.kind,
        amount=plan.amount,
        note=plan.note,
        status=OfferStatus.AWAITING_APPROVAL if assessment.approver else OfferStatus.OPEN,
        asked_role=assessment.approver,
        made_at=now,
    )
    call.offers.insert(0, offer)
    return offer


def decide_practice_offer(
    session: Session,
    call_id: int,
    offer_id: int,
    senior: User,
    decision: Decision,
    now: datetime,
    *,
    amount: int | None = None,
) -> ApprovalRefusal | None:
    """Says whether a plan above the agent's authority may be put forward, or why it can't be for another amount (fen).

    NotYours for who doesn't play the buyer. IllegalStep for taking the call over: nobody speaks for both sides.
    """
    call = locked(session, call_id)
    if call.senior_id != senior.id:
        raise NotYours
    require(call, PracticeState.TALKING)
    offer = _offer(call, offer_id)
    if offer.status is not OfferStatus.AWAITING_APPROVAL:
        raise IllegalStep(reason="offer_not_open")
    if decision is Decision.TAKE_OVER:
        raise IllegalStep(reason="practice_state")
    refusal = _counter(call, offer, senior, amount) if decision is Decision.COUNTER else None
    if refusal is None:
        offer.status, offer.decided_at = OfferStatus.REJECTED if decision is Decision.REJECT else OfferStatus.OPEN, now
    return refusal


def answer_practice_offer(
    session: Session, call_id: int, offer_id: int, agent: User, accepted: bool, now: datetime
) -> None:
    """What the customer said; saying the same twice changes nothing, IllegalStep where it was answered otherwise."""
    offer = _offer(_own_talk(session, call_id, agent), offer_id)
    answer = OfferStatus.ACCEPTED if accepted else OfferStatus.REFUSED
    if offer.status is answer:
        return
    if offer.status is not OfferStatus.OPEN:
        raise IllegalStep(reason="offer_not_open")
    offer.status, offer.answered_at = answer, now


def reopen_practice_offer(session: Session, call_id: int, offer_id: int, agent: User, now: datetime) -> None:
    """Takes back a yes that was noted by mistake, as in a call to a customer; IllegalStep where there is none."""
    call = _own_talk(session, call_id, agent)
    offer = _offer(call, offer_id)
    if offer.status is OfferStatus.OPEN:
        return
    if offer.status is not OfferStatus.ACCEPTED:
        raise IllegalStep(reason="offer_not_accepted")
    another = waiting_among(call.offers)
    offer.status, offer.answered_at = (OfferStatus.SET_ASIDE, now) if another else (OfferStatus.OPEN, None)


def withdraw_in_practice(session: Session, call_id: int, offer_id: int, agent: User, now: datetime) -> None:
    """Takes a request back that nobody has decided; twice is as once, IllegalStep once it is decided."""
    offer = _offer(_own_talk(session, call_id, agent), offer_id)
    if offer.status is OfferStatus.WITHDRAWN:
        return
    if offer.status is not OfferStatus.AWAITING_APPROVAL:
        raise IllegalStep(reason="approval_decided")
    offer.status, offer.answered_at = OfferStatus.WITHDRAWN, now


def _counter(call: PracticeCall, offer: PracticeOffer, senior: User, amount: int | None) -> ApprovalRefusal | None:
    asked = plan_of(offer)
    refusal = counter_refusal(asked, amount, _room_to_decide(call, offer, senior))
    if refusal is None and amount is not None:
        granted = asked.countered(amount)
        offer.asked_amount, offer.kind, offer.amount = asked.amount, granted.kind, granted.amount
    return refusal


def _room_to_decide(call: PracticeCall, offer: PracticeOffer, senior: User) -> int:
    """What the one who would be asked may still give, or who plays the customer where they stand higher."""
    role = max(offer.asked_role or senior.role, senior.role, key=lambda one: one.rank)
    return room_of(load_authority(), role, matter_in_practice(call))


def _own_talk(session: Session, call_id: int, agent: User) -> PracticeCall:
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.TALKING)
    return call


def _offer(call: PracticeCall, offer_id: int) -> PracticeOffer:
    found = next((one for one in call.offers if one.id == offer_id), None)
    if found is None:
        raise UnknownId
    return found
