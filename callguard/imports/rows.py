"""What a file yields: rows in callguard's own words, or what kept a row from becoming one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.phone_number import PhoneNumber
from callguard.imports.faults import CellFault


@dataclass(frozen=True, slots=True)
class ImportedPhone:
    """A number from the file and from when on it is dead; None: never, or not known."""

    number: PhoneNumber
    expires_at: datetime | None = None

    def expiring(self, dead_at: datetime | None) -> "ImportedPhone":
        """The same by the platform's rule, where the number is virtual and the file doesn't say itself."""
        return replace(self, expires_at=dead_at) if self.number.is_virtual and not self.expires_at else self


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One usable row; None where the format has no such column or the cell is empty.

    `row` counts from 1 as a spreadsheet does. `warnings` are cells that were left out of an otherwise good row.
    What says who the customer is stays out of the repr.
    """

    row: int
    order_no: str
    refund_no: str | None = None
    account: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    phones: tuple[ImportedPhone, ...] = ()
    goods_title: str | None = None
    paid_fen: int | None = None
    refund_fen: int | None = None
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    succeeded_at: datetime | None = None
    requested_at: datetime | None = None
    deadline_at: datetime | None = None
    reason: str | None = None
    explanation: str | None = field(default=None, repr=False)
    issue_type: IssueType | None = None
    status: str | None = None
    case_status: CaseStatus | None = None
    liability: Liability | None = None
    intervention: str | None = None
    escalation: Escalation = Escalation.NONE
    extras: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[CellFault, ...] = ()


@dataclass(frozen=True, slots=True)
class RowRejection:
    """A row that can't be used, with everything that is wrong with it, and its order where that could be read."""

    row: int
    faults: tuple[CellFault, ...]
    order_no: str | None = None


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file whose header was understood.

    `titles` are its columns; `columns` says which of them was taken for which field. `row_count` is for a progress
    bar: it counts the lines below the header, so blank lines and line breaks inside cells make it too high. `rows`
    is read lazily and once.
    """

    format: str
    titles: tuple[str, ...]
    columns: Mapping[str, str]
    row_count: int
    rows: Iterator[ImportRow | RowRejection]
