"""Putting plans to the customer: within the agent's authority at once, above it after a senior's yes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Callback, Offer, User
from callguard.domain.approval import ApprovalStatus
from callguard.domain.authority import load_authority
from callguard.domain.callback import CallbackKind
from callguard.domain.compensation import OfferAssessment, OfferVerdict, Plan, assess_offer, undercuts
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import OfferStatus, heard_plans, refused_plans
from callguard.domain.plan_ladder import amount_fault
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.customer_lock import lock_customer_of
from callguard.services.leases import held_callback
from callguard.services.matters import matter_and_today
from callguard.services.phrases.alarms import heed_words
from callguard.services.phrases.wording import refuse_wording
from callguard.services.register import record
from callguard.settings import Settings


def assess(
    session: Session, settings: Settings, callback: Callback, agent: User, plan: Plan, now: datetime
) -> OfferAssessment:
    """Whether the agent may offer this plan now, needs a senior, or may not."""
    matter, today = matter_and_today(session, callback.case, agent, now, settings.display_tz)
    refused = refused_plans(offers_of(session, callback))
    return assess_offer(load_authority(), agent.role, matter, plan, given_today=today, refused=refused)


def make_offer(
    session: Session, settings: Settings, callback_id: int, agent: User, token: str, plan: Plan, now: datetime
) -> Offer | OfferAssessment:
    """The offer, open or awaiting approval, or the assessment that refuses it.

    An offer still open is taken as refused: the agent has moved on to the next plan. One that a senior is still
    looking at is IllegalStep, and so is any in a survey.
    """
    lock_customer_of(session, callback_id)
    callback = held_callback(session, callback_id, agent, token, now)
    if callback.kind is CallbackKind.SURVEY:
        raise IllegalStep(reason="nothing_offered_in_survey")
    fault = amount_fault(plan, callback.case.order.amount)
    if fault:
        raise InvalidFields((FieldError("amount", fault),))
    refuse_wording(session, {"note": plan.note})
    _turn_down_open(session, callback, agent, now)
    assessment = assess(session, settings, callback, agent, plan, now)
    if assessment.verdict is OfferVerdict.REFUSED:
        return assessment
    heed_words(session, callback.case, agent, [plan.note], now)
    offer = _add_offer(session, callback, agent, plan, now)
    if assessment.verdict is OfferVerdict.NEEDS_APPROVAL and assessment.approver is not None:
        _ask(session, callback, offer, agent, assessment.approver, now)
    return offer


def answer_offer(session: Session, offer_id: int, agent: User, accepted: bool, now: datetime) -> Offer:
    """What the customer said; saying the same twice changes nothing.

    IllegalStep when the offer was answered otherwise, or the approval it rests on has run out.
    """
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise UnknownId
    if offer.agent_id != agent.id:
        raise NotYours
    lock_customer_of(session, offer.callback_id)
    session.refresh(offer)
    answer = OfferStatus.ACCEPTED if accepted else OfferStatus.REFUSED
    if offer.status is answer:
        return offer
    if offer.status is not OfferStatus.OPEN:
        raise IllegalStep(reason="offer_not_open")
    if accepted and _ran_out(offer.approval, now):
        raise IllegalStep(reason="approval_expired")
    _answer(session, offer, answer, agent, now)
    return offer


def lower_than(session: Session, callback_id: int, plan: Plan) -> Plan | None:
    """The dearest plan put to the customer of the case without a yes that this one lies below."""
    of_case = select(Callback.case_id).where(Callback.id == callback_id).scalar_subquery()
    return undercuts(plan, heard_plans(session.scalars(select(Offer).where(Offer.case_id == of_case))))


def offers_of(session: Session, callback: Callback) -> list[Offer]:
    """What was offered in the callback's case, the latest first."""
    made = select(Offer).where(Offer.case_id == callback.case_id).order_by(Offer.id.desc())
    return list(session.scalars(made))


def _ran_out(approval: Approval | None, now: datetime) -> bool:
    return approval is not None and approval.expires_at is not None and approval.expires_at <= now


def _turn_down_open(session: Session, callback: Callback, agent: User, now: datetime) -> None:
    for offer in offers_of(session, callback):
        if offer.status is OfferStatus.AWAITING_APPROVAL:
            raise IllegalStep(reason="approval_pending")
        if offer.status is OfferStatus.OPEN:
            _answer(session, offer, OfferStatus.REFUSED, agent, now)


def _add_offer(session: Session, callback: Callback, agent: User, plan: Plan, now: datetime) -> Offer:
    offer = Offer(
        case_id=callback.case_id,
        callback_id=callback.id,
        agent_id=agent.id,
        kind=plan.kind,
        amount=plan.amount,
        status=OfferStatus.OPEN,
        note=plan.note or None,
        made_at=now,
    )
    session.add(offer)
    session.flush()
    facts = {"plan": plan.kind.value, "amount": plan.amount}
    record(session, RegisterKind.OFFER_MADE, callback.case, now, agent, callback=callback, facts=facts)
    return offer


def _ask(session: Session, callback: Callback, offer: Offer, agent: User, approver: Role, now: datetime) -> None:
    offer.status = OfferStatus.AWAITING_APPROVAL
    offer.approval = Approval(
        requested_by_id=agent.id,
        requested_at=now,
        asked_role=approver,
        status=ApprovalStatus.PENDING,
        deadline_at=now + load_authority().decide_within,
    )
    facts = {"plan": offer.kind.value, "amount": offer.amount, "role": approver.value}
    record(session, RegisterKind.APPROVAL_REQUESTED, callback.case, now, agent, callback=callback, facts=facts)


def _answer(session: Session, offer: Offer, answer: OfferStatus, agent: User, now: datetime) -> None:
    offer.status, offer.answered_at = answer, now
    callback = session.get_one(Callback, offer.callback_id)
    facts = {"plan": offer.kind.value, "amount": offer.amount, "answer": answer.value}
    record(session, RegisterKind.OFFER_ANSWERED, offer.case, now, agent, callback=callback, facts=facts)
