"""The phrasebook (常用语): what agents say and write again and again, found by title, text and pinyin."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError
from callguard.domain.phrases import Severity, find_phrases, load_phrases
from callguard.domain.pinyin import spells, spells_start
from callguard.domain.scope import CaseScope, members
from callguard.domain.script import BLANKS, Step, Text, blanks_in
from callguard.resources import package_text

MAX_TITLE = 40
MAX_TEXT = 500

_ANY_ISSUE = frozenset(IssueType)
_ABOUT_A_MATTER = (CallbackKind.SERVICE, CallbackKind.PROMISED)
_AT_START, _IN_TITLE, _IN_TEXT, _NOWHERE = range(4)


class Moment(StrEnum):
    """When an entry is wanted: at a step of the call, in a message after it, or in a note for colleagues."""

    INTRODUCE = "introduce"
    REASON = "reason"
    LISTEN = "listen"
    PROPOSE = "propose"
    NEGOTIATE = "negotiate"
    ADJUST = "adjust"
    CLOSE = "close"
    AFTER = "after"
    NOTE = "note"

    @classmethod
    def of(cls, step: Step) -> "Moment":
        """The moment that is a step."""
        return cls(step.name.lower())


class MessagePart(StrEnum):
    """What the message after a call is put together from, in this order (domain/message.py)."""

    BODY = "body"
    PROMISED = "promised"
    AGAIN = "again"
    CARE = "care"


@dataclass(frozen=True)
class Entry:
    """One phrase with its blanks, and when and in which cases it fits; `key` stays the same for good.

    `part` is which of a message it is after a call of these `kinds` with one of these `dispositions`; None for all
    others.
    """

    key: str
    title: Text
    text: Text
    moments: frozenset[Moment]
    scope: CaseScope
    part: MessagePart | None = None
    dispositions: frozenset[Disposition] = frozenset()
    kinds: frozenset[CallbackKind] = frozenset()

    @property
    def first_moment(self) -> Moment:
        """The earliest it is wanted."""
        return next(moment for moment in Moment if moment in self.moments)


@dataclass(frozen=True)
class Situation:
    """Where an agent is who looks for a phrase; None where it isn't known."""

    moment: Moment | None = None
    issue_type: IssueType | None = None
    liability: Liability | None = None

    def misfit(self, entry: Entry) -> int:
        """How little an entry fits: 0 to the case and the moment, 1 to the case, 2 to neither."""
        scope, issue_type, liability = entry.scope, self.issue_type, self.liability
        if issue_type not in (None, *scope.issue_types) or liability not in (None, *scope.liabilities):
            return 2
        return 0 if self.moment in (None, *entry.moments) else 1


@cache
def load_entries() -> tuple[Entry, ...]:
    """The packaged entries, read once."""
    return tuple(map(_entry, tomllib.loads(package_text("content", "phrasebook.toml"))["entry"]))


def own_entry(key: str, title: str, text: str) -> Entry:
    """An entry somebody wrote for themselves: in one language, for every moment and case."""
    return Entry(key, Text(title, title), Text(text, text), frozenset(Moment), CaseScope())


def search(
    entries: Sequence[Entry], query: str, situation: Situation, favourites: Collection[str], locale: str
) -> list[Entry]:
    """What has every word of the query: favourites first, then what fits the situation, then the rest.

    What has a word in its text only comes behind what is called so. Among equals come those found at their title's
    beginning, those made for this issue and few others, and those made for this moment and few others.
    """
    words = query.lower().split()
    places = {entry.key: _place(words, entry, locale) for entry in entries}

    def rank(entry: Entry) -> tuple[bool, bool, int, int, bool, int]:
        place = places[entry.key]
        moments = len(entry.moments) if situation.moment in entry.moments else 0
        suits_any = situation.issue_type is not None and entry.scope.issue_types == _ANY_ISSUE
        return entry.key not in favourites, place == _IN_TEXT, situation.misfit(entry), place, suits_any, moments

    return sorted((entry for entry in entries if places[entry.key] < _NOWHERE), key=rank)


def faults(title: str, text: str) -> tuple[FieldError, ...]:
    """What keeps somebody's own entry out: nothing or too much in it, an unknown blank, wording we warn of."""
    return (*_faults("title", title, MAX_TITLE), *_faults("text", text, MAX_TEXT))


def _faults(field: str, text: str, most: int) -> Iterable[FieldError]:
    if not text.strip():
        yield FieldError(field, f"phrase_{field}_missing")
    if len(text) > most:
        yield FieldError(field, "text_too_long", {"max": most})
    for blank in blanks_in(text):
        if blank not in BLANKS:
            yield FieldError(field, "blank_unknown", {"blank": blank})
    for found in find_phrases(text, load_phrases()):
        if found.phrase.severity is not Severity.HINT:
            params = {"phrase": found.phrase.text or text, "instead": found.phrase.replacement}
            yield FieldError(field, "phrase_unfit", params)


def _place(words: Iterable[str], entry: Entry, locale: str) -> int:
    """Where the worst placed of the words is found."""
    return max((_place_of(word, entry, locale) for word in words), default=_AT_START)


def _place_of(word: str, entry: Entry, locale: str) -> int:
    title, chinese = entry.title.in_locale(locale).lower(), entry.title.zh
    if title.startswith(word) or spells_start(word, chinese):
        return _AT_START
    if word in title or spells(word, chinese):
        return _IN_TITLE
    return _IN_TEXT if word in entry.text.in_locale(locale).lower() else _NOWHERE


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        key=row.pop("key"),
        title=Text(**row.pop("title")),
        text=Text(**row.pop("text")),
        moments=members(Moment, row.pop("moments")),
        scope=CaseScope.take(row),
        part=MessagePart(row.pop("part")) if "part" in row else None,
        dispositions=members(Disposition, row.pop("dispositions", ())),
        kinds=members(CallbackKind, row.pop("kinds", _ABOUT_A_MATTER)),
        # Nothing is left: a misspelt key fails here.
        **row,
    )
