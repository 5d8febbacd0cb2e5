"""Whatever is written about a customer reaches the queue in the same transaction: nobody has to think of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, event, inspect, select
from sqlalchemy.orm import Session

from callguard.clock import Clock
from callguard.db.models import (
    Attempt,
    Blackout,
    Callback,
    Case,
    Consent,
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    DoNotCall,
    Order,
    PastUnion,
    Release,
)
from callguard.db.vault import Vault
from callguard.services.queue.entries import refresh_entries
from callguard.settings import Settings

_OF_CUSTOMER = (Attempt, Blackout, Case, Consent, CustomerIdentifier, DoNotCall, Order, Release)
_DECIDES = ("status", "kind", "due_at", "agent_id", "bound_until_at")
"""The columns of a callback that its entry depends on: a sign of life on a desk is none of the queue's affairs."""
_CHANGED = "queue.customers"
_CASES = "queue.cases"
_ATTEMPTS = "queue.attempts"

# Made once: every write about a customer asks them.
_OF_CASES = select(Case.customer_id).where(Case.id.in_(bindparam("cases", expanding=True)))
_OTHERS = (
    select(PastUnion.customer_id)
    .join(
        Attempt,
        (Attempt.customer_id == PastUnion.other_id) & Attempt.placed_at.between(PastUnion.from_at, PastUnion.until_at),
    )
    .where(Attempt.id.in_(bindparam("attempts", expanding=True)))
)
_FREE_OTHERS = (
    select(Customer.id)
    .where(Customer.id.in_(select(Customer.person_id).where(Customer.id.in_(_OTHERS))))
    .with_for_update(key_share=True, skip_locked=True)
)


@dataclass(frozen=True)
class QueueKeeper:
    """Notes what a transaction writes, and brings the entries up to date before it commits."""

    vault: Vault
    settings: Settings
    clock: Clock

    def watch(self, session: Session) -> None:
        """Notes from now on whom the session writes about."""
        event.listen(session, "after_flush", _note)

    def keep(self, session: Session) -> None:
        """Brings the entries of everyone noted up to date."""
        bring_up_to_date(session, self.vault, self.settings, self.clock())


def bring_up_to_date(session: Session, vault: Vault, settings: Settings, now: datetime) -> None:
    """Works out anew the entries of everyone the transaction wrote about so far."""
    session.flush()
    changed: set[int] = session.info.pop(_CHANGED, set())
    cases: set[int] = session.info.pop(_CASES, set())
    if cases:
        changed |= set(session.scalars(_OF_CASES, {"cases": list(cases)}))
    changed |= _reached_besides(session, session.info.pop(_ATTEMPTS, set()))
    if changed:
        refresh_entries(session, vault, settings, changed, now)


def note_changed(session: Session, customer_ids: Iterable[int]) -> None:
    """Notes customers about whom something was written past the session's objects."""
    session.info.setdefault(_CHANGED, set()).update(customer_ids)


def _note(session: Session, _context: object) -> None:
    dialled = (row.id for row in (*session.new, *session.dirty) if isinstance(row, Attempt))
    session.info.setdefault(_ATTEMPTS, set()).update(dialled)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _OF_CUSTOMER):
            note_changed(session, [row.customer_id])
        elif isinstance(row, Customer):
            note_changed(session, [row.id])
        elif isinstance(row, CustomerMerge):
            note_changed(session, [row.kept_id, row.merged_id])
        elif isinstance(row, PastUnion):
            note_changed(session, [row.customer_id])
        elif isinstance(row, Callback) and (row in session.new or _is_decisive(row)):
            session.info.setdefault(_CASES, set()).add(row.case_id)


def _is_decisive(callback: Callback) -> bool:
    attributes = inspect(callback).attrs
    return any(attributes[name].history.has_changes() for name in _DECIDES)


def _reached_besides(session: Session, attempts: Collection[int]) -> set[int]:
    """Whom these calls count for too, having been made while they were held to be one with the customer.

    Whoever is under somebody's lock is left out, or we would wait for it out of turn: the guard sees the call all the
    same, and who has the lock brings the entry up to date.
    """
    return set(session.scalars(_FREE_OTHERS, {"attempts": list(attempts)})) if attempts else set()
