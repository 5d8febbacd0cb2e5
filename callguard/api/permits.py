"""On the way to the telephone: the preparation, the permit, and what the telephone did."""

from datetime import datetime
from typing import Self

from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import refused, told
from callguard.api.callbacks import own_callback
from callguard.api.calls import post
from callguard.api.fields import Asked, Fen, Instant, LeaseToken, Line, Shown, Text, example
from callguard.api.verdicts import VerdictOut
from callguard.db.models import DialPermit, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.permit import PermitStatus
from callguard.domain.plan_ladder import PlanLadder
from callguard.http.context import current_user, now, runtime
from callguard.http.errors import ErrorAnswer
from callguard.http.language import current_language
from callguard.http.texts import status_text
from callguard.services.cases import case_for
from callguard.services.duty import seniors_on_duty
from callguard.services.idempotency import GivenAnswer
from callguard.services.permits import reveal_number, settle_permit, take_permit
from callguard.services.preparations import prepare


class PlanIn(Asked):
    """One rung of the ladder; `amount` left out where the kind needs none."""

    kind: PlanKind
    amount: Fen | None = None
    note: Text = ""


class PreparationIn(Asked):
    """What an agent must be able to answer before dialling; `senior_on_duty` is a sign-in name."""

    model_config = example(
        {
            "lease_token": "from the claim",
            "plans": [{"kind": "coupon", "amount": 500}, {"kind": "partial_refund", "amount": 2000}],
            "floor": 500,
            "demands": "要求全额退款",
            "beyond_authority": "当场向主管申请",
        }
    )

    lease_token: LeaseToken
    plans: tuple[PlanIn, ...] = Field(max_length=20, description="At least two, the cheapest first; none for a survey.")
    floor: Fen = 0
    demands: Text = Field("", description="What the customer will probably ask for.")
    beyond_authority: Text = Field("", description="What happens if that is above the agent's authority.")
    senior_on_duty: Line | None = Field(None, description="Whom to call in where somebody's safety is at stake.")


class PreparedOut(Shown):
    """The preparation as it stands, in place of an earlier one."""

    callback: int
    plans: int
    prepared_at: datetime


class LeaseIn(Asked):
    """The lease under which the caller holds the callback."""

    model_config = example({"lease_token": "from the claim"})

    lease_token: LeaseToken


class NumberOut(Shown):
    """The number; in clear (`e164`, `extension`) while the permit can still be used."""

    masked: str
    e164: str | None
    extension: str | None


class PermitOut(Shown):
    """The leave to make one attempt now, and the guard's answer that it rests on."""

    id: int
    number: NumberOut
    expires_at: datetime
    verdict: VerdictOut


class ResultIn(Asked):
    """What the telephone did."""

    model_config = example({"result": "conversation"})

    result: CallResult
    started_at: Instant | None = None
    ended_at: Instant | None = None


class ResultOut(Shown):
    """The permit with its result."""

    id: int
    status: PermitStatus
    result: CallResult
    started_at: datetime | None
    ended_at: datetime | None
    settled_at: datetime | None

    @classmethod
    def of(cls, permit: DialPermit) -> Self:
        """What is shown of a row."""
        attempt = permit.attempt
        return cls(
            id=permit.id,
            status=permit.status,
            result=attempt.result,
            started_at=attempt.started_at,
            ended_at=attempt.ended_at,
            settled_at=attempt.settled_at,
        )


@post("/callbacks/<int:callback_id>/preparation", PreparationIn, answers={201: PreparedOut}, problems=(404, 409, 423))
def save_preparation(db: Session, body: PreparationIn, callback_id: int) -> GivenAnswer:
    """Records what must stand before a permit can be taken."""
    shop_id = own_callback(db, callback_id).case.shop_id
    ladder = PlanLadder(tuple(Plan(one.kind, one.amount, one.note) for one in body.plans), body.floor)
    prepared = prepare(
        db,
        callback_id,
        current_user(),
        body.lease_token,
        ladder,
        now(),
        demands=body.demands,
        beyond_authority=body.beyond_authority,
        senior=_senior(db, shop_id, body.senior_on_duty) if body.senior_on_duty is not None else None,
    )
    return told(201, PreparedOut(callback=callback_id, plans=len(prepared.plans), prepared_at=prepared.prepared_at))


@post("/callbacks/<int:callback_id>/permit", LeaseIn, answers={201: PermitOut}, problems=(404, 409, 423))
def take(db: Session, body: LeaseIn, callback_id: int) -> GivenAnswer:
    """Takes the one dial; 409 with the guard's `verdict` when it is refused or needs a release.

    Asking again while the permit is open gives the same permit.
    """
    own_callback(db, callback_id)
    vault, user = runtime().vault, current_user()
    taken = take_permit(db, vault, runtime().settings, callback_id, user, body.lease_token, now())
    if not isinstance(taken, DialPermit):
        return _not_allowed(taken)
    number = reveal_number(vault, taken, user, now())
    shown = PermitOut(
        id=taken.id,
        number=NumberOut(
            masked=taken.attempt.identifier.value_masked,
            e164=number.e164 if number else None,
            extension=number.extension if number else None,
        ),
        expires_at=taken.expires_at,
        verdict=VerdictOut.model_validate(taken.decision.answer),
    )
    return told(201, shown)


@post("/permits/<int:permit_id>/result", ResultIn, answers={200: ResultOut}, problems=(404, 409, 423))
def settle(db: Session, body: ResultIn, permit_id: int) -> GivenAnswer:
    """Records what the telephone did; the same again changes nothing, something else is 409."""
    permit = db.get(DialPermit, permit_id)
    if permit is None:
        raise UnknownId
    case_for(db, permit.attempt.case_id, current_user())
    if body.started_at and body.ended_at and body.ended_at < body.started_at:
        raise InvalidFields((FieldError("ended_at", "ends_before_it_starts"),))
    span = {"started_at": body.started_at, "ended_at": body.ended_at}
    settle_permit(db, permit_id, current_user(), body.result, now(), **span)
    return told(200, ResultOut.of(permit))


def _not_allowed(answer: guard.Answer) -> GivenAnswer:
    message = answer.refusals[0].message
    why = message.zh if current_language() == "zh" else message.en
    error = ErrorAnswer(409, answer.verdict, status_text(409).title, why)
    return refused(error, verdict=answer.as_json())


def _senior(db: Session, shop_id: int, name: str) -> User:
    senior = next((one for one in seniors_on_duty(db, shop_id) if one.name == name), None)
    if senior is None:
        raise InvalidFields((FieldError("senior_on_duty", "unknown_agent", {"name": name}),))
    return senior
