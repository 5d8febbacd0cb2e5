"""A file as rows of text, whatever kind of file it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callguard.imports.faults import RowReason

Source = Path | bytes

# A row's number, counted from 1 as a spreadsheet does, and its cells or why they can't be told apart.
Record = tuple[int, list[str] | RowReason]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, read lazily and once; `line_count` is exact for spreadsheets, at least the rows for text."""

    records: Iterator[Record]
    line_count: int
