"""What the shops sell, and what customers and colleagues say, as read from the texts beside this file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from callguard.domain.case import IssueType, Liability
from callguard.domain.commitment import Department
from callguard.domain.compensation import PlanKind
from callguard.domain.guard import Weekday
from callguard.resources import package_text


@dataclass(frozen=True)
class Goods:
    """One thing a shop sells; `amount` in fen."""

    shop: str
    title: str
    amount: int


@dataclass(frozen=True)
class Complaint:
    """What a customer found wrong, whose fault it was, and their words."""

    issue_type: IssueType
    liability: Liability
    summary: str


@dataclass(frozen=True)
class Settlement:
    """What is noted and promised when a plan was accepted; `{yuan}` stands for the amount."""

    notes: tuple[str, ...]
    promise: str
    department: Department
    days: int


@dataclass(frozen=True)
class SpokenBlackout:
    """Hours a customer ruled out, in local minutes, and how they said it."""

    words: str
    opens_minute: int
    closes_minute: int
    days: tuple[Weekday, ...]


@cache
def sold_things() -> tuple[tuple[Goods, tuple[Complaint, ...]], ...]:
    """Everything the shops sell, each with the complaints that only it can bring."""
    return tuple((_goods(row), _complaints(row["complaints"])) for row in _read("goods.toml")["goods"])


@cache
def complaints_about_anything() -> tuple[Complaint, ...]:
    """The complaints that fit whatever was bought."""
    return _complaints(_words()["complaints"])


@cache
def settlement(kind: PlanKind) -> Settlement:
    """How it is written down that a plan of this kind was accepted."""
    row = _words()["settled"][kind.value]
    return Settlement(tuple(row["notes"]), row["promise"], Department(row["department"]), row["days"])


@cache
def blackouts() -> tuple[SpokenBlackout, ...]:
    """Hours customers rule out."""
    return tuple(
        SpokenBlackout(row["words"], _minute(row["opens"]), _minute(row["closes"]), tuple(map(Weekday, row["days"])))
        for row in _words()["blackouts"]
    )


def say(random: Random, topic: str) -> str:
    """One of the sentences on a topic."""
    return str(random.choice(_words()[topic]))


def say_about(random: Random, topic: str, issue_type: IssueType) -> str:
    """One of the sentences on a topic that fit a case of this type."""
    by_type = _words()[topic]
    return str(random.choice([*by_type["any"], *by_type.get(issue_type.value, ())]))


@cache
def _words() -> dict[str, Any]:
    return _read("words.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(package_text("demo", "content", name))


def _goods(row: dict[str, Any]) -> Goods:
    return Goods(row["shop"], row["title"], row["yuan"] * 100)


def _complaints(rows: list[tuple[str, str, str]]) -> tuple[Complaint, ...]:
    return tuple(Complaint(IssueType(issue), Liability(fault), summary) for issue, fault, summary in rows)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
