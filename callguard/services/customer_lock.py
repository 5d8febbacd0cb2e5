"""The lock that every decision about a customer is taken under."""

from collections.abc import Iterable

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer
from callguard.domain.errors import UnknownId


def lock_customer(session: Session, customer_id: int | ScalarSelect[int]) -> Customer:
    """Locks the customer until the transaction ends, following merges; must be the transaction's first statement.

    On PostgreSQL that is the row, on SQLite the writing transaction itself is the lock already. What is read
    afterwards is what nobody else can change.
    """
    wanted = select(Customer).where(Customer.id == customer_id).with_for_update()
    customer = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if customer is None:
        raise UnknownId
    if customer.merged_into_id is not None:
        return lock_customer(session, customer.merged_into_id)
    return customer


def lock_identifiers(session: Session, fingerprints: Iterable[str]) -> None:
    """Keeps others from adding a customer with one of these identifiers until the transaction ends.

    A row that isn't there yet can't be locked, its name can. SQLite's writing transaction is the lock already.
    """
    if session.get_bind().dialect.name == "postgresql":
        for fingerprint in sorted(set(fingerprints)):
            session.execute(select(func.pg_advisory_xact_lock(int(fingerprint[:15], 16))))


def lock_customer_of(session: Session, callback_id: int) -> Customer:
    """Locks the customer whom a callback is for; UnknownId when there is no such callback."""
    of_callback = select(Case.customer_id).join(Callback, Callback.case_id == Case.id).where(Callback.id == callback_id)
    return lock_customer(session, of_callback.scalar_subquery())


def lock_customer_of_case(session: Session, case_id: int) -> Customer:
    """Locks the customer whom a case is about; UnknownId when there is no such case."""
    return lock_customer(session, select(Case.customer_id).where(Case.id == case_id).scalar_subquery())
