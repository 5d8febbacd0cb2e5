"""XLSX workbooks: the first visible sheet that has cells, each cell as the text a person sees."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as DeflateError  # noqa: N812 - zlib's lower-case name hides that it is a class

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.sheet_extent import MAX_CELLS, MAX_UNPACKED, largest_extent
from callguard.imports.table import Record, Table

Cell = int | float | str | bool | time | date | datetime | timedelta


_BROKEN = (BadZipFile, DeflateError, EOFError, NotImplementedError, RuntimeError, CalamineError, ValueError)


def read_xlsx(file: BinaryIO) -> Table | FileRefusal:
    """The rows of an XLSX file, which is closed afterwards."""
    with file:
        try:
            return _refuse(file) or first_table(file)
        except _BROKEN:
            return FileRefusal(FileReason.BROKEN)


def _refuse(file: BinaryIO) -> FileRefusal | None:
    """Why an archive is no workbook that can safely be opened."""
    with ZipFile(file) as archive:
        members = archive.infolist()
        usual = all(member.compress_type in (ZIP_STORED, ZIP_DEFLATED) for member in members)
        if not usual or "xl/workbook.xml" not in archive.namelist():
            return FileRefusal(FileReason.UNSUPPORTED)
        unpacked = sum(member.file_size for member in members)
        if unpacked > MAX_UNPACKED or largest_extent(archive) > MAX_CELLS:
            return FileRefusal(FileReason.TOO_MANY_CELLS, {"limit": MAX_CELLS})
    return None


def first_table(file: BinaryIO) -> Table | FileRefusal:
    """The first visible sheet with cells, of whatever the reader understands."""
    file.seek(0)
    workbook = CalamineWorkbook.from_filelike(file)
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            cells = workbook.get_sheet_by_index(index)
            if cells.end is not None:
                return Table(_records(cells), cells.end[0] + 1)
    return FileRefusal(FileReason.EMPTY)


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    # Rows come from the sheet's top and from its first used column: blank columns on the left are left out.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [cell_text(cell) for cell in row]


def cell_text(cell: Cell) -> str:
    """The cell as text; a number of more than 15 digits, which the file holds rounded, in scientific notation."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return format(cell, ".15g")
    return str(cell)
