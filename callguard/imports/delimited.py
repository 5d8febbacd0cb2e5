"""Text tables: encoding, separator, and records that may span lines."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import BinaryIO

from callguard.imports.faults import FileReason, FileRefusal, RowReason
from callguard.imports.table import Record, Table

Opener = Callable[[], BinaryIO]

_CHUNK = 1 << 20
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ",\t;"
_SNIFFED_ROWS = 20


def read_delimited(opener: Opener, head: bytes) -> Table | FileRefusal:
    """The rows of a CSV or tab-separated file in UTF-8, GB 18030 (GBK, GB 2312) or UTF-16.

    The whole file is decoded once beforehand: a wrong encoding may show only in its last line.
    """
    # Guessing by statistics calls a short GBK file Korean; trying in this order doesn't.
    marked = next((name for bom, name in _BOMS.items() if head.startswith(bom)), None)
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        lines = _count_lines(opener, encoding)
        if lines is not None:
            text = head.decode(encoding, errors="ignore")
            return Table(_records(opener, encoding, _separator(text)), lines)
    return FileRefusal(FileReason.ENCODING)


def _count_lines(opener: Opener, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, last = 0, ""
    try:
        with opener() as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                text = decoder.decode(chunk)
                lines, last = lines + text.count("\n"), text[-1:] or last
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines if last == "\n" else lines + 1


def _separator(text: str) -> str:
    """The separator that makes the widest rows: Excel writes tabs in its Unicode text, some consoles a tab per cell."""
    return max(_SEPARATORS, key=lambda separator: _width(text, separator))


def _width(text: str, separator: str) -> int:
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    return max(map(len, islice(rows, _SNIFFED_ROWS)), default=0)


def _records(opener: Opener, encoding: str, separator: str) -> Iterator[Record]:
    with TextIOWrapper(opener(), encoding, newline="") as text:
        yield from _parsed(text, separator)


def _parsed(lines: Iterable[str], separator: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = 0
    while True:
        number, lines_before = number + 1, reader.line_num
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Past one line a quote was left open, and how many rows it swallowed can't be known.
            if reader.line_num - lines_before > 1:
                yield number, RowReason.REST_UNREADABLE
                return
            yield number, RowReason.MALFORMED
