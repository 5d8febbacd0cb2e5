"""One row's cells by field, gathering everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from callguard.domain.money import MoneyRefusal, parse_fen
from callguard.domain.phone_number import PhoneNumber, PhoneRefusal, parse_phone
from callguard.imports.columns import Header, key
from callguard.imports.faults import CellFault, CellReason, RowReason
from callguard.imports.values import parse_order_no, parse_time, present

# As many characters as a cell holds in Excel.
MAX_CELL = 32_767

Value = TypeVar("Value")


class Cells:
    """Reads a row field by field; a cell that can't be read is read as nothing.

    In `faults` stands what makes the row useless: nothing where something must be, a number that would name
    another order, an amount that would allow another offer. Anything else is only a warning.
    """

    def __init__(self, row: int, cells: Sequence[str], header: Header) -> None:
        self.row = row
        self.faults: list[CellFault] = []
        self.warnings: list[CellFault] = []
        self._header = header
        self._note_misfits(cells)
        self._cells = [cell if len(cell) <= MAX_CELL else "" for cell in cells]

    def require(self, *fields: str) -> None:
        """Note a fault unless one of the fields has something in it."""
        if not any(self.text(field) for field in fields):
            present_column = next(field for field in fields if self._header.title(field))
            self.faults.append(self._fault(present_column, RowReason.MISSING))

    def text(self, field: str) -> str | None:
        """The cell as a person sees it; None if it is empty or the file has no such column."""
        index = self._header.fields.get(field)
        return None if index is None else self._at(index)

    def order_no(self, field: str) -> str | None:
        """An order, refund or case number."""
        text = self.text(field)
        return self._read(field, parse_order_no(text)) if text else None

    def fen(self, field: str) -> int | None:
        """An amount written in yuan."""
        text = self.text(field)
        return self._read(field, parse_fen(text)) if text else None

    def time(self, field: str) -> datetime | None:
        """An instant; Chinese time unless the cell says otherwise."""
        text = self.text(field)
        instant = parse_time(text) if text else None
        if isinstance(instant, RowReason):
            self.warnings.append(self._fault(field, instant))
            return None
        return instant

    def phone(self, field: str, *, extension: str | None = None, is_virtual: bool = False) -> PhoneNumber | None:
        """A number with the extension from a column of its own; one that can't be dialled is only a warning.

        Platforms hide numbers on purpose: such a row still brings its order.
        """
        text = self.text(field)
        if not text:
            return None
        number = parse_phone(text, is_virtual=is_virtual)
        if isinstance(number, PhoneNumber) and extension and not number.extension:
            number = parse_phone(f"{text}-{extension}")
        if isinstance(number, PhoneRefusal):
            self.warnings.append(self._fault(field, number))
            return None
        return number

    def choice(self, field: str, meanings: Mapping[str, Value], words: str) -> Value | None:
        """What the cell's word stands for, by key(); `words` are those that may stand there."""
        text = self.text(field)
        if text and key(text) not in meanings:
            self.faults.append(CellFault(self._header.title(field), RowReason.WORD_UNKNOWN, {"words": words}))
        return meanings.get(key(text or ""))

    def whole(self, field: str) -> int | None:
        """A whole number of a few digits."""
        text = self.text(field)
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            self.faults.append(self._fault(field, RowReason.NUMBER_INVALID))
            return None
        return int(text) if text else None

    def extras(self) -> dict[str, str]:
        """What stands in the columns that mean nothing to the format."""
        texts = {title: self._at(index) for title, index in self._header.extras.items()}
        return {title: text for title, text in texts.items() if text}

    def _read(self, field: str, outcome: Value | CellReason) -> Value | None:
        if isinstance(outcome, (RowReason, PhoneRefusal, MoneyRefusal)):
            self.faults.append(self._fault(field, outcome))
            return None
        return outcome

    def _fault(self, field: str, reason: CellReason) -> CellFault:
        return CellFault(self._header.title(field), reason)

    def _at(self, index: int) -> str | None:
        return present(self._cells[index]) if index < len(self._cells) else None

    def _note_misfits(self, cells: Sequence[str]) -> None:
        titles = self._header.titles
        if any(map(present, cells[len(titles) :])):
            self.faults.append(CellFault(None, RowReason.TOO_MANY_CELLS))
        for title, cell in zip(titles, cells, strict=False):
            if len(cell) > MAX_CELL:
                self.warnings.append(CellFault(title, RowReason.CELL_TOO_LONG, {"limit": MAX_CELL}))
