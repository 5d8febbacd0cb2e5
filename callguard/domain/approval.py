"""A senior's decision on an offer above somebody's authority ("Compensation authority", domain.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from callguard.domain.authority import seniors_of
from callguard.domain.compensation import Plan
from callguard.domain.role import Role


class ApprovalStatus(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    COUNTERED = "countered"
    TAKEN_OVER = "taken_over"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What a senior can do with a request."""

    APPROVE = "approve"
    REJECT = "reject"
    COUNTER = "counter"
    TAKE_OVER = "take_over"


class ApprovalReason(StrEnum):
    """Why a decision is not taken."""

    NOT_PENDING = "not_pending"
    OWN_REQUEST = "own_request"
    NOT_SENIOR_ENOUGH = "not_senior_enough"
    COUNTER_MISSING = "counter_missing"
    COUNTER_NOT_POSITIVE = "counter_not_positive"
    COUNTER_UNCHANGED = "counter_unchanged"
    OVER_AUTHORITY = "over_authority"
    CALL_IS_OVER = "call_is_over"


@dataclass(frozen=True)
class Approval:
    """A request and what became of it; `role` is on whose list it stands.

    `granted_amount` (fen) and `expires_at` are set once approved or countered.
    It is late from `decide_by_at` on and can no longer be used from `expires_at` on. Nobody takes a call over that
    `call_is_over` says is done with.
    """

    plan: Plan
    requester_id: int
    requester_role: Role
    role: Role
    decide_by_at: datetime
    status: ApprovalStatus = ApprovalStatus.PENDING
    decider_id: int | None = None
    decided_at: datetime | None = None
    granted_amount: int | None = None
    expires_at: datetime | None = None
    call_is_over: bool = False


@dataclass(frozen=True)
class Decider:
    """Who decides, and what they may still give in this matter (`room_of`, fen)."""

    user_id: int
    role: Role
    room: int


@dataclass(frozen=True)
class ApprovalRefusal:
    """Why the decision changes nothing; params name the status, the role or the room."""

    reason: ApprovalReason
    params: Mapping[str, object] = field(default_factory=dict)


_STATUS_AFTER: Mapping[Decision, ApprovalStatus] = {
    Decision.APPROVE: ApprovalStatus.APPROVED,
    Decision.REJECT: ApprovalStatus.REJECTED,
    Decision.COUNTER: ApprovalStatus.COUNTERED,
    Decision.TAKE_OVER: ApprovalStatus.TAKEN_OVER,
}
_GRANTED = (ApprovalStatus.APPROVED, ApprovalStatus.COUNTERED)


def decide(
    approval: Approval,
    decision: Decision,
    decider: Decider,
    now: datetime,
    *,
    valid: timedelta,
    counter_amount: int | None = None,
) -> Approval | ApprovalRefusal:
    """Take a decision; `valid` is how long what it grants can be used, `counter_amount` (fen) goes with a counter only.

    A request past its deadline that has not climbed yet can still be decided.
    """
    amount = counter_amount if decision is Decision.COUNTER else approval.plan.cost
    refusal = _standing_refusal(approval, decision, decider) or _amount_refusal(approval, decision, decider, amount)
    if refusal:
        return refusal
    decided = replace(approval, status=_STATUS_AFTER[decision], decider_id=decider.user_id, decided_at=now)
    return replace(decided, granted_amount=amount, expires_at=now + valid) if decided.status in _GRANTED else decided


def counter_refusal(plan: Plan, amount: int | None, room: int) -> ApprovalRefusal | None:
    """Why a plan is not granted for another amount (fen); `room` is what may still be given."""
    if amount is None:
        return ApprovalRefusal(ApprovalReason.COUNTER_MISSING)
    if amount <= 0:
        return ApprovalRefusal(ApprovalReason.COUNTER_NOT_POSITIVE)
    if amount == plan.cost:
        return ApprovalRefusal(ApprovalReason.COUNTER_UNCHANGED)
    return _room_refusal(amount, room)


def climb(approval: Approval, now: datetime, decide_within: timedelta) -> Approval:
    """A pending request past its deadline moves up one role and gets a new deadline; at the top it stays, late."""
    above = seniors_of(approval.role)
    if approval.status is not ApprovalStatus.PENDING or now < approval.decide_by_at or not above:
        return approval
    return replace(approval, role=above[0], decide_by_at=now + decide_within)


def expire(approval: Approval, now: datetime) -> Approval:
    """What was granted and not used in time is expired; anything else stays as it is."""
    if approval.status not in _GRANTED or _in_time(approval, now):
        return approval
    return replace(approval, status=ApprovalStatus.EXPIRED)


def allows(approval: Approval, plan: Plan, now: datetime) -> bool:
    """Whether the plan may be offered on this approval: the same kind, at most the amount granted, in time."""
    return (
        approval.status in _GRANTED
        and _in_time(approval, now)
        and plan.kind is approval.plan.kind
        and plan.cost <= (approval.granted_amount or 0)
    )


def _in_time(approval: Approval, now: datetime) -> bool:
    return approval.expires_at is not None and now < approval.expires_at


def _standing_refusal(approval: Approval, decision: Decision, decider: Decider) -> ApprovalRefusal | None:
    if approval.status is not ApprovalStatus.PENDING:
        return ApprovalRefusal(ApprovalReason.NOT_PENDING, {"status": approval.status})
    if decider.user_id == approval.requester_id:
        return ApprovalRefusal(ApprovalReason.OWN_REQUEST)
    # Whoever stands above the agent may take a call over; the rest is for the role asked and those above it.
    taking_over = decision is Decision.TAKE_OVER
    least = seniors_of(approval.requester_role)[0] if taking_over else approval.role
    if decider.role.rank < least.rank:
        return ApprovalRefusal(ApprovalReason.NOT_SENIOR_ENOUGH, {"role": least})
    return ApprovalRefusal(ApprovalReason.CALL_IS_OVER) if taking_over and approval.call_is_over else None


def _amount_refusal(
    approval: Approval, decision: Decision, decider: Decider, amount: int | None
) -> ApprovalRefusal | None:
    if decision is Decision.COUNTER:
        return counter_refusal(approval.plan, amount, decider.room)
    return _room_refusal(approval.plan.cost, decider.room) if decision is Decision.APPROVE else None


def _room_refusal(amount: int, room: int) -> ApprovalRefusal | None:
    return ApprovalRefusal(ApprovalReason.OVER_AUTHORITY, {"amount": amount, "room": room}) if amount > room else None
