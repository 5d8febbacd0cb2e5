"""Files in every shape that consoles, ERPs and Excel give them, made in memory."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from callguard.imports.faults import FileRefusal
from callguard.imports.formats import read_rows
from callguard.imports.rows import ImportFile, ImportRow, RowRejection
from callguard.imports.table import Source

Cell = str | float | datetime | None


def csv_file(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(rows: Iterable[Sequence[Cell]], first_row: int = 0) -> bytes:
    """Numbers as numbers, times as Excel times, text starting with = as a formula without a cached value."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet()
    for row, cells in enumerate(rows, start=first_row):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()
    return file.getvalue()


def repacked(workbook: bytes, changes: dict[str, bytes]) -> bytes:
    """The same workbook with some members replaced or added."""
    file = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return file.getvalue()


def opened(source: Source, format_name: str = "generic", **mapping: list[str]) -> ImportFile:
    """The file, which must be readable."""
    file = read_rows(source, format_name, mapping)
    assert isinstance(file, ImportFile), file
    return file


def refused(source: Source, format_name: str = "generic", **mapping: list[str]) -> FileRefusal:
    """Why the file can't be read."""
    refusal = read_rows(source, format_name, mapping)
    assert isinstance(refusal, FileRefusal)
    return refusal


def only_row(source: Source, format_name: str = "generic") -> ImportRow:
    """The one row of the file, which must be usable."""
    (row,) = opened(source, format_name).rows
    assert isinstance(row, ImportRow), row
    return row


def only_rejection(source: Source, format_name: str = "generic") -> RowRejection:
    """The one row of the file, which must not be usable."""
    (row,) = opened(source, format_name).rows
    assert isinstance(row, RowRejection)
    return row
