"""Finding the customer behind what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Customer, CustomerIdentifier
from callguard.db.vault import Vault
from callguard.domain.errors import IllegalStep
from callguard.domain.identity import IdentifierKind
from callguard.domain.masking import masked_identifier, masked_name
from callguard.services.customer_lock import lock_identifiers
from callguard.services.customer_merges import merge_found


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
    """The customer whom the first known of these identifiers names; whoever the others name is the same person.

    If none is known a customer is added. The others are not the same where somebody has said so: then every identifier
    stays with its own, and a new one is noted for the customer given.
    """
    lock_identifiers(session, (known.fingerprint(vault) for known in known_as))
    _retire_expired(session, vault, known_as, now)
    in_use = in_use_as(session, vault, known_as)
    customer = merge_found(session, in_use[0].customer_id, in_use, now) if in_use else None
    customer = customer or _add_customer(session, now, time_zone)
    if name and customer.name_sealed is None:
        customer.name_sealed, customer.name_masked = vault.seal(name), masked_name(name)
    _note_identifiers(session, vault, customer, known_as, in_use, now)
    return customer


def note_identifier(session: Session, vault: Vault, customer_id: int, known: KnownAs, now: datetime) -> None:
    """Notes one more way to know a customer; whoever is known by it already turns out to be the same person.

    IllegalStep when somebody has said that they are not.
    """
    lock_identifiers(session, [known.fingerprint(vault)])
    _retire_expired(session, vault, [known], now)
    in_use = in_use_as(session, vault, [known])
    customer = merge_found(session, customer_id, in_use, now)
    if any(session.get_one(Customer, one.customer_id).person_id != customer.person_id for one in in_use):
        raise IllegalStep(reason="kept_apart")
    _note_identifiers(session, vault, customer, [known], in_use, now)


def in_use_as(session: Session, vault: Vault, known_as: Sequence[KnownAs]) -> list[CustomerIdentifier]:
    """Those of the identifiers that are known and name somebody still, in the order in which they are told."""
    found = {one.fingerprint: one for one in session.scalars(select(CustomerIdentifier).where(_same(vault, known_as)))}
    told = dict.fromkeys(known.fingerprint(vault) for known in known_as)
    return [found[fingerprint] for fingerprint in told if fingerprint in found]


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


def _retire_expired(session: Session, vault: Vault, known_as: Sequence[KnownAs], now: datetime) -> None:
    expired = _same(vault, known_as) & (CustomerIdentifier.expires_at <= now)
    session.execute(update(CustomerIdentifier).where(expired).values(retired_at=now))


def _same(vault: Vault, known_as: Sequence[KnownAs]) -> ColumnElement[bool]:
    # The kind is part of the fingerprint; asked for in pairs, SQLite would read every identifier there is.
    fingerprints = [known.fingerprint(vault) for known in known_as]
    return CustomerIdentifier.retired_at.is_(None) & CustomerIdentifier.fingerprint.in_(fingerprints)
