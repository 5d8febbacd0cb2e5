"""Finding the customer behind what is known of them, and making one of two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Case, Customer, CustomerIdentifier
from callguard.db.vault import Vault
from callguard.domain.case import CaseStatus
from callguard.domain.identity import IdentifierKind
from callguard.domain.masking import masked_identifier, masked_name
from callguard.domain.register import RegisterKind
from callguard.services.customer_lock import lock_customer, lock_identifiers
from callguard.services.register import record


@dataclass(frozen=True)
class KnownAs:
    """An identifier as it was told; `scope` is an account's platform or an order's shop code, else empty."""

    kind: IdentifierKind
    value: str
    scope: str = ""
    extension: str | None = None
    expires_at: datetime | None = None

    def fingerprint(self, vault: Vault) -> str:
        """By what it is found again: with the extension, since one virtual number serves many customers."""
        return vault.fingerprint(self.kind, self.scope, self.value, self.extension or "")


def find_or_add_customer(
    session: Session, vault: Vault, known_as: Sequence[KnownAs], now: datetime, *, name: str | None, time_zone: str
) -> Customer:
    """The one customer who is known by any of these identifiers; several are merged, none is added.

    Afterwards all the identifiers lead to this customer.
    """
    lock_identifiers(session, (known.fingerprint(vault) for known in known_as))
    _retire_expired(session, vault, known_as, now)
    found = _customers_known_as(session, vault, known_as)
    customer = merge_customers(session, found, now) if found else _add_customer(session, now, time_zone)
    if name and customer.name_sealed is None:
        customer.name_sealed, customer.name_masked = vault.seal(name), masked_name(name)
    for known in known_as:
        _add_identifier(session, vault, customer, known, now)
    return customer


def note_identifier(session: Session, vault: Vault, customer_id: int, known: KnownAs, now: datetime) -> Customer:
    """Notes one more way to know a customer; whoever is known by it already turns out to be the same person."""
    lock_identifiers(session, [known.fingerprint(vault)])
    _retire_expired(session, vault, [known], now)
    same = _customers_known_as(session, vault, [known])
    customer = merge_customers(session, {customer_id, *same}, now)
    _add_identifier(session, vault, customer, known, now)
    return customer


def merge_customers(session: Session, customer_ids: Iterable[int], now: datetime) -> Customer:
    """Makes one customer of several, the oldest; what was counted, forbidden and allowed for each counts for all.

    Takes the locks in the order of the ids. Nothing is moved: the others point to the one, and every question
    about the one looks at all of them.
    """
    kept, *others = [lock_customer(session, customer_id) for customer_id in sorted(customer_ids)]
    for other in others:
        if other.id == kept.id:  # a merge that committed while we waited for the lock
            continue
        session.execute(update(Customer).where(Customer.merged_into_id == other.id).values(merged_into_id=kept.id))
        other.merged_into_id = kept.id
        for case in session.scalars(select(Case).where(Case.customer_id == other.id, Case.status == CaseStatus.OPEN)):
            record(session, RegisterKind.CUSTOMER_MERGED, case, now, facts={"into": kept.id, "merged": other.id})
    return kept


def all_ids(session: Session, customer_id: int) -> list[int]:
    """The customer's own id and those of everyone merged into them."""
    merged = session.scalars(select(Customer.id).where(Customer.merged_into_id == customer_id))
    return [customer_id, *merged]


def _add_customer(session: Session, now: datetime, time_zone: str) -> Customer:
    customer = Customer(time_zone=time_zone, created_at=now)
    session.add(customer)
    session.flush()
    return customer


def _add_identifier(session: Session, vault: Vault, customer: Customer, known: KnownAs, now: datetime) -> None:
    fingerprint = known.fingerprint(vault)
    existing = session.scalar(_in_use().where(_same(known.kind, fingerprint)))
    if existing is not None:
        existing.expires_at = known.expires_at or existing.expires_at
        return
    session.add(
        CustomerIdentifier(
            customer_id=customer.id,
            kind=known.kind,
            fingerprint=fingerprint,
            value_sealed=vault.seal(known.value),
            value_masked=masked_identifier(known.kind, known.value),
            extension=known.extension,
            expires_at=known.expires_at,
            created_at=now,
        )
    )
    session.flush()


def _customers_known_as(session: Session, vault: Vault, known_as: Sequence[KnownAs]) -> set[int]:
    # The kind is part of the fingerprint; asked for in pairs, SQLite would read every identifier there is.
    fingerprints = [known.fingerprint(vault) for known in known_as]
    wanted = _in_use().where(CustomerIdentifier.fingerprint.in_(fingerprints))
    ids = {identifier.customer_id for identifier in session.scalars(wanted)}
    merged = session.execute(select(Customer.id, Customer.merged_into_id).where(Customer.id.in_(ids)))
    return {into or own for own, into in merged}


def _retire_expired(session: Session, vault: Vault, known_as: Sequence[KnownAs], now: datetime) -> None:
    for known in known_as:
        same = _same(known.kind, known.fingerprint(vault))
        session.execute(
            update(CustomerIdentifier)
            .where(same, CustomerIdentifier.retired_at.is_(None), CustomerIdentifier.expires_at <= now)
            .values(retired_at=now)
        )


def _in_use() -> Select[CustomerIdentifier]:
    return select(CustomerIdentifier).where(CustomerIdentifier.retired_at.is_(None))


def _same(kind: IdentifierKind, fingerprint: str) -> ColumnElement[bool]:
    return (CustomerIdentifier.kind == kind) & (CustomerIdentifier.fingerprint == fingerprint)
