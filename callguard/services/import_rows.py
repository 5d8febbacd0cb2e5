"""One row of a file written down: its customer and order, and the case it opens or updates."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Order, Shop, User
from callguard.db.vault import Vault
from callguard.imports.rows import ImportRow
from callguard.services.customers import find_or_add_customer
from callguard.services.import_cases import CaseWriter
from callguard.services.import_changes import take_extras, take_values
from callguard.services.import_identity import customer_known, known_as


class Effect(StrEnum):
    """What a row did: for a row with a case that is the case, else the order."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass
class RowWriter:
    """Writes rows of one file in one transaction; `seen_before` are the orders and cases of the file's earlier rows."""

    session: Session
    vault: Vault
    shop: Shop
    actor: User | None
    time_zone: str
    now: datetime
    seen_before: AbstractSet[str]
    seen: set[str] = field(default_factory=set)

    def write(self, row: ImportRow) -> Effect:
        """Takes over what the row says, as far as it is new."""
        order = self._order(row)
        is_new, identified = order is None, self._identify(row, order)
        if order is None:
            order = Order(shop_id=self.shop.id, order_no=row.order_no, customer_id=identified.customer_id)
            self.session.add(order)
        changed = self._fill_order(order, row) or identified.is_new
        if row.refund_no:
            self.session.flush()
            only_gaps = self._comes_again(f"case {row.refund_no}")
            cases = CaseWriter(self.session, self.vault, self.shop, self.actor, self.now)
            is_new, case_changed = cases.write(row, row.refund_no, order, only_gaps=only_gaps)
            changed = changed or case_changed
        if is_new:
            return Effect.ADDED
        return Effect.CHANGED if changed else Effect.UNCHANGED

    def _order(self, row: ImportRow) -> Order | None:
        same = select(Order).where(Order.shop_id == self.shop.id, Order.order_no == row.order_no)
        return self.session.scalar(same)

    def _identify(self, row: ImportRow, order: Order | None) -> "_Identified":
        names = known_as(row, self.shop, self.now, order.succeeded_at if order else None)
        known = customer_known(self.session, self.vault, names, row.name, self.now)
        if known is not None:
            return _Identified(known.id, is_new=False)
        customer = find_or_add_customer(
            self.session, self.vault, names, self.now, name=row.name, time_zone=self.time_zone
        )
        return _Identified(customer.id, is_new=True)

    def _fill_order(self, order: Order, row: ImportRow) -> bool:
        only_gaps = self._comes_again(f"order {row.order_no}")
        said = {
            "goods": row.goods_title,
            "amount": row.paid_fen,
            "paid_at": row.paid_at,
            "succeeded_at": row.succeeded_at,
            # With a case number the status is the case's.
            "status_text": None if row.refund_no else row.status,
        }
        changed = bool(take_values(order, said, only_gaps=only_gaps))
        besides = {} if row.refund_no else row.extras
        return take_extras(self.vault, order, besides, only_gaps=only_gaps) or changed

    def _comes_again(self, key: str) -> bool:
        """Whether an earlier row of this file spoke of the same: taking turns, two rows would never be unchanged."""
        again = key in self.seen_before or key in self.seen
        self.seen.add(key)
        return again


@dataclass(frozen=True)
class _Identified:
    customer_id: int
    is_new: bool
