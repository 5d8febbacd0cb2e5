"""The rules a shop calls by: windows, limits, gaps, cooldowns and what a consent changes (guard-contract.md)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callguard.domain.attempt import CallResult, Direction

DEFAULT_TIME_ZONE = "Asia/Shanghai"


class Weekday(StrEnum):
    """The days of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Per(StrEnum):
    """Whose calls a rule looks at: all of the customer's, or those for this case, to this number, of this shop."""

    CUSTOMER = "customer"
    CASE = "case"
    NUMBER = "number"
    SHOP = "shop"


class Family(StrEnum):
    """The families of rules a consent can lift."""

    WINDOWS = "windows"
    LIMITS = "limits"
    GAPS = "gaps"
    COOLDOWNS = "cooldowns"


# Until Python 3.12 a member of an enumeration is slow to look up.
WINDOWS, LIMITS, GAPS, COOLDOWNS = Family


@dataclass(frozen=True, slots=True)
class Hours:
    """Part of a local day in minutes after its midnight, `[opens, closes)`; closes at 1440 at the latest."""

    opens: int
    closes: int

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {"opens": _clock(self.opens), "closes": _clock(self.closes)}


@dataclass(frozen=True, slots=True)
class Window:
    """When calls are allowed on certain days of the week."""

    days: tuple[Weekday, ...]
    hours: Hours

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {"days": list(self.days), **self.hours.as_json()}


@dataclass(frozen=True, slots=True)
class SpecialDate:
    """A local date with hours of its own; none means closed."""

    date: date
    windows: tuple[Hours, ...]

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {"date": self.date.isoformat(), "windows": [hours.as_json() for hours in self.windows]}


@dataclass(frozen=True, slots=True)
class Limit:
    """How many calls a period may hold; exactly one of `calendar_days`, `minutes` and `lifetime` says which period.

    Without `release_max` a supervisor's release allows no call more.
    """

    id: str
    max: int
    per: Per
    counts: tuple[CallResult, ...]
    release_max: int | None = None
    calendar_days: int | None = None
    minutes: int | None = None
    lifetime: bool = False

    @property
    def hard_max(self) -> int:
        """How many calls the period may hold with releases."""
        return self.max if self.release_max is None else self.release_max

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {
            "id": self.id,
            "max": self.max,
            "release_max": self.release_max,
            "per": self.per,
            **self._period(),
            "counts": list(self.counts),
        }

    def _period(self) -> dict[str, object]:
        if self.lifetime:
            return {"lifetime": True}
        return {"minutes": self.minutes} if self.calendar_days is None else {"calendar_days": self.calendar_days}


@dataclass(frozen=True, slots=True)
class Gap:
    """How long to wait after an outbound call with such a result."""

    id: str
    after: tuple[CallResult, ...]
    minutes: int
    per: Per

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {"id": self.id, "after": list(self.after), "minutes": self.minutes, "per": self.per}


@dataclass(frozen=True, slots=True)
class Cooldown:
    """How many local dates to wait after a call with such a result, its own date being the first."""

    id: str
    after: tuple[CallResult, ...]
    calendar_days: int
    per: Per
    directions: tuple[Direction, ...] = (Direction.OUTBOUND, Direction.INBOUND)

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {
            "id": self.id,
            "after": list(self.after),
            "calendar_days": self.calendar_days,
            "per": self.per,
            "directions": list(self.directions),
        }


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What a customer's consent changes and how long it lasts; `calendar_days` None: no end of its own."""

    calendar_days: int | None = None
    ends_after: tuple[CallResult, ...] = ()
    uncounted: bool = False
    lifts: tuple[Family, ...] = ()
    lifts_with_release: tuple[Family, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {
            "calendar_days": self.calendar_days,
            "ends_after": list(self.ends_after),
            "uncounted": self.uncounted,
            "lifts": list(self.lifts),
            "lifts_with_release": list(self.lifts_with_release),
        }


@dataclass(frozen=True, slots=True)
class Policy:
    """A named set of rules; without windows it is always open, without `consent` a consent changes nothing."""

    name: str
    default_time_zone: str = DEFAULT_TIME_ZONE
    windows: tuple[Window, ...] = ()
    closing_margin_minutes: int = 0
    dates: tuple[SpecialDate, ...] = ()
    public_holidays: str | None = None
    limits: tuple[Limit, ...] = ()
    gaps: tuple[Gap, ...] = ()
    cooldowns: tuple[Cooldown, ...] = ()
    consent: ConsentTerms | None = None

    def __hash__(self) -> int:
        """By name alone: what a policy implies is looked up by it at every judgement, and all of it is long to hash."""
        return hash(self.name)

    def as_json(self) -> dict[str, object]:
        """As the contract writes it, all defaults filled in."""
        return {
            "name": self.name,
            "default_time_zone": self.default_time_zone,
            "windows": [window.as_json() for window in self.windows],
            "closing_margin_minutes": self.closing_margin_minutes,
            "dates": [special.as_json() for special in self.dates],
            "public_holidays": self.public_holidays,
            "limits": [limit.as_json() for limit in self.limits],
            "gaps": [gap.as_json() for gap in self.gaps],
            "cooldowns": [cooldown.as_json() for cooldown in self.cooldowns],
            "consent": None if self.consent is None else self.consent.as_json(),
        }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
