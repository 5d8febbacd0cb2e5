"""Callbacks: planned, claimed, judged, prepared."""

from datetime import datetime
from functools import partial
from typing import Self

from pydantic import Field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from callguard.api.answers import told
from callguard.api.calls import get, post
from callguard.api.cases import CaseOut
from callguard.api.fields import Asked, Id, Instant, Line, Nothing, Shown, example
from callguard.api.verdicts import VerdictOut
from callguard.db.models import Callback, Case, User
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.errors import FieldError, InvalidFields, NotYours
from callguard.http.context import current_user, now, runtime
from callguard.services.callbacks import callback_for, plan_callback
from callguard.services.idempotency import GivenAnswer
from callguard.services.leases import holds, keep_alive
from callguard.services.next_calls import verdict_at
from callguard.services.outcomes import owed_outcome
from callguard.services.preparations import is_prepared
from callguard.services.queue.claiming import claim_next
from callguard.services.users import colleagues_of

_case = joinedload(Callback.case)
_TOLD_OF = (
    select(Callback)
    .where(Callback.id == bindparam("callback"))
    .options(_case.joinedload(Case.shop), _case.joinedload(Case.order), _case.joinedload(Case.customer))
    .options(joinedload(Callback.preparation))
)
"""`:callback` with what is told of it. Made once: making it takes longer than running it."""


class CallbackIn(Asked):
    """A call to be made; `agent` is the sign-in name of the one who shall make it, left out for anybody.

    It is theirs alone until `bound_until_at`, left out: for an hour past its time; then it is anybody's. A survey is
    anybody's from the beginning, and planned once its case is closed.
    """

    model_config = example({"case": 1, "due_at": "2026-11-21T15:00:00+08:00", "kind": "promised"})

    case: Id
    due_at: Instant
    kind: CallbackKind = CallbackKind.SERVICE
    agent: Line | None = None
    bound_until_at: Instant | None = None


class PlannedOut(Shown):
    """A planned call, and what the guard would say at its time if nothing else happened before."""

    id: int
    case: int
    kind: CallbackKind
    status: CallbackStatus
    due_at: datetime
    agent: str | None
    bound_until_at: datetime | None
    verdict: VerdictOut


class ClaimedOut(Shown):
    """The callback on the caller's desk.

    `lease_token` goes with every later write about it. `owes_outcome` says that it was dialled already and its
    disposition is missing; the token is null where somebody else has taken it up since.
    """

    id: int
    kind: CallbackKind
    due_at: datetime
    case: CaseOut
    prepared: bool
    owes_outcome: bool
    lease_token: str | None = Field(description="To be sent as `lease_token` with every later write.")
    lease_expires_at: datetime | None = Field(description="Claiming again before then keeps it.")

    @classmethod
    def of(cls, callback: Callback, *, owes_outcome: bool) -> Self:
        """What its holder sees of a row."""
        held = holds(callback, current_user().id, now())
        return cls(
            id=callback.id,
            kind=callback.kind,
            due_at=callback.due_at,
            case=CaseOut.of(callback.case),
            prepared=is_prepared(callback),
            owes_outcome=owes_outcome,
            lease_token=callback.lease_token if held else None,
            lease_expires_at=callback.lease_expires_at if held else None,
        )


@post("/callbacks", CallbackIn, answers={201: PlannedOut}, problems=(404, 409))
def plan(db: Session, body: CallbackIn) -> GivenAnswer:
    """Plans a call for a case; the guard's answer about its time is a warning, not a refusal."""
    agent = colleague(db, body.agent) if body.agent is not None else None
    plan_it = partial(plan_callback, db, runtime().vault, runtime().settings, body.case, current_user())
    planned = plan_it(body.due_at, body.kind, now(), agent=agent, bound_until_at=body.bound_until_at)
    callback = planned.callback
    bound_to = db.get_one(User, callback.agent_id) if callback.agent_id else None
    shown = PlannedOut(
        id=callback.id,
        case=callback.case_id,
        kind=callback.kind,
        status=callback.status,
        due_at=callback.due_at,
        agent=bound_to.name if bound_to else None,
        bound_until_at=callback.bound_until_at,
        verdict=VerdictOut.of(planned.answer),
    )
    return told(201, shown)


@post("/callbacks/claim", answers={200: ClaimedOut, 204: None}, problems=(409,))
def claim(db: Session, _body: Nothing) -> GivenAnswer:
    """Lays the most urgent callback that may be called now on the caller's desk.

    What the caller has not finished comes first: a call that lacks its disposition, then what lies on the desk, whose
    lease is prolonged. 204 when there is nothing to call now, 409 on the caller's day off and in a pause.
    """
    owed = owed_outcome(db, current_user())
    if owed is not None:
        return told(200, ClaimedOut.of(db.get_one(Callback, owed.callback_id), owes_outcome=True))
    settings = runtime().settings
    callback = claim_next(db, runtime().vault, settings, current_user(), now())
    if callback is None:
        return GivenAnswer(204)
    if callback.lease_expires_at != now() + settings.lease_length:
        keep_alive(db, callback.id, current_user(), callback.lease_token or "", now(), settings.lease_length)
    _read_along(db, callback)
    return told(200, ClaimedOut.of(callback, owes_outcome=False))


def _read_along(db: Session, callback: Callback) -> None:
    """Reads at once what is told of a callback, instead of piece by piece."""
    db.scalars(_TOLD_OF, {"callback": callback.id}).one()


@get("/callbacks/<int:callback_id>/verdict", answer=VerdictOut, problems=(404,))
def verdict_now(db: Session, _query: Nothing, callback_id: int) -> GivenAnswer:
    """The guard's answer about a callback, now."""
    answer = verdict_at(db, runtime().vault, runtime().settings, callback_id, current_user(), now())
    return told(200, VerdictOut.of(answer))


def own_callback(db: Session, callback_id: int) -> Callback:
    """The callback on the caller's desk; NotYours when it lies elsewhere or nowhere, UnknownId for outsiders."""
    callback = callback_for(db, callback_id, current_user())
    if not holds(callback, current_user().id, now()):
        raise NotYours
    return callback


def colleague(db: Session, name: str) -> User:
    """Who signs in with this name; InvalidFields for somebody of other shops, as if there were no such person."""
    found = next((one for one in colleagues_of(db, current_user()) if one.name == name), None)
    if found is None:
        raise InvalidFields((FieldError("agent", "unknown_agent", {"name": name}),))
    return found
