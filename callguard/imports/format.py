"""What makes one platform's list: which columns it needs and where its telephone numbers stand."""

from collections.abc import Callable
from dataclasses import dataclass

from callguard.domain.phone_number import virtual_expiry
from callguard.domain.platform import Platform
from callguard.imports import meanings
from callguard.imports.cells import Cells
from callguard.imports.columns import Needs, columns_of
from callguard.imports.rows import ImportedPhone, ImportRow


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """`title` is a Chinese message id; `needs` are groups of fields, one of each must be there and filled in."""

    name: str
    title: str
    platform: Platform
    needs: Needs
    phones: Callable[[Cells], list[ImportedPhone]]

    @property
    def required_columns(self) -> str:
        """The columns a file must have, by the names consoles give them."""
        return columns_of(self.name).described(self.needs)

    def read_row(self, cells: Cells) -> ImportRow:
        """The row in callguard's words; worth nothing if `cells` noted a fault."""
        for group in self.needs:
            cells.require(*group)
        refund_no, status = cells.order_no("refund_no"), cells.text("status")
        reason, explanation = cells.text("reason"), cells.text("explanation")
        intervention = cells.text("intervention")
        succeeded_at, requested_at = cells.time("succeeded_at"), cells.time("requested_at")
        dead_at = virtual_expiry(self.platform, succeeded_at=succeeded_at, requested_at=requested_at)
        return ImportRow(
            row=cells.row,
            order_no=cells.order_no("order_no") or "",
            refund_no=refund_no,
            account=cells.text("account"),
            name=cells.text("name"),
            phones=tuple(phone.expiring(dead_at) for phone in self.phones(cells)),
            goods_title=cells.text("goods_title"),
            paid_fen=cells.fen("paid"),
            refund_fen=cells.fen("refund"),
            ordered_at=cells.time("ordered_at"),
            paid_at=cells.time("paid_at"),
            succeeded_at=succeeded_at,
            requested_at=requested_at,
            deadline_at=cells.time("deadline_at"),
            reason=reason,
            explanation=explanation,
            issue_type=meanings.issue_type(reason),
            status=status,
            # Without a refund number the status is the order's and says nothing about a case.
            case_status=meanings.case_status(status) if refund_no else None,
            liability=meanings.liability(cells.text("liability")),
            intervention=intervention,
            escalation=meanings.escalation(intervention, reason, explanation),
            extras=cells.extras(),
            warnings=tuple(cells.warnings),
        )
