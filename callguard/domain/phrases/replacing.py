"""What is said instead of a phrase, and of how much of the sentence around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from callguard.domain.phrases.clauses import clause_end
from callguard.domain.phrases.finding import Match

_PAUSES, _ENDS = "，,；;、：:", "。.！!？?"
_STOPS = {"？": "。", "?": "."}


@dataclass(frozen=True)
class Change:
    """`words` in the place of text[start:end]."""

    start: int
    end: int
    words: str


def replaced(text: str, match: Match, triggers: Iterable[Match]) -> Change:
    """The replacement in its place; one that stands alone takes the rest of the clause along.

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


def _with_one_sign(text: str, change: Change) -> Change:
    """Without a second sign behind the one in which the words end."""
    follows = text[change.end : change.end + 1]
    if not follows or change.words[-1:] not in _ENDS:
        return change
    if follows in _PAUSES:
        return Change(change.start, change.end + 1, change.words)
    return Change(change.start, change.end, change.words.rstrip(_ENDS)) if follows in _ENDS else change
