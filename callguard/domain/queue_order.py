"""What is worked on first ("Which case first", domain.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass, Escalation, IssueType

_NEVER = datetime.max.replace(tzinfo=UTC)
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


@dataclass(frozen=True)
class QueueItem:
    """What the place of a callback depends on; `value` is the order's in fen, an instant of None does not exist."""

    case_class: CaseClass
    created_at: datetime
    deadline_at: datetime | None = None
    promised_at: datetime | None = None
    number_expires_at: datetime | None = None
    value: int = 0


def case_class(
    issue_type: IssueType,
    escalation: Escalation,
    kind: CallbackKind,
    deadline_at: datetime | None,
    now: datetime,
    deadline_soon: timedelta,
) -> CaseClass:
    """The gravest class that fits; a platform deadline counts from `deadline_soon` before it on, and after it too."""
    classes = [_LOUD.get(escalation, CaseClass.REST), _BY_ISSUE.get(issue_type, CaseClass.REST)]
    if deadline_at is not None and deadline_at - now <= deadline_soon:
        classes.append(CaseClass.DEADLINE)
    if kind is CallbackKind.PROMISED:
        classes.append(CaseClass.PROMISED)
    return min(classes)


def sort_key(item: QueueItem) -> tuple[CaseClass, datetime, datetime, datetime, int, datetime]:
    """Sorts the most urgent first: class, nearest deadline, promised time, number expiry, most valuable, oldest."""
    return (
        item.case_class,
        item.deadline_at or _NEVER,
        item.promised_at or _NEVER,
        item.number_expires_at or _NEVER,
        -item.value,
        item.created_at,
    )
