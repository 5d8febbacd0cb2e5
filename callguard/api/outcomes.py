"""POST /callbacks/{id}/disposition."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import post
from callguard.api.fields import Asked, Fen, Id, Instant, Line, Shown, Text, Words, example
from callguard.db.models import Attempt, Callback, Offer
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.commitment import Department
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields
from callguard.domain.survey import RATINGS
from callguard.http.context import current_user, now, runtime
from callguard.services.callbacks import callback_for
from callguard.services.idempotency import GivenAnswer
from callguard.services.offers import answer_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, owed_outcome, record_outcome


class OfferAnswerIn(Asked):
    """What the customer said to an offer of this call."""

    id: Id
    accepted: bool


class CommitmentIn(Asked):
    """What was promised, who carries it out, by when."""

    department: Department
    words: Line
    due_at: Instant
    amount: Fen | None = None


class DispositionIn(Asked):
    """What the call meant; `result` may be left out once the permit is settled."""

    model_config = example(
        {
            "disposition": "settled",
            "note": "同意部分退款，杯子留用",
            "offers": [{"id": 1, "accepted": True}],
            "commitments": [
                {
                    "department": "finance",
                    "words": "退款 20 元",
                    "due_at": "2026-11-21T18:00:00+08:00",
                    "amount": 2000,
                }
            ],
        }
    )

    disposition: Disposition
    result: CallResult | None = None
    note: Text = ""
    next_due_at: Instant | None = Field(None, description="When to call again; a survey opens the case for it.")
    rating: Annotated[int, Field(ge=RATINGS[0], le=RATINGS[-1])] | None = Field(None, description="A survey's answer.")
    survey_at: Instant | None = Field(None, description="When to ask how content the customer is, once it is settled.")
    offers: tuple[OfferAnswerIn, ...] = Field((), max_length=20)
    commitments: tuple[CommitmentIn, ...] = Field((), max_length=20)


class OutcomeOut(Shown):
    """The outcome, and where the callback and its case stand now."""

    id: int
    attempt: int
    disposition: Disposition
    note: Words
    next_due_at: datetime | None
    rating: int | None
    recorded_at: datetime
    callback_status: CallbackStatus
    callback_due_at: datetime


@post("/callbacks/<int:callback_id>/disposition", DispositionIn, answers={200: OutcomeOut}, problems=(404, 409, 423))
def finish(db: Session, body: DispositionIn, callback_id: int) -> GivenAnswer:
    """Records what the caller's call meant, with the answers to its offers and what was promised.

    It needs no lease: what happened must be told even by somebody who has lost it.
    """
    callback = callback_for(db, callback_id, current_user())
    attempt = owed_outcome(db, current_user(), callback_id)
    if attempt is None:
        raise IllegalStep(reason="no_call")
    _hear_answers(db, body, callback)
    services = (db, runtime().vault, runtime().settings)
    outcome = record_outcome(*services, attempt.id, current_user(), _reported(body, attempt), now())
    db.flush()
    shown = OutcomeOut(
        id=outcome.id,
        attempt=attempt.id,
        disposition=outcome.disposition,
        note=outcome.note,
        next_due_at=outcome.next_due_at,
        rating=body.rating,
        recorded_at=outcome.recorded_at,
        callback_status=callback.status,
        callback_due_at=callback.due_at,
    )
    return told(200, shown)


def _hear_answers(db: Session, body: DispositionIn, callback: Callback) -> None:
    for index, one in enumerate(body.offers):
        offer = db.get(Offer, one.id)
        if offer is None or offer.callback_id != callback.id:
            raise InvalidFields((FieldError(f"offers.{index}.id", "unknown_offer"),))
        answer_offer(db, one.id, current_user(), one.accepted, now())


def _reported(body: DispositionIn, attempt: Attempt) -> ReportedOutcome:
    late = [index for index, one in enumerate(body.commitments) if one.due_at <= now()]
    if late:
        raise InvalidFields(tuple(FieldError(f"commitments.{index}.due_at", "time_in_past") for index in late))
    promises = tuple(PromisedThing(one.department, one.words, one.due_at, one.amount) for one in body.commitments)
    said = (body.result or attempt.result, body.disposition, body.note, body.next_due_at)
    return ReportedOutcome(*said, promises, body.rating, body.survey_at)
