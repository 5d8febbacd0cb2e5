"""Writing tables to files that spreadsheets open, row by row."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Row = Sequence[str]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET_ROWS = 1_048_576
"""What a sheet holds, its heading included; what goes beyond is dropped by Excel's format."""

_BOM = "\ufeff"
_ROWS_AT_ONCE = 200


def neutral(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def csv_pieces(heading: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """The table as CSV in UTF-8 with the mark by which Excel knows it, piece by piece."""
    lines = chain([heading], rows)
    mark = _BOM
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([neutral(cell) for cell in row] for row in some)
        yield (mark + text.getvalue()).encode()
        mark = ""


def write_xlsx(file: BinaryIO, title: str, heading: Row, rows: Iterable[Row], sheet_rows: int = SHEET_ROWS) -> None:
    """Writes the table as XLSX, every cell as text, onto as many sheets as it takes."""
    # Loading it takes longer than most processes that never write a sheet need to start.
    import xlsxwriter

    # Strings stay strings: what looks like a formula, a number or an address is what somebody typed.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        remaining, number = iter(rows), 1
        while (some := list(islice(remaining, 1))) or number == 1:
            sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
            sheet.freeze_panes(1, 0)
            _write_row(sheet, 0, heading, bold)
            for index, row in enumerate(chain(some, islice(remaining, sheet_rows - 2)), start=1):
                _write_row(sheet, index, row)
            number += 1


def _write_row(sheet: "Worksheet", index: int, row: Row, style: object = None) -> None:
    for column, cell in enumerate(row):
        sheet.write_string(index, column, cell, style)
