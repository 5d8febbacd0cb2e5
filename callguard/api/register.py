"""GET /register."""

import base64
from contextlib import suppress
from datetime import datetime
from typing import Self

from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.callbacks import colleague
from callguard.api.calls import get
from callguard.api.cases import own_shop
from callguard.api.fields import MAX_ID, Asked, Id, Instant, Line, Shown, Words
from callguard.db.models import RegisterEntry
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.register import RegisterKind
from callguard.http.context import current_user
from callguard.services.idempotency import GivenAnswer
from callguard.services.register_search import Place, RegisterFilter, search_register


class RegisterQuery(Asked):
    """Which lines: what is left out allows everything; time is `[since, until)`."""

    since: Instant | None = None
    until: Instant | None = None
    shop: Line | None = Field(None, description="A shop's code.")
    agent: Line | None = Field(None, description="The sign-in name of who did it.")
    case: Id | None = None
    disposition: Disposition | None = None
    tag: RegisterKind | None = Field(None, description="What kind of line it is.")
    after: Line | None = Field(None, description="The `next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class EntryOut(Shown):
    """One line; `agent` null is an automated job."""

    id: int
    recorded_at: datetime
    kind: RegisterKind
    shop: str
    case: int
    case_number: str
    order_no: str
    customer: str | None = Field(description="The name, masked.")
    callback: int | None
    attempt: int | None
    agent: str | None
    disposition: Disposition | None
    note: Words | None
    facts: dict[str, str | int | bool | None]

    @classmethod
    def of(cls, entry: RegisterEntry) -> Self:
        """What is shown of a row."""
        return cls(
            id=entry.id,
            recorded_at=entry.recorded_at,
            kind=entry.kind,
            shop=entry.shop.code,
            case=entry.case_id,
            case_number=entry.case.number,
            order_no=entry.case.order.order_no,
            customer=entry.case.customer.name_masked,
            callback=entry.callback_id,
            attempt=entry.attempt_id,
            agent=entry.actor.name if entry.actor else None,
            disposition=entry.disposition,
            note=entry.note,
            facts=entry.facts,
        )


class RegisterOut(Shown):
    """A page of the register, the latest line first; `next` is null on the last page."""

    entries: tuple[EntryOut, ...]
    next: str | None


@get("/register", RegisterQuery, answer=RegisterOut)
def register(db: Session, query: RegisterQuery) -> GivenAnswer:
    """The lines of the caller's shops that fit; later entries don't shift the pages."""
    wanted = RegisterFilter(
        since_at=query.since,
        until_at=query.until,
        shop_id=own_shop(query.shop).id if query.shop else None,
        actor_id=colleague(db, query.agent).id if query.agent else None,
        case_id=query.case,
        disposition=query.disposition,
        kind=query.tag,
    )
    after = _place(query.after) if query.after else None
    page = search_register(db, {shop.id for shop in current_user().shops}, wanted, after, query.limit)
    entries = tuple(map(EntryOut.of, page.entries))
    return told(200, RegisterOut(entries=entries, next=_cursor(page.older) if page.older else None))


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place.recorded_at.isoformat()} {place.id}".encode()).decode()


def _place(cursor: str) -> Place:
    with suppress(ValueError):
        at, _space, id_ = base64.urlsafe_b64decode(cursor).decode().partition(" ")
        recorded_at = datetime.fromisoformat(at)
        if recorded_at.tzinfo is not None and 0 < int(id_) <= MAX_ID:
            return Place(recorded_at, int(id_))
    raise InvalidFields((FieldError("after", "cursor_unreadable"),))
