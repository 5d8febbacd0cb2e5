"""A callback's place in the queue, as far as it can be known beforehand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callguard.domain.queue_order import Urgency


class EntryStanding(StrEnum):
    """Whether a callback is offered while its lane is open.

    Ready: it is; planned: it will be when it is due; waiting: put off beyond that; needs release: only a supervisor's
    leave brings it forward; no number: nothing to dial; held: the customer is on somebody's desk; stale: what was known
    has run out.
    """

    READY = "ready"
    PLANNED = "planned"
    WAITING = "waiting"
    NEEDS_RELEASE = "needs_release"
    NO_NUMBER = "no_number"
    HELD = "held"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of a callback for the time to come, nothing else happening; None as an instant is never.

    Until `sure_until_at` it is sure that, apart from its lane's hours, the guard allows the call from `allowed_from_at`
    on, and with a release from `releasable_from_at` on. `bound_until_at`: until then it is one agent's only.
    """

    due_at: datetime
    urgency: Urgency
    has_number: bool
    allowed_from_at: datetime | None
    sure_until_at: datetime | None
    releasable_from_at: datetime | None
    bound_until_at: datetime | None

    @property
    def callable_from_at(self) -> datetime | None:
        """When it is due and allowed at the earliest."""
        return None if self.allowed_from_at is None else max(self.allowed_from_at, self.due_at)

    def standing(self, now: datetime) -> EntryStanding:
        """Where the callback stands at an instant."""
        if not self.has_number:
            return EntryStanding.NO_NUMBER
        if _come(self.sure_until_at, now):
            return EntryStanding.STALE
        if _come(self.callable_from_at, now):
            return EntryStanding.READY
        if self.callable_from_at == self.due_at:
            return EntryStanding.PLANNED
        releasable = self.due_at <= now and _come(self.releasable_from_at, now)
        return EntryStanding.NEEDS_RELEASE if releasable else EntryStanding.WAITING

    def turns_at(self, now: datetime) -> datetime | None:
        """The next instant after `now` at which its standing, its class or whose it is changes by time alone."""
        instants = (
            self.due_at,
            self.urgency.deadline_soon_at,
            self.urgency.overdue_at,
            self.allowed_from_at,
            self.sure_until_at,
            self.releasable_from_at,
            self.bound_until_at,
        )
        return min((at for at in instants if at is not None and at > now), default=None)


def _come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
