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
from callguard.domain.offer import OfferStatus, awaits_approval, heard_plans, refused_plans, waiting_among
from callguard.domain.plan_ladder import amount_fault
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.customer_lock import lock_customer_of
from callguard.services.leases import held_callback
from callguard.services.matters import matter_and_today
from callguard.services.outcomes import owed_outcome
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

    An offer still open is set aside for it: nobody has heard the customer refuse it. One that a senior is still looking
    at is IllegalStep, and so is any in a survey.
    """
    lock_customer_of(session, callback_id)
    callback = held_callback(session, callback_id, agent, token, now)
    if callback.kind is CallbackKind.SURVEY:
        raise IllegalStep(reason="nothing_offered_in_survey")
    fault = amount_fault(plan, callback.case.order.amount)
    if fault:
        raise InvalidFields((FieldError("amount", fault),))
    refuse_wording(session, {"note": plan.note})
    before = offers_of(session, callback)
    if awaits_approval(before):
        raise IllegalStep(reason="approval_pending")
    assessment = assess(session, settings, callback, agent, plan, now)
    if assessment.verdict is OfferVerdict.REFUSED:
        return assessment
    open_offer = waiting_among(before)
    if open_offer is not None:
        open_offer.status = OfferStatus.SET_ASIDE
        _record(session, RegisterKind.OFFER_SET_ASIDE, open_offer, agent, now)
    heed_words(session, callback.case, agent, [plan.note], now)
    offer = _add_offer(session, callback, agent, plan, now)
    if assessment.verdict is OfferVerdict.NEEDS_APPROVAL and assessment.approver is not None:
        _ask(session, offer, agent, assessment.approver, now)
    return offer


def answer_offer(session: Session, offer_id: int, agent: User, accepted: bool, now: datetime) -> Offer:
    """What the customer said; saying the same twice changes nothing.

    A no may come once the offer was set aside. IllegalStep when it was answered otherwise, or the approval it rests on
    has run out.
    """
    offer = _agents_own(session, offer_id, agent)
    answer = OfferStatus.ACCEPTED if accepted else OfferStatus.REFUSED
    if offer.status is answer:
        return offer
    if offer.status is not OfferStatus.OPEN and (accepted or offer.status is not OfferStatus.SET_ASIDE):
        raise IllegalStep(reason="offer_not_open")
    if accepted and _ran_out(offer.approval, now):
        raise IllegalStep(reason="approval_expired")
    offer.status, offer.answered_at = answer, now
    _record(session, RegisterKind.OFFER_ANSWERED, offer, agent, now, answer=answer.value)
    return offer


def withdraw(session: Session, offer_id: int, agent: User, now: datetime) -> None:
    """Takes a request of the agent's own back, for another plan to be put forward; twice is as once.

    IllegalStep where none was asked for, and once a senior has decided it or it has run out.
    """
    offer = _agents_own(session, offer_id, agent)
    if offer.status is OfferStatus.WITHDRAWN:
        return
    if offer.approval is None or offer.status is not OfferStatus.AWAITING_APPROVAL:
        raise IllegalStep(reason="approval_decided")
    offer.status, offer.approval.status = OfferStatus.WITHDRAWN, ApprovalStatus.WITHDRAWN
    record(session, RegisterKind.APPROVAL_WITHDRAWN, offer.case, now, agent, callback=offer.callback)


def reopen_offer(session: Session, offer_id: int, agent: User, now: datetime) -> None:
    """Takes back a yes that was noted by mistake; twice is as once.

    The offer is open again, or set aside where another has come up since. IllegalStep where there is no yes, and once
    the outcome of the call is recorded.
    """
    offer = _agents_own(session, offer_id, agent)
    if offer.status is OfferStatus.OPEN:
        return
    if offer.status is not OfferStatus.ACCEPTED:
        raise IllegalStep(reason="offer_not_accepted")
    if owed_outcome(session, agent, offer.callback_id) is None:
        raise IllegalStep(reason="outcome_recorded")
    another = waiting_among(offers_of(session, offer.callback))
    offer.status, offer.answered_at = OfferStatus.SET_ASIDE if another else OfferStatus.OPEN, None
    _record(session, RegisterKind.OFFER_REOPENED, offer, agent, now)


def lower_than(session: Session, callback_id: int, plan: Plan) -> Plan | None:
    """The dearest plan put to the customer of the case without a yes that this one lies below."""
    of_case = select(Callback.case_id).where(Callback.id == callback_id).scalar_subquery()
    return undercuts(plan, heard_plans(session.scalars(select(Offer).where(Offer.case_id == of_case))))


def offers_of(session: Session, callback: Callback) -> list[Offer]:
    """What was offered in the callback's case, the latest first."""
    made = select(Offer).where(Offer.case_id == callback.case_id).order_by(Offer.id.desc())
    return list(session.scalars(made))


def _agents_own(session: Session, offer_id: int, agent: User) -> Offer:
    """The offer as it stands now that its customer is locked; NotYours where somebody else made it."""
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise UnknownId
    if offer.agent_id != agent.id:
        raise NotYours
    lock_customer_of(session, offer.callback_id)
    session.refresh(offer)
    return offer


def _ran_out(approval: Approval | None, now: datetime) -> bool:
    return approval is not None and approval.expires_at is not None and approval.expires_at <= now


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
    _record(session, RegisterKind.OFFER_MADE, offer, agent, now)
    return offer


def _ask(session: Session, offer: Offer, agent: User, approver: Role, now: datetime) -> None:
    offer.status = OfferStatus.AWAITING_APPROVAL
    offer.approval = Approval(
        requested_by_id=agent.id,
        requested_at=now,
        asked_role=approver,
        status=ApprovalStatus.PENDING,
        deadline_at=now + load_authority().decide_within,
    )
    _record(session, RegisterKind.APPROVAL_REQUESTED, offer, agent, now, role=approver.value)


def _record(session: Session, kind: RegisterKind, offer: Offer, agent: User, now: datetime, **more: str) -> None:
    facts = {"plan": offer.kind.value, "amount": offer.amount, **more}
    record(session, kind, offer.case, now, agent, callback=offer.callback, facts=facts)
