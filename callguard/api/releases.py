"""POST /callbacks/{id}/releases: a supervisor's leave for the last call, asked for and given."""

from datetime import datetime
from typing import Self

from flask import abort
from pydantic import Field, model_validator
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import post
from callguard.api.fields import Asked, Line, Shown, Words, example
from callguard.db.models import Release
from callguard.domain.errors import IllegalStep
from callguard.domain.release import RELEASING_ROLES
from callguard.http.context import current_user, now
from callguard.services.callbacks import callback_for
from callguard.services.idempotency import GivenAnswer
from callguard.services.releases import decide_release, request_release, waiting_release


class ReleaseIn(Asked):
    """Either the `reason` for which the last call is asked for, or whether the request that waits is `granted`."""

    model_config = example({"reason": "顾客约好今天等最终答复"})

    reason: Line | None = Field(None, description="Asks: why this call must be made.")
    granted: bool | None = Field(None, description="Decides, for supervisors and managers; never one's own request.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.reason is None) is (self.granted is None):
            raise ValueError("either reason or granted")
        return self


class ReleaseOut(Shown):
    """A request, and the leave once it is granted: in force in `[granted_at, expires_at)`."""

    id: int
    callback: int
    reason: Words
    requested_at: datetime
    refused_at: datetime | None
    granted_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, release: Release) -> Self:
        """What is shown of a row."""
        return cls(
            id=release.id,
            callback=release.callback_id,
            reason=release.reason,
            requested_at=release.requested_at,
            refused_at=release.refused_at,
            granted_at=release.granted_at,
            expires_at=release.expires_at,
        )


@post("/callbacks/<int:callback_id>/releases", ReleaseIn, answers={201: ReleaseOut}, problems=(403, 404, 409, 423))
def release(db: Session, body: ReleaseIn, callback_id: int) -> GivenAnswer:
    """Asks for the last call, or decides on the request that waits."""
    callback_for(db, callback_id, current_user())
    if body.reason is not None:
        return told(201, ReleaseOut.of(request_release(db, callback_id, current_user(), body.reason, now())))
    return told(201, ReleaseOut.of(_decided(db, callback_id, granted=bool(body.granted))))


def _decided(db: Session, callback_id: int, *, granted: bool) -> Release:
    if current_user().role not in RELEASING_ROLES:
        abort(403)
    waiting = waiting_release(db, callback_id)
    if waiting is None:
        raise IllegalStep(reason="no_request")
    if waiting.requested_by_id == current_user().id:
        abort(403)
    return decide_release(db, waiting.id, current_user(), granted, now())
