"""The case that a row of a file opens, updates or closes, and the call it asks for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, exists, select, update

from callguard.db.models import Attempt, Callback, Case, Order, Outcome
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.register import RegisterKind
from callguard.imports.rows import ImportRow
from callguard.services.case_opening import enter_case, plan_first_call
from callguard.services.customer_lock import lock_customer
from callguard.services.import_changes import ImportContext, take_extras, take_values
from callguard.services.register import record

_LOUDNESS = list(Escalation)


class CaseWriter:
    """Writes what the rows say about cases, and the register's lines about that."""

    def __init__(self, context: ImportContext, rows: Iterable[ImportRow]) -> None:
        self._context, self._session, self._now = context, context.session, context.now
        numbers = {row.refund_no for row in rows if row.refund_no}
        known = select(Case).where(Case.shop_id == context.shop.id, Case.number.in_(numbers))
        self._cases = {case.number: case for case in context.session.scalars(known)}

    def write(self, row: ImportRow, number: str, order: Order, *, only_gaps: bool) -> tuple[bool, bool]:
        """Opens or updates the case with this number: whether it is new, and whether anything changed."""
        case = self._cases.get(number)
        if case is None:
            self._open(row, number, order)
            return True, True
        changed = take_values(case, _said(row, case.escalation), only_gaps=only_gaps)
        if take_extras(self._context.vault, case, _besides(row), only_gaps=only_gaps):
            changed["extras"] = True
        if changed:
            self._record(RegisterKind.CASE_UPDATED, case, _facts(changed))
        # A case that we closed stays closed: the platform goes on calling it open until it has run its course.
        closes = row.case_status is CaseStatus.CLOSED and case.status is CaseStatus.OPEN
        if closes:
            self._close(case)
        return False, bool(changed) or closes

    def _open(self, row: ImportRow, number: str, order: Order) -> None:
        self._session.flush()
        case = Case(
            shop_id=self._context.shop.id,
            order_id=order.id,
            customer_id=order.customer_id,
            number=number,
            # Of an unknown matter nothing is presumed but that the goods are in question.
            issue_type=IssueType.QUALITY_DOUBT,
            liability=Liability.UNCLEAR,
            escalation=Escalation.NONE,
            status=CaseStatus.OPEN,
            opened_at=self._now,
        )
        take_values(case, _said(row, Escalation.NONE), only_gaps=False)
        take_extras(self._context.vault, case, _besides(row), only_gaps=False)
        self._cases[number] = case
        enter_case(self._session, case, self._context.actor, self._now)
        if row.case_status is CaseStatus.CLOSED:
            self._close(case)
        else:
            plan_first_call(self._session, case, self._now)

    def _close(self, case: Case) -> None:
        # Under the lock under which permits are taken: nobody begins to dial meanwhile.
        lock_customer(self._session, case.customer_id)
        case.status, case.closed_at = CaseStatus.CLOSED, self._now
        cancelled = self._cancel_calls(case)
        left = self._session.scalar(select(exists().where(_is_waiting(case))))
        facts = {"cancelled": cancelled, "call_going_on": bool(left)}
        self._record(RegisterKind.CASE_CLOSED, case, facts)

    def _record(self, kind: RegisterKind, case: Case, facts: Mapping[str, str | int | bool]) -> None:
        record(self._session, kind, case, self._now, self._context.actor, facts=facts)

    def _cancel_calls(self, case: Case) -> int:
        """Takes the case's calls from the list and from desks, except one that was dialled and lacks its outcome."""
        dialled = select(Attempt.id).outerjoin(Outcome, Outcome.attempt_id == Attempt.id).where(Outcome.id.is_(None))
        cancelled = self._session.execute(
            update(Callback)
            .where(_is_waiting(case), ~dialled.where(Attempt.callback_id == Callback.id).exists())
            .values(
                status=CallbackStatus.CANCELLED,
                done_at=self._now,
                lease_agent_id=None,
                lease_token=None,
                lease_expires_at=None,
            )
            .returning(Callback.id)
        )
        return len(cancelled.all())


def _is_waiting(case: Case) -> ColumnElement[bool]:
    return (Callback.case_id == case.id) & Callback.status.in_((CallbackStatus.PENDING, CallbackStatus.CLAIMED))


def _said(row: ImportRow, loudness: Escalation) -> dict[str, object]:
    return {
        "issue_type": row.issue_type,
        "liability": None if row.liability is Liability.UNCLEAR else row.liability,
        # What a customer once threatened stays, whatever a later list leaves out.
        "escalation": max(loudness, row.escalation, key=_LOUDNESS.index),
        "summary": row.reason,
        "requested_amount": row.refund_fen,
        "requested_at": row.requested_at,
        "deadline_at": row.deadline_at,
    }


def _besides(row: ImportRow) -> dict[str, str | None]:
    return {**row.extras, "explanation": row.explanation, "status": row.status, "intervention": row.intervention}


def _facts(changed: Mapping[str, object]) -> dict[str, str | int | bool]:
    """The new values as the register keeps them; what the customer wrote is only named."""
    return {name: True if name == "summary" else _fact(value) for name, value in changed.items()}


def _fact(value: object) -> str | int | bool:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else value if isinstance(value, int) else str(value)
