"""A phrase list as a table: exported, changed by hand, and brought back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from callguard.domain.phrases import Phrase, PhraseCategory, Severity
from callguard.imports.cells import Cells
from callguard.imports.columns import HEADER_WITHIN, Header, columns_of, find_header
from callguard.imports.faults import CellFault, FileReason, FileRefusal
from callguard.imports.meanings import chinese_words, words_for
from callguard.imports.reading import read_table
from callguard.imports.rows import RowRejection
from callguard.imports.table import Record, Source
from callguard.imports.values import present

MAX_ROWS = 10_000
UNLESS_SEPARATOR = "|"
_NEEDS = (("text",), ("category",), ("severity",), ("reason",), ("replacement",))
_BETWEEN = re.compile(r"[|｜\n]")
# An apostrophe that keeps a spreadsheet from taking the cell for a formula.
_NEUTRAL = re.compile(r"'(?=[=+\-@\t\r\n])")
_CATEGORIES = {word: PhraseCategory(value) for word, value in words_for("phrase_category").items()}
_SEVERITIES = {word: Severity(value) for word, value in words_for("phrase_severity").items()}
_STATES = {word: value == "on" for word, value in words_for("phrase_state").items()}


@dataclass(frozen=True)
class PhraseRow:
    """One usable row, counted from 1 as a spreadsheet does."""

    row: int
    phrase: Phrase
    is_on: bool


@dataclass(frozen=True)
class PhraseFile:
    """A file whose header was understood: its title for each field, and its rows, read lazily and once."""

    titles: Mapping[str, str]
    rows: Iterator[PhraseRow | RowRejection]


def read_phrases(source: Source) -> PhraseFile | FileRefusal:
    """The phrases of a CSV, XLSX or XLS file."""
    table = read_table(source)
    if isinstance(table, FileRefusal):
        return table
    if table.line_count > MAX_ROWS:
        return FileRefusal(FileReason.TOO_MANY_ROWS, {"limit": MAX_ROWS})
    top = list(islice(table.records, HEADER_WITHIN))
    header = find_header(top, columns_of("phrases"), _NEEDS)
    if isinstance(header, FileRefusal):
        return header
    below = (record for record in chain(top, table.records) if record[0] > header.row)
    return PhraseFile({field: header.titles[index] for field, index in header.fields.items()}, _rows(below, header))


def _rows(records: Iterable[Record], header: Header) -> Iterator[PhraseRow | RowRejection]:
    for number, cells in records:
        if not isinstance(cells, list):
            yield RowRejection(number, (CellFault(None, cells),))
        elif any(map(present, cells)):
            yield _row(Cells(number, cells, header))


def _row(cells: Cells) -> PhraseRow | RowRejection:
    cells.require("category")
    cells.require("severity")
    category = cells.choice("category", _CATEGORIES, chinese_words("phrase_category"))
    severity = cells.choice("severity", _SEVERITIES, chinese_words("phrase_severity"))
    is_on = cells.choice("state", _STATES, chinese_words("phrase_state"))
    allowed = cells.whole("allowed") or 0
    if category is None or severity is None or cells.faults:
        return RowRejection(cells.row, (*cells.faults, *cells.warnings))
    phrase = Phrase(
        text=_typed(cells, "text"),
        category=category,
        severity=severity,
        reason=_typed(cells, "reason"),
        replacement=_typed(cells, "replacement"),
        unless=tuple(filter(None, map(str.strip, _BETWEEN.split(_typed(cells, "unless"))))),
        allowed=allowed,
    )
    return PhraseRow(cells.row, phrase, is_on is not False)


def _typed(cells: Cells, field: str) -> str:
    return _NEUTRAL.sub("", cells.text(field) or "", count=1)
