"""POST /callbacks/{id}/steps."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import post
from callguard.api.fields import Asked, LeaseToken, Shown, Text, example
from callguard.domain.errors import IllegalStep
from callguard.domain.script import Step
from callguard.domain.talk import Skip, SkipReason
from callguard.http.context import current_user, now
from callguard.services.call_steps import enter_step
from callguard.services.callbacks import callback_for
from callguard.services.idempotency import GivenAnswer
from callguard.services.outcomes import owed_outcome
from callguard.services.talks import current_talk, explain_skips

StepNumber = Annotated[int, Field(ge=min(Step), le=max(Step), description="1 introduce to 7 close.")]


class StepIn(Asked):
    """The step the caller's talk has come to; `reason` says why those before it were left out."""

    model_config = example({"lease_token": "from the claim", "step": 5, "reason": "customer_led"})

    lease_token: LeaseToken
    step: StepNumber
    reason: SkipReason | None = None
    why: Text = Field("", description="The reason in words; `other` needs them.")


class StepOut(Shown):
    """Where the talk is; `unexplained` are the steps left out that still lack their reason."""

    attempt: int
    step: int
    entered_at: datetime
    unexplained: tuple[int, ...]


@post("/callbacks/<int:callback_id>/steps", StepIn, answers={201: StepOut}, problems=(404, 409, 423))
def enter(db: Session, body: StepIn, callback_id: int) -> GivenAnswer:
    """Notes that the caller's talk has come to a step, back or forth.

    It may be left alone by a caller with a script of their own. Whoever walks some of the steps owes the close and the
    reasons before the disposition: it is 422 without them.
    """
    callback_for(db, callback_id, current_user())
    attempt = owed_outcome(db, current_user(), callback_id)
    if attempt is None:
        raise IllegalStep(reason="no_call")
    entry = enter_step(db, attempt.id, current_user(), body.lease_token, Step(body.step), now())
    db.flush()
    if body.reason is not None:
        explain_skips(db, attempt.id, current_user(), Skip(body.reason, body.why), now())
        db.flush()
    talk = current_talk(db, attempt)
    unexplained = tuple(int(step) for step in talk.unexplained(talk.skipped))
    return told(
        201, StepOut(attempt=attempt.id, step=int(entry.step), entered_at=entry.entered_at, unexplained=unexplained)
    )
