"""Words found one after the other: a text with one that is not known is not understood."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from callguard.domain.heard_words.clause import Act, Clause, NotUnderstoodError
from callguard.domain.heard_words.hours import Part, Said

Take = Callable[[re.Match[str], Clause], None]
Lexicon = Sequence[tuple[re.Pattern[str], Take]]


def scan(text: str, lexicon: Lexicon, today: date) -> Clause:
    """The clause that the text makes; of several words that fit, the first in the lexicon counts."""
    clause, at = Clause(today), 0
    while at < len(text):
        found = next((hit for hit in ((word.match(text, at), take) for word, take in lexicon) if hit[0]), None)
        if found is None or found[0] is None:
            raise NotUnderstoodError
        found[1](found[0], clause)
        at = found[0].end()
    return clause


def act(kind: Act) -> Take:
    """A word that says what is to be done."""
    return partial(_act, kind)


def nothing(_found: re.Match[str], _clause: Clause) -> None:
    """A word that adds nothing."""


def alone(_found: re.Match[str], clause: Clause) -> None:
    """Says that nothing else will do."""
    clause.alone = True


def until(_found: re.Match[str], clause: Clause) -> None:
    """Makes an end of the days named."""
    clause.until = True


def said(found: re.Match[str], which: str, part: Part | None, number: Callable[[str], int]) -> Said:
    """The time of day in a match's groups of that name."""
    hour, minute = found[which + "h"], found[which + "m"]
    minutes = 30 if found[which + "half"] else 15 * number(found[which + "q"]) if found[which + "q"] else 0
    exact = hour.startswith("0")
    return Said(_words(found, which), number(hour), number(minute) if minute else minutes, part, exact)


def next_date(today: date, month: int | None, day: int) -> date:
    """The next such date, today included; without a month, of this one or the next."""
    try:
        this = date(today.year, month or today.month, day)
        if this >= today:
            return this
        if month is not None:
            return date(today.year + 1, month, day)
        return date(today.year + today.month // 12, today.month % 12 + 1, day)
    except ValueError:
        raise NotUnderstoodError from None


def _act(kind: Act, _found: re.Match[str], clause: Clause) -> None:
    clause.acts.add(kind)


def _words(found: re.Match[str], which: str) -> str:
    return found[which].strip()
