"""Where every callback must stand in the queue at an instant, and which comes first: by asking about all of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from callguard.domain.guard import Verdict
from tests.model.asked import answered, question
from tests.model.company import Company
from tests.model.plain import Callback

FAR = datetime.max.replace(tzinfo=UTC)
_CLASSES = {"personal_safety": 0, "service_complaint": 2, "bad_review": 6, "refund_not_received": 7}
_OVERDUE, _DEADLINE, _PROMISED, _REST, _SURVEY = 3, 4, 5, 8, 9

Order = tuple[int, datetime, datetime, datetime, int, datetime]


def class_of(callback: Callback, now: datetime) -> int:
    """How grave it is ("Which case first", domain.md); what waited for 20 hours is next to grave, but no survey is."""
    if callback.is_survey:
        return _SURVEY
    classes = [_CLASSES.get(callback.case.issue, _REST)]
    if callback.kind == "promised":
        classes.append(_PROMISED)
    if callback.case.deadline_at is not None and now >= callback.case.deadline_at - timedelta(hours=24):
        classes.append(_DEADLINE)
    if now >= callback.due_at + timedelta(hours=20):
        classes.append(_OVERDUE)
    return min(classes)


def order_of(company: Company, callback: Callback, now: datetime) -> Order:
    """The smallest is called first."""
    number = company.person_of(callback).number(now)
    return (
        class_of(callback, now),
        callback.case.deadline_at or FAR,
        callback.due_at if callback.kind == "promised" else FAR,
        (number and number.expires_at) or FAR,
        -callback.case.value,
        callback.case.opened_at,
    )


def verdict_on(company: Company, callback: Callback, now: datetime) -> Verdict:
    """The guard's word about a callback at this instant."""
    return answered(question(company, callback, now)).verdict


def is_callable(company: Company, callback: Callback, now: datetime) -> bool:
    """Whether it waits, is due, has a number and is allowed."""
    waits = callback.status == "pending" and callback.is_wanted and callback.due_at <= now
    has_number = company.person_of(callback).number(now) is not None
    return waits and has_number and verdict_on(company, callback, now) is Verdict.ALLOW


def offered_to(
    company: Company, agent: str, shops: Iterable[str], handles_reviews: bool, now: datetime
) -> list[Callback]:
    """What an agent may be given next, the most urgent first: about nobody on whom somebody else is at work."""
    theirs = [
        one
        for one in company.waiting()
        if one.case.shop in shops
        and one.is_for(agent, now)
        and (handles_reviews or one.case.issue != "bad_review")
        and not any(other.is_live(now) for other in company.held(company.person_of(one)))
        and is_callable(company, one, now)
    ]
    return sorted(theirs, key=lambda one: order_of(company, one, now))
