"""The lock that every decision about a customer is taken under.

The lock of a person is the row of the customer who is kept, the oldest of those found to be one. Who that is may change
while one waits, by a merge or its undoing: a lock that turns out to be the wrong one is given back before the right one
is waited for, so that whoever holds some locks waits for higher ids only, and nobody waits in a ring.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer
from callguard.domain.errors import UnknownId


def lock_customer(session: Session, customer_id: int | ScalarSelect[int]) -> Customer:
    """Locks the person until the transaction ends, and gives the customer kept; what is read before may be out of date.

    On PostgreSQL that is the row, on SQLite the writing transaction itself is the lock already. What is read
    afterwards is what nobody else can change.
    """
    session.flush()
    while True:
        kept_id = _kept_id(session, customer_id)
        savepoint = session.connection().begin_nested()
        # Not the lock that new rows pointing to the customer wait for: those wait in no order of ours.
        kept = select(Customer).where(Customer.id == kept_id).with_for_update(key_share=True)
        customer = session.scalars(kept.execution_options(populate_existing=True)).one()
        if _kept_id(session, customer_id) == kept_id:
            savepoint.commit()
            return customer
        savepoint.rollback()


def lock_customers(session: Session, customer_ids: Iterable[int]) -> Sequence[Customer]:
    """Locks these persons, all at once, and gives everybody found to be one of them: who merges or parts needs all."""
    asked = set(customer_ids)
    session.flush()
    while True:
        persons = _persons(session, asked)
        savepoint = session.connection().begin_nested()
        everybody = (
            select(Customer).where(Customer.id.in_(persons)).order_by(Customer.id).with_for_update(key_share=True)
        )
        customers = session.scalars(everybody.execution_options(populate_existing=True)).all()
        if _persons(session, asked) == persons:
            savepoint.commit()
            return customers
        savepoint.rollback()


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


def _kept_id(session: Session, customer_id: int | ScalarSelect[int]) -> int:
    kept_id: int | None = session.scalar(select(Customer.person_id).where(Customer.id == customer_id))
    if kept_id is None:
        raise UnknownId
    return kept_id


def _persons(session: Session, customer_ids: set[int]) -> dict[int, int]:
    """Everybody who is one of these persons, with the one kept."""
    kept = set(session.scalars(select(Customer.person_id).where(Customer.id.in_(customer_ids))))
    everybody = select(Customer.id, Customer.person_id).where(
        or_(Customer.id.in_(kept), Customer.merged_into_id.in_(kept))
    )
    return dict(session.execute(everybody).all())
