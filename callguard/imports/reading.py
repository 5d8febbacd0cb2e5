"""Opening a file by what is in it: a name ending in .csv or .xls proves nothing."""

from codecs import BOM_UTF8
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from callguard.imports.delimited import read_delimited
from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.spreadsheet import read_xlsx
from callguard.imports.table import Source, Table
from callguard.imports.xls import read_xls

MAX_MB = 200
_HEAD = 65_536
_ZIP = b"PK\x03\x04"
_FOREIGN = {
    b"%pdf-": "PDF",
    b"{\\rtf": "RTF",
    b"\x89png": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
}
"""What other files begin with, in lower case."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Text has at most the odd stray control character; anything compressed or compiled has many.
_CONTROL = bytes({*range(32)} - {*b"\t\n\r"})
_CONTROL_SHARE = 100


def read_table(source: Source) -> Table | FileRefusal:
    """The rows of a CSV, XLSX or XLS file; a path must exist."""
    with open_source(source) as file:
        head = file.read(_HEAD)
    if not head.strip():
        return FileRefusal(FileReason.EMPTY)
    if _size(source) > MAX_MB << 20:
        return FileRefusal(FileReason.TOO_LARGE, {"limit_mb": MAX_MB})
    if head.startswith(_ZIP):
        return read_xlsx(open_source(source))
    if head.startswith(_OLE):
        return read_xls(open_source(source))
    kind = _foreign_kind(head)
    if kind:
        return FileRefusal(FileReason.FOREIGN, {"kind": kind})
    if _is_binary(head):
        return FileRefusal(FileReason.UNSUPPORTED)
    return read_delimited(lambda: open_source(source), head)


def open_source(source: Source) -> BinaryIO:
    """The file for reading, at its beginning."""
    return source.open("rb") if isinstance(source, Path) else BytesIO(source)


def _foreign_kind(head: bytes) -> str | None:
    start = head.removeprefix(BOM_UTF8).lstrip().lower()
    return next((kind for mark, kind in _FOREIGN.items() if start.startswith(mark)), None)


def _size(source: Source) -> int:
    return source.stat().st_size if isinstance(source, Path) else len(source)


def _is_binary(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return False
    return (len(head) - len(head.translate(None, _CONTROL))) * _CONTROL_SHARE > len(head)
