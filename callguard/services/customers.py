"""Finding the customer behind what is known of them, and making one of two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
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
    in_use = _in_use(session, vault, known_as)
    customer = (
        merge_customers(session, _kept(session, in_use), now) if in_use else _add_customer(session, now, time_zone)
    )
    if name and customer.name_sealed is None:
        customer.name_sealed, customer.name_masked = vault.seal(name), masked_name(name)
    _note_identifiers(session, vault, customer, known_as, in_use, now)
    return customer


def note_identifier(session: Session, vault: Vault, customer_id: int, known: KnownAs, now: datetime) -> Customer:
    """Notes one more way to know a customer; whoever is known by it already turns out to be the same person."""
    lock_identifiers(session, [known.fingerprint(vault)])
    _retire_expired(session, vault, [known], now)
    in_use = _in_use(session, vault, [known])
    customer = merge_customers(session, {customer_id, *_kept(session, in_use)}, now)
    _note_identifiers(session, vault, customer, [known], in_use, now)
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
        joining = all_ids(session, other.id)
        session.execute(update(Customer).where(Customer.merged_into_id == other.id).values(merged_into_id=kept.id))
        other.merged_into_id = kept.id
        their_cases = select(Case).where(Case.customer_id.in_(joining), Case.status == CaseStatus.OPEN)
        for case in session.scalars(their_cases):
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


def _note_identifiers(
    session: Session,
    vault: Vault,
    customer: Customer,
    known_as: Sequence[KnownAs],
    in_use: Sequence[CustomerIdentifier],
    now: datetime,
) -> None:
    known = {identifier.fingerprint: identifier for identifier in in_use}
    for name in known_as:
        fingerprint = name.fingerprint(vault)
        if fingerprint in known:
            known[fingerprint].expires_at = name.expires_at or known[fingerprint].expires_at
        else:
            known[fingerprint] = _identifier(vault, customer, name, now)
            session.add(known[fingerprint])
    session.flush()


def _identifier(vault: Vault, customer: Customer, known: KnownAs, now: datetime) -> CustomerIdentifier:
    return CustomerIdentifier(
        customer_id=customer.id,
        kind=known.kind,
        fingerprint=known.fingerprint(vault),
        value_sealed=vault.seal(known.value),
        value_masked=masked_identifier(known.kind, known.value),
        extension=known.extension,
        expires_at=known.expires_at,
        created_at=now,
    )


def _in_use(session: Session, vault: Vault, known_as: Sequence[KnownAs]) -> Sequence[CustomerIdentifier]:
    return session.scalars(select(CustomerIdentifier).where(_same(vault, known_as))).all()


def _kept(session: Session, identifiers: Sequence[CustomerIdentifier]) -> set[int]:
    """Whose identifiers they are, by the customers into whom the others were merged."""
    ids = {identifier.customer_id for identifier in identifiers}
    merged = session.execute(select(Customer.id, Customer.merged_into_id).where(Customer.id.in_(ids)))
    return {into or own for own, into in merged}


def _retire_expired(session: Session, vault: Vault, known_as: Sequence[KnownAs], now: datetime) -> None:
    expired = _same(vault, known_as) & (CustomerIdentifier.expires_at <= now)
    session.execute(update(CustomerIdentifier).where(expired).values(retired_at=now))


def _same(vault: Vault, known_as: Sequence[KnownAs]) -> ColumnElement[bool]:
    # The kind is part of the fingerprint; asked for in pairs, SQLite would read every identifier there is.
    fingerprints = [known.fingerprint(vault) for known in known_as]
    return CustomerIdentifier.retired_at.is_(None) & CustomerIdentifier.fingerprint.in_(fingerprints)
