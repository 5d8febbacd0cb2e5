"""A senior's decision on an offer above the agent's authority, in seconds."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Case, Offer, User
from callguard.domain import approval as rules
from callguard.domain.approval import ApprovalRefusal, ApprovalStatus, Decider, Decision
from callguard.domain.authority import load_authority, room_of
from callguard.domain.callback import CallbackStatus
from callguard.domain.compensation import Plan
from callguard.domain.errors import NotYours, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.customer_lock import lock_customer_of
from callguard.services.leases import hand_over
from callguard.services.matters import matter_of
from callguard.services.permits import transfer_open_call
from callguard.services.register import record
from callguard.settings import Settings

_OFFER_AFTER = {
    ApprovalStatus.APPROVED: OfferStatus.OPEN,
    ApprovalStatus.COUNTERED: OfferStatus.OPEN,
    ApprovalStatus.REJECTED: OfferStatus.REJECTED,
    ApprovalStatus.TAKEN_OVER: OfferStatus.REJECTED,
}


def pending_approvals(session: Session, senior: User) -> list[Approval]:
    """What waits for this senior or for roles below theirs, the nearest deadline first; never their own requests."""
    below = [role for role in Role if 0 < role.rank <= senior.role.rank]
    waiting = (
        select(Approval)
        .join(Approval.offer)
        .join(Offer.case)
        .where(Approval.status == ApprovalStatus.PENDING, Approval.asked_role.in_(below))
        .where(Approval.requested_by_id != senior.id, Case.shop_id.in_([shop.id for shop in senior.shops]))
        .order_by(Approval.deadline_at, Approval.id)
    )
    return list(session.scalars(waiting))


def decide(
    session: Session,
    settings: Settings,
    approval_id: int,
    senior: User,
    decision: Decision,
    now: datetime,
    *,
    amount: int | None = None,
    words: str = "",
) -> Approval | ApprovalRefusal:
    """Takes the decision, or says why it can't be taken; `amount` in fen goes with a counter.

    Taking over lays the callback on the senior's own desk, with the call that is going on.
    """
    approval = session.get(Approval, approval_id)
    if approval is None:
        raise UnknownId
    lock_customer_of(session, approval.offer.callback_id)
    session.refresh(approval)
    case = approval.offer.case
    if case.shop_id not in {shop.id for shop in senior.shops}:
        raise NotYours
    table = load_authority()
    decider = Decider(senior.id, senior.role, room_of(table, senior.role, matter_of(session, case, now)))
    asked = _as_rule(session, approval)
    decided = rules.decide(asked, decision, decider, now, valid=table.approval_valid, counter_amount=amount)
    if isinstance(decided, ApprovalRefusal):
        return decided
    _write(session, approval, decided, words)
    if decision is Decision.TAKE_OVER:
        hand_over(session, approval.offer.callback_id, senior, now, settings.lease_length)
        transfer_open_call(session, approval.offer.callback_id, senior)
    facts = {"decision": decision.value, "amount": decided.granted_amount, "plan": approval.offer.kind.value}
    callback = approval.offer.callback
    record(
        session, RegisterKind.APPROVAL_DECIDED, case, now, senior, callback=callback, note=words or None, facts=facts
    )
    return approval


def climb_overdue(session: Session, now: datetime) -> int:
    """Moves requests past their deadline up one role, and ends what was granted and not used; how many changed."""
    granted = Approval.status.in_([ApprovalStatus.APPROVED, ApprovalStatus.COUNTERED])
    unused = granted & (Approval.expires_at <= now) & (Offer.status == OfferStatus.OPEN)
    undecided = (Approval.status == ApprovalStatus.PENDING) & (Approval.deadline_at <= now)
    late = select(Approval).join(Approval.offer).where(unused | undecided)
    return sum(_move_on(session, approval, now) for approval in session.scalars(late.with_for_update(skip_locked=True)))


def _move_on(session: Session, approval: Approval, now: datetime) -> bool:
    before = _as_rule(session, approval)
    after = rules.expire(rules.climb(before, now, load_authority().decide_within), now)
    if after == before:
        return False
    approval.asked_role, approval.deadline_at, approval.status = after.role, after.decide_by_at, after.status
    if after.status is ApprovalStatus.EXPIRED:
        approval.offer.status = OfferStatus.EXPIRED
    facts = {"role": after.role.value, "status": after.status.value}
    callback = approval.offer.callback
    record(session, RegisterKind.APPROVAL_MOVED, approval.offer.case, now, callback=callback, facts=facts)
    return True


def _write(session: Session, approval: Approval, decided: rules.Approval, words: str) -> None:
    approval.status, approval.words = decided.status, words or None
    approval.decided_by_id, approval.decided_at = decided.decider_id, decided.decided_at
    approval.granted_amount, approval.expires_at = decided.granted_amount, decided.expires_at
    offer = approval.offer
    offer.status = _OFFER_AFTER[decided.status]
    if decided.status is ApprovalStatus.COUNTERED and decided.granted_amount is not None:
        countered = decided.plan.countered(decided.granted_amount)
        offer.kind, offer.amount = countered.kind, countered.amount
    session.flush()


def _as_rule(session: Session, approval: Approval) -> rules.Approval:
    requester = session.get_one(User, approval.requested_by_id)
    return rules.Approval(
        plan=Plan(approval.offer.kind, approval.offer.amount),
        requester_id=requester.id,
        requester_role=requester.role,
        role=approval.asked_role,
        decide_by_at=approval.deadline_at,
        status=approval.status,
        decider_id=approval.decided_by_id,
        decided_at=approval.decided_at,
        granted_amount=approval.granted_amount,
        call_is_over=approval.offer.callback.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED),
        expires_at=approval.expires_at,
    )
