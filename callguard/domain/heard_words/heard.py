"""What the customer's words amount to."""

from dataclasses import dataclass
from datetime import date, datetime

from callguard.domain.guard import Weekday
from callguard.domain.wish import WishReach


@dataclass(frozen=True)
class NoCalls:
    """Not to be rung from now on, until an instant or (None) for good."""

    reach: WishReach
    until_at: datetime | None


@dataclass(frozen=True)
class NoHours:
    """Not to be rung in `[opens, closes)`, in minutes of the customer's day, on some days, through `last_day`."""

    days: tuple[Weekday, ...]
    opens: int
    closes: int
    last_day: date | None = None


@dataclass(frozen=True)
class PromisedCall:
    """To be rung in `[from_at, until_at)`."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Assumed:
    """Words that leave hours open, and the hours they are taken for; `closes` None for a point in time."""

    words: str
    opens: int
    closes: int | None = None


@dataclass(frozen=True)
class Heard:
    """All that was asked for in one breath; at least one of the first three is there."""

    no_calls: NoCalls | None = None
    no_hours: tuple[NoHours, ...] = ()
    promise: PromisedCall | None = None
    assumed: tuple[Assumed, ...] = ()
