"""The lock that every decision about a customer is taken under.

The lock of a person is the row of the customer who is kept, the oldest of those found to be one. Who that is may change
while one waits, by a merge or its undoing: a lock that turns out to be the wrong one is given back before the right one
is waited for, so that whoever holds some locks waits for higher ids only, and nobody waits in a ring.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer, DialPermit
from callguard.domain.errors import UnknownId

# Made once: every decision asks them.
_KEPT = select(Customer.person_id)
_OF_CUSTOMER = _KEPT.where(Customer.id == bindparam("of"))
_OF_CASE = _KEPT.join(Case, Case.customer_id == Customer.id).where(Case.id == bindparam("of"))
_OF_CALLBACK = _KEPT.join(Case, Case.customer_id == Customer.id).join(Callback).where(Callback.id == bindparam("of"))
_OF_PERMIT = _KEPT.join(DialPermit, DialPermit.customer_id == Customer.id).where(DialPermit.id == bindparam("of"))

_LOCKED = (
    select(Customer)
    .where(Customer.id == bindparam("kept"))
    # Not the lock that new rows pointing to the customer wait for: those wait in no order of ours.
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)

_KEPT_OF_SEVERAL = _KEPT.where(Customer.id.in_(bindparam("of", expanding=True)))
_EVERYBODY = select(Customer.id, Customer.person_id).where(
    or_(
        Customer.id.in_(bindparam("kept", expanding=True)),
        Customer.merged_into_id.in_(bindparam("kept", expanding=True)),
    )
)
_EVERYBODY_LOCKED = (
    select(Customer)
    .where(Customer.id.in_(bindparam("persons", expanding=True)))
    .order_by(Customer.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def lock_customer(session: Session, customer_id: int) -> Customer:
    """Locks the person until the transaction ends, and gives the customer kept; what is read before may be out of date.

    On PostgreSQL that is the row, on SQLite the writing transaction itself is the lock already. What is read
    afterwards is what nobody else can change.
    """
    return _lock(session, _OF_CUSTOMER, customer_id)


def lock_customers(session: Session, customer_ids: Iterable[int]) -> Sequence[Customer]:
    """Locks these persons, all at once, and gives everybody found to be one of them: who merges or parts needs all."""
    asked = set(customer_ids)
    session.flush()
    while True:
        persons = _persons(session, asked)
        savepoint = session.connection().begin_nested()
        customers = session.scalars(_EVERYBODY_LOCKED, {"persons": list(persons)}).all()
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
    return _lock(session, _OF_CALLBACK, callback_id)


def lock_customer_of_case(session: Session, case_id: int) -> Customer:
    """Locks the customer whom a case is about; UnknownId when there is no such case."""
    return _lock(session, _OF_CASE, case_id)


def lock_customer_of_permit(session: Session, permit_id: int) -> Customer:
    """Locks the customer to whom a call was allowed; UnknownId when there is no such permit."""
    return _lock(session, _OF_PERMIT, permit_id)


def _lock(session: Session, person: Select[int], of: int) -> Customer:
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Nobody else writes: what the lock is stays so.
        return session.scalars(_LOCKED, {"kept": _kept_id(connection, person, of)}).one()
    while True:
        kept_id = _kept_id(connection, person, of)
        savepoint = connection.begin_nested()
        customer = session.scalars(_LOCKED, {"kept": kept_id}).one()
        if _kept_id(connection, person, of) == kept_id:
            savepoint.commit()
            return customer
        savepoint.rollback()


def _kept_id(connection: Connection, person: Select[int], of: int) -> int:
    kept_id: int | None = connection.scalar(person, {"of": of})
    if kept_id is None:
        raise UnknownId
    return kept_id


def _persons(session: Session, customer_ids: set[int]) -> dict[int, int]:
    """Everybody who is one of these persons, with the one kept."""
    kept = set(session.scalars(_KEPT_OF_SEVERAL, {"of": list(customer_ids)}))
    return dict(session.execute(_EVERYBODY, {"kept": list(kept)}).all())
