"""What the customer will probably ask for, and what to answer ("Preparation before a call", domain.md)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from callguard.domain.case import IssueType, Liability
from callguard.domain.scope import CaseScope
from callguard.domain.script import Text, render
from callguard.resources import package_text

_TO = "→"


@dataclass(frozen=True)
class Demand:
    """Something to expect, in the customer's words, and the agent's answer; "" where there is none yet."""

    asks: str
    answer: str = ""


@dataclass(frozen=True)
class _Expected:
    slot: str
    scope: CaseScope
    asks: Text
    answer: Text


def likely_demands(issue_type: IssueType, liability: Liability, refund: str, locale: str) -> tuple[Demand, ...]:
    """What such a case usually brings; `refund` says what is claimed back, as it is spoken of ("退款 ¥200")."""
    spoken: dict[str, _Expected] = {}
    for one in _expected():
        if one.scope.covers(issue_type, liability):
            spoken.setdefault(one.slot, one)
    return tuple(
        Demand(render(one.asks.in_locale(locale), {"refund": refund}), one.answer.in_locale(locale))
        for one in spoken.values()
    )


def written(demands: tuple[Demand, ...]) -> str:
    """The demands as they stand in one field, a line each."""
    return "\n".join(f"{one.asks} {_TO} {one.answer}" for one in demands)


def read(text: str) -> tuple[Demand, ...]:
    """The demands of a field, whoever wrote it; a line without an arrow is a demand without an answer."""
    parts = (line.partition(_TO) for line in text.splitlines() if line.strip())
    return tuple(Demand(asks.strip(), answer.strip()) for asks, _to, answer in parts)


@cache
def _expected() -> tuple[_Expected, ...]:
    rows = tomllib.loads(package_text("content", "demands.toml"))["demand"]
    return tuple(
        _Expected(row["slot"], CaseScope.take(row), Text(**row["asks"]), Text(**row["answer"])) for row in rows
    )
