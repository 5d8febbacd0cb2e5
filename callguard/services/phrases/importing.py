"""Bringing in a phrase list: what can be used is saved, what can't is told row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.phrases import PhraseList, check_phrase
from callguard.imports.faults import FileRefusal
from callguard.imports.phrases import PhraseFile, PhraseRow, read_phrases
from callguard.imports.rows import RowRejection
from callguard.imports.table import Source
from callguard.services.phrases.book import phrase_book, phrases_in_force
from callguard.services.phrases.editing import put


@dataclass(frozen=True)
class RowFault:
    """Why a row was left out: the file's title of the column (None: the row as a whole), a code and its params."""

    row: int
    column: str | None
    code: str
    params: Mapping[str, object]


@dataclass
class PhraseImport:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[RowFault] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were left out."""
        return len({fault.row for fault in self.faults})


def import_phrases(session: Session, source: Source, user: User, now: datetime) -> PhraseImport | FileRefusal:
    """Saves the file's phrases; those not in it stay as they are, and the same file again changes nothing."""
    file = read_phrases(source)
    if isinstance(file, FileRefusal):
        return file
    done = PhraseImport()
    book, listed = phrase_book(session), phrases_in_force(session)
    for row in _usable(file, listed, done):
        entry = book.get(row.phrase.key)
        if not put(session, user, entry, row.phrase, now, is_on=row.is_on):
            done.unchanged += 1
        elif entry is None:
            done.added += 1
        else:
            done.changed += 1
    return done


def _usable(file: PhraseFile, listed: PhraseList, done: PhraseImport) -> Iterator[PhraseRow]:
    """The rows that can be saved; the faults of the others are noted."""
    seen: dict[str, int] = {}
    for row in file.rows:
        faults = list(_faults(row, file.titles, listed, seen))
        done.faults += faults
        if isinstance(row, PhraseRow) and not faults:
            seen[row.phrase.key] = row.row
            yield row


def _faults(
    row: PhraseRow | RowRejection, titles: Mapping[str, str], listed: PhraseList, seen: Mapping[str, int]
) -> Iterator[RowFault]:
    if isinstance(row, RowRejection):
        yield from (RowFault(row.row, fault.column, fault.reason, fault.params) for fault in row.faults)
    elif row.phrase.key in seen:
        yield RowFault(row.row, titles["text"], "phrase_twice", {"row": seen[row.phrase.key]})
    else:
        for error in check_phrase(row.phrase, listed):
            yield RowFault(row.row, titles.get(error.field), error.code, error.params)
