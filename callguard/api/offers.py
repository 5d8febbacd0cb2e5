"""Offers, and a senior's decision on those above the agent's authority."""

from datetime import datetime
from typing import Self

from flask import abort
from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import refused, told
from callguard.api.callbacks import own_callback
from callguard.api.calls import post
from callguard.api.fields import Asked, Fen, Id, LeaseToken, Shown, Text, Words, example
from callguard.db.models import Approval, Offer
from callguard.domain.approval import ApprovalReason, ApprovalRefusal, ApprovalStatus, Decision
from callguard.domain.compensation import OfferAssessment, Plan, PlanKind
from callguard.domain.offer import OfferStatus, plan_of
from callguard.domain.role import Role
from callguard.http.context import current_user, now, runtime
from callguard.http.errors import ErrorAnswer
from callguard.http.refusals import decision_refusal, offer_refusal
from callguard.http.texts import status_text
from callguard.services.approvals import decide
from callguard.services.idempotency import GivenAnswer
from callguard.services.offers import answer_offer, lower_than, make_offer

_STATUS_OF = {
    ApprovalReason.NOT_PENDING: 409,
    ApprovalReason.CALL_IS_OVER: 409,
    ApprovalReason.OWN_REQUEST: 403,
    ApprovalReason.NOT_SENIOR_ENOUGH: 403,
    ApprovalReason.OVER_AUTHORITY: 403,
}


class OfferIn(Asked):
    """A plan put to the customer; `amount` left out where the kind needs none."""

    model_config = example({"callback": 1, "lease_token": "from the claim", "kind": "partial_refund", "amount": 2000})

    callback: Id
    lease_token: LeaseToken
    kind: PlanKind
    amount: Fen | None = None
    note: Text = ""


class ApprovalOut(Shown):
    """A request to a senior; `granted_amount` is what may be offered once it is approved or countered."""

    id: int
    offer: int
    callback: int
    asked_role: Role
    status: ApprovalStatus
    deadline_at: datetime
    granted_amount: int | None
    expires_at: datetime | None
    words: Words | None

    @classmethod
    def of(cls, approval: Approval) -> Self:
        """What is shown of a row."""
        return cls(
            id=approval.id,
            offer=approval.offer_id,
            callback=approval.offer.callback_id,
            asked_role=approval.asked_role,
            status=approval.status,
            deadline_at=approval.deadline_at,
            granted_amount=approval.granted_amount,
            expires_at=approval.expires_at,
            words=approval.words,
        )


class OfferOut(Shown):
    """An offer: open to be made now, or waiting for the approval beside it."""

    id: int
    callback: int
    kind: PlanKind
    amount: int | None
    status: OfferStatus
    approval: ApprovalOut | None
    below_earlier: int | None = Field(description="What the customer has heard before, where this offer is lower.")

    @classmethod
    def of(cls, offer: Offer, earlier: Plan | None) -> Self:
        """What is shown of a row; `earlier` is an offer it lies below."""
        return cls(
            id=offer.id,
            callback=offer.callback_id,
            kind=offer.kind,
            amount=offer.amount,
            status=offer.status,
            approval=ApprovalOut.of(offer.approval) if offer.approval else None,
            below_earlier=earlier.amount if earlier else None,
        )


class AnswerIn(Asked):
    """What the customer said to an offer; one that is still open when the next is made is set aside, not refused."""

    model_config = example({"accepted": False})

    accepted: bool


class DecisionIn(Asked):
    """A senior's decision; `amount` goes with a counter."""

    model_config = example({"decision": "counter", "amount": 3000, "words": "最多三十元"})

    decision: Decision
    amount: Fen | None = None
    words: Text = Field("", description="What the agent is told with it.")


@post("/offers", OfferIn, answers={201: OfferOut}, problems=(404, 409, 423))
def offer(db: Session, body: OfferIn) -> GivenAnswer:
    """Puts a plan to the customer at once, or asks a senior when it is above the caller's authority.

    409 with the reason as `code` and its `params` when nobody may offer it.
    """
    own_callback(db, body.callback)
    plan = Plan(body.kind, body.amount, body.note)
    earlier = lower_than(db, body.callback, plan)
    made = make_offer(db, runtime().settings, body.callback, current_user(), body.lease_token, plan, now())
    if isinstance(made, OfferAssessment):
        error = _error(409, str(made.reason), offer_refusal(made))
        return refused(error, params=dict(made.params))
    db.flush()
    return told(201, OfferOut.of(made, earlier))


@post("/offers/<int:offer_id>/answer", AnswerIn, answers={200: OfferOut}, problems=(404, 409, 423))
def hear_answer(db: Session, body: AnswerIn, offer_id: int) -> GivenAnswer:
    """Notes the customer's answer while the call goes on; with its outcome it may be told too."""
    answered = answer_offer(db, offer_id, current_user(), body.accepted, now())
    return told(200, OfferOut.of(answered, lower_than(db, answered.callback_id, plan_of(answered))))


@post("/approvals/<int:approval_id>/decision", DecisionIn, answers={201: ApprovalOut}, problems=(403, 404, 409, 423))
def decide_offer(db: Session, body: DecisionIn, approval_id: int) -> GivenAnswer:
    """Approves, rejects, counters or takes the call over; after that the caller claims it from their own desk."""
    senior = current_user()
    if not senior.role.rank:
        abort(403)
    amount = body.amount if body.decision is Decision.COUNTER else None
    decided = decide(db, runtime().settings, approval_id, senior, body.decision, now(), amount=amount, words=body.words)
    if isinstance(decided, ApprovalRefusal):
        params = {name: str(value) for name, value in decided.params.items()}
        error = _error(_STATUS_OF.get(decided.reason, 422), decided.reason, decision_refusal(decided))
        return refused(error, params=params)
    return told(201, ApprovalOut.of(decided))


def _error(status: int, code: str, why: str) -> ErrorAnswer:
    return ErrorAnswer(status, code, status_text(status).title, why)
