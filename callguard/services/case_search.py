"""Finding cases, and seeing which of them nobody is going to call about."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, Order
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import CaseStatus, IssueType

PAGE = 50


@dataclass(frozen=True)
class CaseFilter:
    """Which cases are wanted: each None or empty field allows everything."""

    number: str = ""
    status: CaseStatus | None = None
    issue_type: IssueType | None = None
    shop_id: int | None = None
    unplanned: bool = False


@dataclass(frozen=True)
class FoundCase:
    """A case with the calls still to be made for it, the next one first."""

    case: Case
    callbacks: list[Callback]

    @property
    def is_unplanned(self) -> bool:
        """Whether the case is open and nobody is going to call about it."""
        return self.case.status is CaseStatus.OPEN and not self.callbacks


@dataclass(frozen=True)
class CasePage:
    """Some cases, the latest first; `older_than` is the id the next page starts behind, None on the last."""

    cases: list[FoundCase]
    older_than: int | None


def search_cases(
    session: Session, shop_ids: Collection[int], wanted: CaseFilter, older_than: int | None = None, size: int = PAGE
) -> CasePage:
    """One page of the wanted cases of these shops."""
    found = _found(shop_ids, wanted)
    if older_than is not None:
        found = found.where(Case.id < older_than)
    cases = list(session.scalars(found.limit(size + 1)))
    more = len(cases) > size
    return CasePage(_with_callbacks(session, cases[:size]), cases[size - 1].id if more else None)


def count_unplanned(session: Session, shop_ids: Collection[int]) -> int:
    """How many open cases of these shops nobody is going to call about."""
    unplanned = select(func.count()).select_from(Case).where(Case.shop_id.in_(shop_ids), _is_unplanned())
    return session.scalar(unplanned) or 0


def _found(shop_ids: Collection[int], wanted: CaseFilter) -> Select[Case]:
    found = select(Case).join(Case.order).where(Case.shop_id.in_(shop_ids)).order_by(Case.id.desc())
    if wanted.number:
        matches = (column.contains(wanted.number, autoescape=True) for column in (Case.number, Order.order_no))
        found = found.where(or_(*matches))
    for column, value in (
        (Case.status, wanted.status),
        (Case.issue_type, wanted.issue_type),
        (Case.shop_id, wanted.shop_id),
    ):
        found = found if value is None else found.where(column == value)
    if wanted.unplanned:
        found = found.where(_is_unplanned())
    return found.options(joinedload(Case.order), joinedload(Case.customer), joinedload(Case.shop))


def _is_unplanned() -> ColumnElement[bool]:
    return (Case.status == CaseStatus.OPEN) & ~exists().where(Callback.case_id == Case.id, _is_to_be_made())


def _is_to_be_made() -> ColumnElement[bool]:
    return Callback.status.in_([CallbackStatus.PENDING, CallbackStatus.CLAIMED])


def _with_callbacks(session: Session, cases: list[Case]) -> list[FoundCase]:
    to_be_made = select(Callback).where(Callback.case_id.in_([case.id for case in cases]), _is_to_be_made())
    by_case: dict[int, list[Callback]] = {case.id: [] for case in cases}
    for callback in session.scalars(to_be_made.order_by(Callback.due_at)):
        by_case[callback.case_id].append(callback)
    return [FoundCase(case, by_case[case.id]) for case in cases]
