"""What is worked on first ("Which case first", domain.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass, Escalation, IssueType

DEADLINE_SOON = timedelta(hours=24)
"""How long before a platform's deadline its case is urgent."""

LONGEST_WAIT = timedelta(hours=20)
"""After so long a callback of a low class comes before the higher ones, and is reached within the day."""

_LIFETIME = timedelta(days=36_525)
_NEVER = datetime.max.replace(tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MIDDLE = 1 << 63
_LOUD = {
    Escalation.SAFETY: CaseClass.SAFETY,
    Escalation.REGULATOR: CaseClass.REGULATOR,
    Escalation.COMPLAINT: CaseClass.COMPLAINT,
}
_BY_ISSUE = {
    IssueType.PERSONAL_SAFETY: CaseClass.SAFETY,
    IssueType.SERVICE_COMPLAINT: CaseClass.COMPLAINT,
    IssueType.BAD_REVIEW: CaseClass.BAD_REVIEW,
    IssueType.REFUND_NOT_RECEIVED: CaseClass.REFUND_NOT_RECEIVED,
}


@dataclass(frozen=True, slots=True)
class Urgency:
    """The class of a callback, which rises as time goes by: from `deadline_soon_at` and from `overdue_at` on."""

    own_class: CaseClass
    deadline_soon_at: datetime | None
    overdue_at: datetime

    def at(self, now: datetime) -> CaseClass:
        """The gravest class that fits at an instant."""
        classes = [self.own_class]
        if self.deadline_soon_at is not None and self.deadline_soon_at <= now:
            classes.append(CaseClass.DEADLINE)
        if self.overdue_at <= now:
            classes.append(CaseClass.OVERDUE)
        return min(classes)


def urgency_of(
    issue_type: IssueType,
    escalation: Escalation,
    kind: CallbackKind,
    due_at: datetime,
    deadline_at: datetime | None,
) -> Urgency:
    """The urgency of a callback that is due at an instant, for a case with such a deadline.

    A survey's never rises: its case is closed, and nobody waits for the call.
    """
    if kind is CallbackKind.SURVEY:
        return Urgency(CaseClass.SURVEY, None, due_at + _LIFETIME)
    classes = [_LOUD.get(escalation, CaseClass.REST), _BY_ISSUE.get(issue_type, CaseClass.REST)]
    if kind is CallbackKind.PROMISED:
        classes.append(CaseClass.PROMISED)
    soon_at = None if deadline_at is None else deadline_at - DEADLINE_SOON
    return Urgency(min(classes), soon_at, due_at + LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """What the place among callbacks of one class depends on; an instant of None does not exist.

    `value` is the order's in fen.
    """

    created_at: datetime
    deadline_at: datetime | None = None
    promised_at: datetime | None = None
    number_expires_at: datetime | None = None
    value: int = 0


def order_key(item: QueueItem) -> bytes:
    """Sorts the most urgent first: nearest deadline, promised time, number expiry, most valuable, oldest.

    Bytes, since every database and Python sort those alike; 40 of them.
    """
    instants = (item.deadline_at, item.promised_at, item.number_expires_at)
    parts = [*(_ticks(at or _NEVER) for at in instants), -item.value, _ticks(item.created_at)]
    return b"".join((part + _MIDDLE).to_bytes(8) for part in parts)


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
