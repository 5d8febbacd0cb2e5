"""The same request under the same key is done once, however often and however parallel it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import IdempotencyKey, User
from callguard.db.vault import Vault
from callguard.domain.errors import FieldError, InvalidFields

KEPT_FOR = timedelta(hours=24)
"""How long an answer comes again; afterwards the key is new."""

KEY_FIELD = "Idempotency-Key"


@dataclass(frozen=True)
class GivenAnswer:
    """An HTTP status and the JSON text that went with it, empty for none; its repr hides what may be personal."""

    status: int
    body: str = ""

    def __repr__(self) -> str:
        return f"GivenAnswer({self.status})"


def answer_once(
    session: Session,
    vault: Vault,
    user: User,
    key: str,
    asked: str,
    now: datetime,
    answer: Callable[[], GivenAnswer],
) -> GivenAnswer:
    """The answer this key had before, else `answer()`, kept in the transaction of its work; `asked` is the request.

    InvalidFields when the key was used for something else. A parallel request waits here for the first one's end.
    """
    _forget_old(session, user, now)
    digest = vault.fingerprint("idempotency", asked)
    own = {"user_id": user.id, "key": key}
    is_first = insert_unless_there(session, IdempotencyKey, **own, request_digest=digest, created_at=now)
    kept = session.scalars(select(IdempotencyKey).filter_by(**own)).one()
    if kept.request_digest != digest:
        raise InvalidFields((FieldError(KEY_FIELD, "key_reused"),))
    if not is_first:
        return GivenAnswer(kept.status or 0, vault.open(kept.body_sealed or b""))
    given = answer()
    kept.status, kept.body_sealed = given.status, vault.seal(given.body)
    return given


def _forget_old(session: Session, user: User, now: datetime) -> None:
    old = (IdempotencyKey.user_id == user.id) & (IdempotencyKey.created_at <= now - KEPT_FOR)
    session.execute(delete(IdempotencyKey).where(old))
