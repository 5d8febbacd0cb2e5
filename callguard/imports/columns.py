"""Finding the header row and which column means what, by the names of columns.toml or a shop's own."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from callguard.domain.plain_text import shown
from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.table import Record

Names = Mapping[str, Sequence[str]]
Needs = Sequence[Sequence[str]]

# Reports carry a title and filter lines above their header, hardly more.
HEADER_WITHIN = 20
MAX_COLUMNS = 500
_NUMBER = re.compile(r"[0-9]{5}")
_FILLERS = re.compile(r"[\s_*]+")


@dataclass(frozen=True)
class Columns:
    """The names one format's fields go by, in order of preference, and the columns never kept."""

    names: Names
    dropped: frozenset[str]

    def extended(self, mapping: Names) -> "Columns":
        """The same with a shop's own names taken before ours."""
        merged = {field: [*mapping.get(field, ()), *names] for field, names in self.names.items()}
        return Columns(merged, self.dropped)

    def described(self, needs: Needs) -> str:
        """The needed columns by the names a user knows them under."""
        return "、".join(" / ".join(self.names[field][0] for field in alternatives) for alternatives in needs)


@dataclass(frozen=True)
class Header:
    """Where each field stands in a row, and what the columns are called in the file."""

    row: int
    titles: tuple[str, ...]
    fields: Mapping[str, int]
    dropped: frozenset[str]

    def title(self, field: str) -> str | None:
        """What the file calls the field; None if it has no such column."""
        return self.titles[self.fields[field]] if field in self.fields else None

    @cached_property
    def extras(self) -> Mapping[str, int]:
        """The columns that mean nothing to the format, by a name of their own."""
        found: dict[str, int] = {}
        for index, title in enumerate(self.titles):
            if index not in self.fields.values() and key(title) not in self.dropped:
                found[_unused(title or f"#{index + 1}", found)] = index
        return found


def key(title: str) -> str:
    """What makes two header cells the same: not width, case, spaces, underscores or a "required" star."""
    return _FILLERS.sub("", unicodedata.normalize("NFKC", shown(title)).casefold())


def columns_of(format_name: str) -> Columns:
    """The built-in names of a format."""
    table = _TABLES[format_name]
    return Columns(table["fields"], frozenset(map(key, table["dropped"])))


def taken_from(titles: Sequence[str], columns: Columns) -> dict[str, str]:
    """Which of the titles is taken for which field by itself."""
    return {field: titles[index] for field, index in _header(0, list(titles), columns).fields.items()}


def find_header(records: Iterable[Record], columns: Columns, needs: Needs) -> Header | FileRefusal:
    """The row that names most fields, if it names all that are needed (one of each group of alternatives)."""
    rows = [(number, cells) for number, cells in records if isinstance(cells, list)]
    best = _best_header(rows, columns)
    if best is None:
        needed = columns.described(needs)
        return FileRefusal(
            FileReason.NO_HEADER, {"rows": HEADER_WITHIN, "needed": needed}, _likely_titles(cells for _, cells in rows)
        )
    return _complaint(best, columns, needs) or best


def known_columns(records: Iterable[Record], columns: Columns) -> int:
    """How many fields the best header names, whether or not it names all that are needed."""
    best = _best_header([(number, cells) for number, cells in records if isinstance(cells, list)], columns)
    return len(best.fields) if best else 0


def _best_header(rows: Iterable[tuple[int, list[str]]], columns: Columns) -> Header | None:
    headers = [_header(number, cells, columns) for number, cells in rows]
    best = max(headers, key=lambda header: len(header.fields), default=None)
    return best if best and best.fields else None


def _header(number: int, cells: list[str], columns: Columns) -> Header:
    titles = tuple(shown(cell) for cell in cells)
    places: dict[str, int] = {}
    for index, title in enumerate(titles):
        places.setdefault(key(title), index)
    found = {field: _first(names, places) for field, names in columns.names.items()}
    fields = {field: index for field, index in found.items() if index is not None}
    return Header(number, titles, fields, columns.dropped)


def _first(names: Sequence[str], places: Mapping[str, int]) -> int | None:
    return next((places[key(name)] for name in names if key(name) in places), None)


def _complaint(header: Header, columns: Columns, needs: Needs) -> FileRefusal | None:
    if len(list(filter(None, header.titles))) > MAX_COLUMNS:
        return FileRefusal(FileReason.TOO_MANY_COLUMNS, {"limit": MAX_COLUMNS})
    missing = [group for group in needs if not any(field in header.fields for field in group)]
    if missing:
        titles = tuple(filter(None, header.titles))
        return FileRefusal(FileReason.MISSING_COLUMNS, {"needed": columns.described(missing)}, titles)
    keys = [key(title) for title in header.titles]
    twice = [header.titles[index] for index in header.fields.values() if keys.count(keys[index]) > 1]
    return FileRefusal(FileReason.DUPLICATE_COLUMNS, {"columns": "、".join(twice)}) if twice else None


def _likely_titles(rows: Iterable[list[str]]) -> tuple[str, ...]:
    """The first row of two words or more, unless there are numbers in it: what they say must not be kept as titles."""
    worded = (tuple(filter(None, map(shown, cells))) for cells in rows)
    found = next((titles for titles in worded if len(titles) > 1), ())
    return () if any(map(_NUMBER.search, found)) else found


def _unused(title: str, taken: Mapping[str, int]) -> str:
    candidate, copy = title, 1
    while candidate in taken:
        copy += 1
        candidate = f"{title} ({copy})"
    return candidate


_TABLES = tomllib.loads(files("callguard.imports").joinpath("columns.toml").read_text(encoding="utf-8"))
