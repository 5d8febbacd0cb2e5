"""Who a row of a file is about, and the locks that keep two imports from adding the same person twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from callguard.db.models import Customer, CustomerIdentifier, Shop
from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import virtual_expiry
from callguard.imports.rows import ImportedPhone, ImportRow
from callguard.services.customer_lock import lock_identifiers
from callguard.services.customers import KnownAs
from callguard.services.import_changes import ImportContext


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
    found = select(CustomerIdentifier.customer_id).where(_known_by(people))
    pairs = session.execute(select(Customer.id, Customer.merged_into_id).where(Customer.id.in_(found)))
    ids = {customer_id for pair in pairs for customer_id in pair if customer_id is not None}
    locked = select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def customer_known(context: ImportContext, names: Sequence[KnownAs], called: str | None) -> Customer | None:
    """The one customer to whom all the names lead already; None if the row has anything new to say about them."""
    named = {name.fingerprint(context.vault): name for name in names}
    found = context.session.scalars(select(CustomerIdentifier).where(_known_by(named))).all()
    if len(found) < len(named) or any(_is_news(named[one.fingerprint], one, context.now) for one in found):
        return None
    customers = {_kept(context.session, one.customer_id) for one in found}
    customer = customers.pop()
    return None if customers or (called and customer.name_sealed is None) else customer


def _known_by(fingerprints: Iterable[str]) -> ColumnElement[bool]:
    return CustomerIdentifier.retired_at.is_(None) & CustomerIdentifier.fingerprint.in_(fingerprints)


def _named(phone: ImportedPhone) -> KnownAs:
    number = phone.number
    return KnownAs(number.kind, number.e164, extension=number.extension, expires_at=phone.expires_at)


def _is_news(name: KnownAs, known: CustomerIdentifier, now: datetime) -> bool:
    expired = known.expires_at is not None and known.expires_at <= now
    return expired or name.expires_at not in (None, known.expires_at)


def _kept(session: Session, customer_id: int) -> Customer:
    customer = session.get_one(Customer, customer_id)
    return customer if customer.merged_into_id is None else session.get_one(Customer, customer.merged_into_id)
