"""The guard's answer: may the person be rung, what stands against it, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from callguard.domain.guard.digest import digest
from callguard.domain.guard.hindrance import Rule, Terms
from callguard.domain.guard.instants import shown
from callguard.domain.guard.messages import Message, holidays_unknown, reason_message, refusal_message
from callguard.domain.guard.policy import Policy

Json = dict[str, object]


# Refusal and Answer are not frozen, which would take twice as long to make; nobody changes one.


class Verdict(StrEnum):
    """May the person be rung: yes, with a supervisor's release, no."""

    ALLOW = "allow"
    NEEDS_RELEASE = "needs_release"
    REFUSE = "refuse"


@dataclass(slots=True)
class Refusal:
    """One reason against the call, of the policy of that name; `until` None: it never ends by itself.

    `counted` are the instants of the calls it rests on, the earliest first.
    """

    policy: str
    rule: Rule
    terms: Terms
    releasable: bool
    until: datetime | None
    counted: tuple[datetime, ...]
    now: datetime
    tz: tzinfo

    @property
    def id(self) -> str | None:
        """The id of the limit, gap or cooldown; None for the other rules."""
        return getattr(self.terms, "id", None)

    @property
    def message(self) -> Message:
        """The refusal in words, times as the customer's first zone shows them."""
        return refusal_message(self)

    @property
    def reason(self) -> Message:
        """The first part of the message: why not."""
        return reason_message(self)

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {
            "policy": self.policy,
            "rule": self.rule,
            "id": self.id,
            "releasable": self.releasable,
            "until": _text(self.until, self.tz),
            "counted": [_text(at, self.tz) for at in self.counted],
            "message": self.message.as_json(),
        }


@dataclass(frozen=True, slots=True)
class CallsLeft:
    """How many calls a limit still allows: freely, and all releases given."""

    free: int
    with_release: int

    def least(self, other: "CallsLeft") -> "CallsLeft":
        """What both allow."""
        return CallsLeft(min(self.free, other.free), min(self.with_release, other.with_release))

    def as_json(self) -> Json:
        """As the contract writes it."""
        return {"free": self.free, "with_release": self.with_release}


@dataclass(frozen=True, slots=True)
class HolidaysUnknown:
    """A warning: the public holidays of that year are not known, so its days were taken for ordinary ones."""

    policy: str
    country: str
    year: int

    def as_json(self) -> Json:
        """The facts, and the warning in words."""
        message = holidays_unknown(self.country, self.year)
        return {"policy": self.policy, "country": self.country, "year": self.year, "message": message.as_json()}


@dataclass(slots=True)
class Answer:
    """What the guard decided; the two next instants are None where none comes within 400 days.

    A release in the question turns the verdict but not `next_allowed_at`, which assumes none, nor the refusals.
    """

    verdict: Verdict
    refusals: tuple[Refusal, ...]
    next_allowed_at: datetime | None
    next_releasable_at: datetime | None
    calls_left: Mapping[str, CallsLeft]
    policies: Sequence[Policy]
    warnings: tuple[HolidaysUnknown, ...]
    tz: tzinfo

    def as_json(self) -> Json:
        """As the contract writes it, times in the customer's first zone."""
        return {
            "verdict": self.verdict,
            "refusals": [refusal.as_json() for refusal in self.refusals],
            "next_allowed_at": _text(self.next_allowed_at, self.tz),
            "next_releasable_at": _text(self.next_releasable_at, self.tz),
            "calls_left": {id_: left.as_json() for id_, left in self.calls_left.items()},
            "policies": [{"name": policy.name, "digest": digest(policy)} for policy in self.policies],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


def _text(at: datetime | None, tz: tzinfo) -> str | None:
    return None if at is None else shown(at, tz).isoformat()
