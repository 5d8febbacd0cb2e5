"""A call that is to be made for a case."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BOUND_AFTER_DUE = timedelta(hours=1)
"""How long past its time a promised call is still its agent's alone.

The customer expects the voice they gave the promise to; but an agent who is ill or on another call must not keep them
waiting: after an hour the promise is worth more than the voice.
"""

PROMISED_CALL_MAY_TAKE = timedelta(minutes=30)
"""How long after the promised time the customer's consent to that call still holds."""


class CallbackKind(StrEnum):
    """Why the call is to be made: first or repeated service, a promised time, a survey."""

    SERVICE = "service"
    PROMISED = "promised"
    SURVEY = "survey"


class CallbackStatus(StrEnum):
    """Where the callback stands: waiting, on an agent's desk, dealt with, or no longer wanted."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Binding:
    """That a call is one agent's alone, until an instant (None: for good)."""

    agent_id: int
    until_at: datetime | None

    def keeps_out(self, agent_id: int, now: datetime) -> bool:
        """Whether somebody has to leave the call to another one."""
        return agent_id != self.agent_id and (self.until_at is None or self.until_at > now)

    def besides(self, days_off: Collection[date], due_at: datetime, zone: ZoneInfo, now: datetime) -> "Binding | None":
        """What is left of it where the agent is away on some local days: from the first of them on it is anybody's.

        None where that is the day on which the call is to be made, or today where it is due already.
        """
        begins_on = max(due_at, now).astimezone(zone).date()
        away_on = min((on for on in days_off if on >= begins_on), default=None)
        if away_on is None or away_on == begins_on:
            return self if away_on is None else None
        leaves_at = datetime.combine(away_on, time(), zone)
        return replace(self, until_at=leaves_at if self.until_at is None else min(self.until_at, leaves_at))


def bound_until(due_at: datetime) -> datetime:
    """When a call that is due then becomes anybody's, where nobody says otherwise."""
    return due_at + BOUND_AFTER_DUE
