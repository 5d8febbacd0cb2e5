"""What is said instead of a phrase, and of how much of the sentence around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from callguard.domain.phrases.clauses import clause_end
from callguard.domain.phrases.finding import Match

_PAUSES, _ENDS = "，,；;、：:", "。.！!？?"
_STOPS = {"？": "。", "?": "."}
_BETWEEN = f"{_PAUSES}{_ENDS} \u3000\r\n"


@dataclass(frozen=True)
class Change:
    """`words` in the place of text[start:end]."""

    start: int
    end: int
    words: str


def replaced(text: str, match: Match, triggers: Iterable[Match]) -> Change:
    """The replacement in its place; where the same words stand beside it already, in the place of both."""
    return _said_once(text, _replaced(text, match, triggers))


def _replaced(text: str, match: Match, triggers: Iterable[Match]) -> Change:
    """One that stands alone takes the rest of the clause along.

    A rest in which something grave stands is kept, behind a comma; the mark of a question that is asked no more goes.
    """
    words, end = match.phrase.words, match.end
    if match.phrase.stands_alone:
        end = clause_end(text, match.end)
        if any(match.end < one.end and one.start < end for one in triggers):
            comma = "," if text[match.end].isspace() else "，"
            return Change(match.start, match.end, words.rstrip(_ENDS) + comma)
        if words[-1] not in _STOPS and text[end : end + 1] in _STOPS:
            return Change(match.start, end + 1, words.rstrip(_ENDS) + _STOPS[text[end]])
    return _with_one_sign(text, Change(match.start, end, words))


def _said_once(text: str, change: Change) -> Change:
    """With the same words behind it and before it, and with a clause before it that is but their beginning."""
    start, end, words = change.start, change.end, change.words
    core = words.rstrip(_BETWEEN)
    before, behind = text[:start].rstrip(_BETWEEN), text[end:].lstrip(_BETWEEN)
    if behind.lower().startswith(core.lower()):
        end, words = len(text) - len(behind) + len(core), core
    for length in range(len(core), 0, -1):
        at = len(before) - length
        is_clause = length == len(core) or before[at - 1 : at] in _BETWEEN
        if is_clause and before.lower().endswith(core[:length].lower()):
            return Change(at, end, before[at:] + words[length:])
    return Change(start, end, words)


def _with_one_sign(text: str, change: Change) -> Change:
    """Without a second sign behind the one in which the words end."""
    follows = text[change.end : change.end + 1]
    if not follows or change.words[-1:] not in _ENDS:
        return change
    if follows in _PAUSES:
        return Change(change.start, change.end + 1, change.words)
    return Change(change.start, change.end, change.words.rstrip(_ENDS)) if follows in _ENDS else change
