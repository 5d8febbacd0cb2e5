"""The document the guard judges: who is to be rung, when, for what, and what happened before (guard-contract.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import attrgetter

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard.call_kinds import call_kind
from callguard.domain.guard.instants import in_utc, ticks
from callguard.domain.guard.policy import Hours, Policy, Weekday

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class DoNotCall:
    """The customer's wish not to be called, in `[since, until)`; for one case or shop, or (None) for all."""

    since: datetime
    until: datetime | None = None
    case: str | None = None
    shop: str | None = None

    def __post_init__(self) -> None:
        _in_utc(self, "since", "until")

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {"since": _text(self.since), "until": _text(self.until), "case": self.case, "shop": self.shop}


@dataclass(frozen=True, slots=True)
class Blackout:
    """Hours at which the customer doesn't want to be called, from `since` (None: always) through `last_day`."""

    days: tuple[Weekday, ...]
    hours: Hours
    since: datetime | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        _in_utc(self, "since")

    def __hash__(self) -> int:
        """By a part that is quick to hash: the hours it implies are looked up by it at every judgement."""
        return hash((self.hours.opens, self.hours.closes, self.since, self.last_day))

    def as_json(self) -> Json:
        """As the contract writes it."""
        last_day = None if self.last_day is None else self.last_day.isoformat()
        return {"days": list(self.days), **self.hours.as_json(), "since": _text(self.since), "last_day": last_day}


@dataclass(frozen=True, slots=True)
class Consent:
    """The customer's leave to call, for one case or (None) for any, where given only in `[from_, until)`."""

    given_at: datetime
    case: str | None = None
    from_: datetime | None = None
    until: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        _in_utc(self, "given_at", "from_", "until", "revoked_at")

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {
            "given_at": _text(self.given_at),
            "case": self.case,
            "from": _text(self.from_),
            "until": _text(self.until),
            "revoked_at": _text(self.revoked_at),
        }


@dataclass(frozen=True, slots=True)
class Customer:
    """What the guard knows of the person; no zones stands for the policy's default zone."""

    time_zones: tuple[str, ...] = ()
    do_not_call: tuple[DoNotCall, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    consents: tuple[Consent, ...] = ()

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {
            "time_zones": list(self.time_zones),
            "do_not_call": _list(self.do_not_call),
            "blackouts": _list(self.blackouts),
            "consents": _list(self.consents),
        }


@dataclass(frozen=True, slots=True)
class Number:
    """The number to be dialled; from `expires_at` on it no longer reaches the customer."""

    e164: str
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        _in_utc(self, "expires_at")

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {"e164": self.e164, "expires_at": _text(self.expires_at)}


@dataclass(frozen=True, slots=True)
class Call:
    """An earlier call; `discussed` None stands for the same cases as `cases`."""

    at: datetime
    result: CallResult
    direction: Direction = Direction.OUTBOUND
    number: str | None = None
    shop: str | None = None
    cases: tuple[str, ...] = ()
    discussed: tuple[str, ...] | None = None
    tick: int = field(init=False, repr=False, compare=False)
    kind: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _in_utc(self, "at")
        object.__setattr__(self, "tick", ticks(self.at))
        object.__setattr__(self, "kind", call_kind(self.result, self.direction))
        if self.discussed is None:
            object.__setattr__(self, "discussed", self.cases)

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {
            "at": _text(self.at),
            "direction": self.direction,
            "number": self.number,
            "shop": self.shop,
            "cases": list(self.cases),
            "discussed": list(self.discussed or ()),
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class Release:
    """A supervisor's leave for a call in `[granted_at, expires_at)`."""

    granted_at: datetime
    expires_at: datetime

    def __post_init__(self) -> None:
        _in_utc(self, "granted_at", "expires_at")

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {"granted_at": _text(self.granted_at), "expires_at": _text(self.expires_at)}


@dataclass(frozen=True, slots=True)
class Question:
    """May this person be rung at `now`? Every one of the policies must agree.

    `earlier` are the calls up to `now`, the earliest first: later ones are left out of everything.
    """

    policies: tuple[Policy, ...]
    now: datetime
    customer: Customer = Customer()
    number: Number | None = None
    case: str | None = None
    shop: str | None = None
    calls: tuple[Call, ...] = ()
    release: Release | None = None
    tick: int = field(init=False, repr=False, compare=False)
    earlier: tuple[Call, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _in_utc(self, "now")
        now = ticks(self.now)
        calls = sorted([call for call in self.calls if call.tick <= now], key=attrgetter("tick"))
        object.__setattr__(self, "tick", now)
        object.__setattr__(self, "earlier", tuple(calls))
        if not self.policies:
            raise ValueError("a question needs a policy")

    @property
    def is_released(self) -> bool:
        """Whether the release is in force at `now`."""
        return self.release is not None and self.release.granted_at <= self.now < self.release.expires_at

    def as_json(self) -> Json:
        """The whole document, policies in full, so that the decision can be derived again from it alone."""
        policies = [policy.as_json() for policy in self.policies]
        return {
            "policy": policies[0] if len(policies) == 1 else policies,
            "now": _text(self.now),
            "customer": self.customer.as_json(),
            "number": None if self.number is None else self.number.as_json(),
            "case": self.case,
            "shop": self.shop,
            "calls": _list(self.calls),
            "release": None if self.release is None else self.release.as_json(),
        }


Entry = DoNotCall | Blackout | Consent | Call


def _list(entries: Sequence[Entry]) -> list[Json]:
    return [entry.as_json() for entry in entries]


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _in_utc(record: object, *names: str) -> None:
    # One zone for all: datetimes of the same zone compare by wall clock and would forget which of two 01:30 was meant.
    for name in names:
        at = getattr(record, name)
        if at is not None and at.tzinfo is not UTC:
            object.__setattr__(record, name, in_utc(at))
