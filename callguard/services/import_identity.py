"""Who a row of a file is about, and the locks that keep two imports from adding the same person twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from callguard.db.models import Customer, CustomerIdentifier, Shop
from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import virtual_expiry
from callguard.imports.rows import ImportedPhone, ImportRow
from callguard.services.customer_lock import lock_customers, lock_identifiers
from callguard.services.customers import KnownAs, in_use_as
from callguard.services.import_changes import ImportContext
from callguard.services.persons import kept_apart


def known_as(row: ImportRow, shop: Shop, now: datetime, succeeded_at: datetime | None) -> list[KnownAs]:
    """Everything by which the row names its customer; `succeeded_at` is when the order is known to have succeeded."""
    names = [KnownAs(IdentifierKind.ORDER, row.order_no, shop.code)]
    # A masked account is the same for many people, who must not become one.
    if row.account and "*" not in row.account:
        names.append(KnownAs(IdentifierKind.PLATFORM_ACCOUNT, row.account, shop.platform.accounts))
    dead_at = virtual_expiry(shop.platform, succeeded_at=succeeded_at, requested_at=row.requested_at)
    phones = [_named(phone.expiring(dead_at)) for phone in row.phones]
    # A virtual number that has died may be somebody else's by now.
    return [*names, *(phone for phone in phones if phone.expires_at is None or phone.expires_at > now)]


def lock_all(context: ImportContext, rows: Iterable[ImportRow]) -> Sequence[Customer]:
    """Locks everyone and everything the rows are about: names first and in one order, or two imports wait in a ring.

    Returns who is known already.
    """
    session, vault, shop = context.session, context.vault, context.shop
    people = {name.fingerprint(vault) for row in rows for name in known_as(row, shop, context.now, None)}
    cases = {vault.fingerprint("case", shop.code, row.refund_no) for row in rows if row.refund_no}
    lock_identifiers(session, people | cases)
    known = CustomerIdentifier.retired_at.is_(None) & CustomerIdentifier.fingerprint.in_(people)
    return lock_customers(session, session.scalars(select(CustomerIdentifier.customer_id).where(known)))


def customer_known(context: ImportContext, names: Sequence[KnownAs], called: str | None) -> Customer | None:
    """The customer whom the names lead to already; None if the row has anything new to say about who is who."""
    session, named = context.session, {name.fingerprint(context.vault): name for name in names}
    found = in_use_as(session, context.vault, names)
    if len(found) < len(named) or any(_is_news(named[one.fingerprint], one, context.now) for one in found):
        return None
    customer, *others = (session.get_one(Customer, one.customer_id) for one in found)
    would_merge = any(
        other.person_id != customer.person_id and not kept_apart(session, customer, other) for other in others
    )
    return None if would_merge or (called and customer.name_sealed is None) else customer


def _named(phone: ImportedPhone) -> KnownAs:
    number = phone.number
    return KnownAs(number.kind, number.e164, extension=number.extension, expires_at=phone.expires_at)


def _is_news(name: KnownAs, known: CustomerIdentifier, now: datetime) -> bool:
    expired = known.expires_at is not None and known.expires_at <= now
    return expired or name.expires_at not in (None, known.expires_at)
