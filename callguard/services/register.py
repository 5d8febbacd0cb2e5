"""Writing the follow-up register: one line for everything that happened, in the transaction that made it happen."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, RegisterEntry, User
from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind


def record(
    session: Session,
    kind: RegisterKind,
    case: Case,
    now: datetime,
    actor: User | None = None,
    *,
    callback: Callback | None = None,
    attempt_id: int | None = None,
    disposition: Disposition | None = None,
    note: str | None = None,
    facts: Mapping[str, str | int | bool | None] | None = None,
) -> RegisterEntry:
    """Adds a line; `actor` None is an automated job, `facts` must hold no personal data."""
    entry = RegisterEntry(
        recorded_at=now,
        kind=kind,
        shop_id=case.shop_id,
        case_id=case.id,
        callback_id=callback.id if callback else None,
        attempt_id=attempt_id,
        actor_id=actor.id if actor else None,
        disposition=disposition,
        note=note,
        facts=dict(facts or {}),
    )
    session.add(entry)
    return entry
