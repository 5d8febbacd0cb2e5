"""Putting what a customer said into quotation marks, so that the note says whose words they are."""

import re
from dataclasses import dataclass

from callguard.domain.phrases.clauses import clause_end, clause_start
from callguard.domain.phrases.finding import Match
from callguard.domain.phrases.folding import fold
from callguard.domain.phrases.speakers import agent_speaks, names_customer

_UNQUOTABLE = re.compile(r"[「」『』“”\"\r\n]")
_HAN = re.compile("[\u3400-\u9fff]")
# As far back as somebody may have been said to speak.
_LEAD = 40


@dataclass(frozen=True)
class Quotation:
    """`opens` before text[start:end] and `closes` behind it make it the customer's."""

    start: int
    end: int
    opens: str
    closes: str = "」"


def quotation(text: str, match: Match) -> Quotation | None:
    """The clause around the match as the customer's words; None where it can't be, or where the agent speaks up.

    Words that the note tells to be theirs already are quoted from where they begin.
    """
    start, end = clause_start(text, match.start), clause_end(text, match.end)
    if match.told:
        start, end = max(start, match.told[0]), min(end, match.told[1])
    if not match.phrase.text or _UNQUOTABLE.search(text, start, end):
        return None
    if match.told or names_customer(fold(text[max(0, start - _LEAD) : start])):
        return Quotation(start, end, "「")
    if agent_speaks(fold(text[max(0, start - _LEAD) : match.start])):
        return None
    return Quotation(start, end, "顾客说「" if _HAN.search(text, start, end) else "the customer said 「")
