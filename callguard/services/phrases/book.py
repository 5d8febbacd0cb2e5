"""The phrases in force: those that ship, and what the company changed about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import PhraseVersion
from callguard.domain.phrases import Phrase, PhraseList, load_phrases

SYMBOLS_ONLY_KEY = ""
"""The key of the one rule without a wording: replies made of symbols only."""


@dataclass(frozen=True)
class PhraseEntry:
    """A phrase as it stands: what ships (None: nothing), and what was saved last (None: nothing was)."""

    phrase: Phrase
    is_on: bool
    shipped: Phrase | None = None
    saved: PhraseVersion | None = None

    @property
    def is_changed(self) -> bool:
        """Whether a shipped phrase was changed or switched off."""
        return self.shipped is not None and (self.phrase != self.shipped or not self.is_on)


# By the pool, as one process may know several databases.
_remembered: WeakKeyDictionary[Pool, tuple[int | None, PhraseList]] = WeakKeyDictionary()


def phrases_in_force(session: Session) -> PhraseList:
    """The list that holds, remembered until somebody saves another version.

    Not to be asked by a transaction that has saved one itself: nobody knows yet whether that will stand.
    """
    pool = session.get_bind().engine.pool
    version = session.scalar(select(func.max(PhraseVersion.id)))
    known = _remembered.get(pool)
    if known is None or known[0] != version:
        known = _remembered[pool] = (version, _listed(phrase_book(session)))
    return known[1]


def phrase_book(session: Session) -> dict[str, PhraseEntry]:
    """Every phrase by its key, those switched off too: the company's own first, the latest on top."""
    shipped = _shipped()
    newest = select(func.max(PhraseVersion.id)).group_by(PhraseVersion.key)
    rows = select(PhraseVersion).where(PhraseVersion.id.in_(newest)).order_by(PhraseVersion.id.desc())
    saved = session.scalars(rows.options(joinedload(PhraseVersion.saved_by))).all()
    book = {row.key: PhraseEntry(phrase_of(row), row.is_on, shipped.get(row.key), row) for row in saved}
    untouched = {key: PhraseEntry(phrase, True, phrase) for key, phrase in shipped.items() if key not in book}
    return book | untouched


def versions_of(session: Session, key: str) -> Sequence[PhraseVersion]:
    """What was ever saved of a phrase, the latest first."""
    saved = select(PhraseVersion).where(PhraseVersion.key == key).order_by(PhraseVersion.id.desc())
    return session.scalars(saved.options(joinedload(PhraseVersion.saved_by))).all()


def phrase_of(version: PhraseVersion) -> Phrase:
    """The phrase that a row holds."""
    return Phrase(
        text=version.text,
        category=version.category,
        severity=version.severity,
        reason=version.reason,
        replacement=version.replacement,
        unless=tuple(version.unless.splitlines()),
        allowed=version.allowed,
    )


def _shipped() -> dict[str, Phrase]:
    listed = load_phrases()
    phrases = (*listed.phrases, *filter(None, [listed.symbols_only]))
    return {phrase.key: phrase for phrase in phrases}


def _listed(book: dict[str, PhraseEntry]) -> PhraseList:
    on = {key: entry.phrase for key, entry in book.items() if entry.is_on}
    symbols_only = on.pop(SYMBOLS_ONLY_KEY, None)
    return PhraseList(tuple(on.values()), symbols_only)
