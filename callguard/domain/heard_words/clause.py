"""A clause in pieces: what is to be done or left, on which days, at which hours. Both languages come down to this."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from typing import TypeVar

from callguard.domain.heard_words.heard import Assumed
from callguard.domain.wish import WishReach

Value = TypeVar("Value")


class NotUnderstoodError(Exception):
    """There is no one reading; nobody guesses."""


class Act(Enum):
    """Don't ring me; I have no time; not (and nothing more); ring me; I may be rung."""

    NO = auto()
    BUSY = auto()
    NOT = auto()
    CALL = auto()
    MAY = auto()


NEGATIVE = frozenset({Act.NO, Act.BUSY, Act.NOT})


class Kind(Enum):
    """How hours were named: a point, from or up to one, between two, or a part of the day by its name."""

    AT = auto()
    AFTER = auto()
    BEFORE = auto()
    BETWEEN = auto()
    PART = auto()


@dataclass(frozen=True)
class Time:
    """Hours of a day in minutes: the widest they can mean for silence, the narrowest for a call.

    `words` are there for a part of the day, whose hours are ours.
    """

    kind: Kind
    opens: int
    closes: int
    call_opens: int
    call_closes: int
    words: str = ""


@dataclass(frozen=True)
class Delay:
    """So long from now on: a moment after it, or all the time within it."""

    length: timedelta
    within: bool


@dataclass
class Clause:
    """The pieces as they are found; what is named twice is not understood.

    `dates` are the first and the last of a stretch; `every` says that days of the week come again each week, `until`
    that the days are an end ("before Monday"), `by_self` that the customer speaks of what they do themselves, `alone`
    that nothing else will do ("only").
    """

    today: date
    acts: set[Act] = field(default_factory=set)
    dates: tuple[date, date] | None = None
    days: frozenset[int] = frozenset()
    every: bool = False
    time: Time | None = None
    delay: Delay | None = None
    until: bool = False
    by_self: bool = False
    alone: bool = False
    reach: WishReach | None = None
    assumed: list[Assumed] = field(default_factory=list)

    @property
    def says_no(self) -> bool:
        """Whether it is about not being rung."""
        return bool(self.acts) and self.acts <= NEGATIVE

    @property
    def names_nothing(self) -> bool:
        """Whether it names no days, hours or length of time."""
        return not (self.dates or self.days or self.time or self.delay)

    def on(self, first: date, last: date | None = None) -> None:
        """Names a date, or a stretch of them."""
        self.dates = only(self.dates, (first, last or first))

    def in_days(self, count: int) -> None:
        """Names the date so many days ahead."""
        self.on(self.today + timedelta(days=count))

    def week(self, ahead: int, first: int = 0, last: int = 6) -> None:
        """Names weekdays (Monday is 0) of this week or of one ahead; what is left of them, if it has begun."""
        monday = self.today + timedelta(days=7 * ahead - self.today.weekday())
        start, end = monday + timedelta(days=first), monday + timedelta(days=last)
        if end < self.today:
            raise NotUnderstoodError
        self.on(max(start, self.today), end)

    def at(self, time: Time) -> None:
        """Names hours."""
        self.time = only(self.time, time)

    def wait(self, length: timedelta, *, within: bool) -> None:
        """Names a length of time."""
        self.delay = only(self.delay, Delay(length, within))


def only(old: Value | None, new: Value) -> Value:
    """The new one, where there was none."""
    if old is not None:
        raise NotUnderstoodError
    return new
