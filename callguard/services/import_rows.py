"""One row of a file written down: its customer and order, and the case it opens or updates."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from callguard.db.models import Order
from callguard.imports.rows import ImportRow
from callguard.services.customers import find_or_add_customer
from callguard.services.import_cases import CaseWriter
from callguard.services.import_changes import ImportContext, take_extras, take_values
from callguard.services.import_identity import customer_known, known_as, lock_all


class Effect(StrEnum):
    """What a row did: for a row with a case that is the case, else the order."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class RowWriter:
    """Writes some rows of a file; to be made as the first thing in the transaction, since it locks what they are about.

    `seen_before` are the orders and cases of the file's earlier rows, `seen` those of these rows.
    """

    def __init__(self, context: ImportContext, rows: Sequence[ImportRow], seen_before: AbstractSet[str]) -> None:
        self.seen: set[str] = set()
        self._context, self._rows, self._seen_before = context, rows, seen_before
        # Held because the session forgets, and would read again, whom nobody holds.
        self._people = lock_all(context, rows)
        self._orders = self._known_orders()
        self._cases = CaseWriter(context, rows)

    def write(self) -> Counter[Effect]:
        """Takes over what the rows say, as far as it is new."""
        return Counter(map(self._write, self._rows))

    def _write(self, row: ImportRow) -> Effect:
        order = self._orders.get(row.order_no)
        is_new, identified = order is None, self._identify(row, order)
        if order is None:
            order = Order(shop_id=self._context.shop.id, order_no=row.order_no, customer_id=identified.customer_id)
            self._orders[row.order_no] = order
            self._context.session.add(order)
        changed = self._fill_order(order, row) or identified.has_news
        if row.refund_no:
            only_gaps = self._comes_again(f"case {row.refund_no}")
            is_new, case_changed = self._cases.write(row, row.refund_no, order, only_gaps=only_gaps)
            changed = changed or case_changed
        if is_new:
            return Effect.ADDED
        return Effect.CHANGED if changed else Effect.UNCHANGED

    def _known_orders(self) -> dict[str, Order]:
        numbers = {row.order_no for row in self._rows}
        known = select(Order).where(Order.shop_id == self._context.shop.id, Order.order_no.in_(numbers))
        return {order.order_no: order for order in self._context.session.scalars(known)}

    def _identify(self, row: ImportRow, order: Order | None) -> "_Identified":
        context = self._context
        names = known_as(row, context.shop, context.now, order.succeeded_at if order else None)
        known = customer_known(context, names, row.name)
        if known is not None:
            return _Identified(known.id, has_news=False)
        customer = find_or_add_customer(
            context.session, context.vault, names, context.now, name=row.name, time_zone=context.time_zone
        )
        return _Identified(customer.id, has_news=True)

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
        return take_extras(self._context.vault, order, besides, only_gaps=only_gaps) or changed

    def _comes_again(self, key: str) -> bool:
        """Whether an earlier row of this file spoke of the same: taking turns, two rows would never be unchanged."""
        again = key in self._seen_before or key in self.seen
        self.seen.add(key)
        return again


@dataclass(frozen=True)
class _Identified:
    customer_id: int
    has_news: bool
