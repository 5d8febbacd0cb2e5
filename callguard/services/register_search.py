"""Reading the follow-up register: the latest first, page by page, or all of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Case, Order, RegisterEntry
from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind

PAGE = 50
_AT_ONCE = 500


@dataclass(frozen=True)
class RegisterFilter:
    """Which lines are wanted: each None or empty field allows everything; time is `[since_at, until_at)`."""

    since_at: datetime | None = None
    until_at: datetime | None = None
    shop_id: int | None = None
    actor_id: int | None = None
    case_id: int | None = None
    number: str = ""
    disposition: Disposition | None = None
    kind: RegisterKind | None = None
    words: str = ""


@dataclass(frozen=True)
class Place:
    """A line's place in the register: what was written in the meantime does not move it."""

    recorded_at: datetime
    id: int


@dataclass(frozen=True)
class RegisterPage:
    """Some lines, the latest first; `older` is where the next page starts, None on the last."""

    entries: list[RegisterEntry]
    older: Place | None


def search_register(
    session: Session, shop_ids: Collection[int], wanted: RegisterFilter, after: Place | None = None, size: int = PAGE
) -> RegisterPage:
    """One page of the wanted lines of these shops, from the latest or behind a place."""
    found = _found(shop_ids, wanted)
    if after is not None:
        found = found.where(tuple_(RegisterEntry.recorded_at, RegisterEntry.id) < (after.recorded_at, after.id))
    entries = list(session.scalars(found.limit(size + 1)))
    last = entries[size - 1] if len(entries) > size else None
    return RegisterPage(entries[:size], Place(last.recorded_at, last.id) if last else None)


def all_entries(session: Session, shop_ids: Collection[int], wanted: RegisterFilter) -> Iterator[RegisterEntry]:
    """Every wanted line of these shops, without holding them all in memory."""
    yield from session.scalars(_found(shop_ids, wanted).execution_options(yield_per=_AT_ONCE))


def count_entries(session: Session, shop_ids: Collection[int], wanted: RegisterFilter) -> int:
    """How many lines are wanted."""
    return session.scalar(select(func.count()).select_from(RegisterEntry).where(*_conditions(shop_ids, wanted))) or 0


def _found(shop_ids: Collection[int], wanted: RegisterFilter) -> Select[RegisterEntry]:
    case = joinedload(RegisterEntry.case)
    return (
        select(RegisterEntry)
        .where(*_conditions(shop_ids, wanted))
        .order_by(RegisterEntry.recorded_at.desc(), RegisterEntry.id.desc())
        .options(
            case.joinedload(Case.order),
            case.joinedload(Case.customer),
            joinedload(RegisterEntry.shop),
            joinedload(RegisterEntry.actor),
        )
    )


def _conditions(shop_ids: Collection[int], wanted: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    yield RegisterEntry.shop_id.in_(shop_ids)
    if wanted.since_at is not None:
        yield RegisterEntry.recorded_at >= wanted.since_at
    if wanted.until_at is not None:
        yield RegisterEntry.recorded_at < wanted.until_at
    for column, value in (
        (RegisterEntry.shop_id, wanted.shop_id),
        (RegisterEntry.actor_id, wanted.actor_id),
        (RegisterEntry.case_id, wanted.case_id),
        (RegisterEntry.disposition, wanted.disposition),
        (RegisterEntry.kind, wanted.kind),
    ):
        if value is not None:
            yield column == value
    if wanted.number:
        yield RegisterEntry.case_id.in_(_cases_numbered(wanted.number))
    if wanted.words:
        yield RegisterEntry.note.icontains(wanted.words, autoescape=True)


def _cases_numbered(number: str) -> Select[int]:
    has_number = or_(Case.number.contains(number, autoescape=True), Order.order_no.contains(number, autoescape=True))
    return select(Case.id).join(Case.order).where(has_number)
