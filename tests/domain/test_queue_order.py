"""What is worked on first: the class, then the deadlines, the value and the age."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass, Escalation, IssueType
from callguard.domain.queue_order import LONGEST_WAIT, QueueItem, Urgency, order_key, urgency_of

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ITEM = QueueItem(created_at=NOW)
instants = st.timedeltas(-365 * DAY, 365 * DAY).map(lambda apart: NOW + apart)
items = st.builds(
    QueueItem, instants, st.none() | instants, st.none() | instants, st.none() | instants, st.integers(0, 10**7)
)


@pytest.mark.parametrize(
    ("issue", "escalation", "kind", "deadline_in", "expected", "why"),
    [
        ("personal_safety", "none", "service", None, CaseClass.SAFETY, "people first"),
        ("damage", "safety", "service", None, CaseClass.SAFETY, "whatever it began with"),
        ("personal_safety", "regulator", "promised", HOUR, CaseClass.SAFETY, "nothing outranks it"),
        ("bad_review", "regulator", "service", None, CaseClass.REGULATOR, "12315 and the press"),
        ("damage", "complaint", "service", HOUR, CaseClass.COMPLAINT, "an explicit complaint before a deadline"),
        ("service_complaint", "none", "service", None, CaseClass.COMPLAINT, "a complaint by its nature"),
        ("damage", "none", "service", DAY, CaseClass.DEADLINE, "just soon enough"),
        ("damage", "none", "service", DAY + HOUR, CaseClass.REST, "not soon"),
        ("damage", "none", "service", -HOUR, CaseClass.DEADLINE, "run out already"),
        ("bad_review", "none", "promised", HOUR, CaseClass.DEADLINE, "the platform's before our promise"),
        ("bad_review", "none", "promised", None, CaseClass.PROMISED, "our promise before the review"),
        ("bad_review", "none", "service", None, CaseClass.BAD_REVIEW, "a review"),
        ("refund_not_received", "none", "service", None, CaseClass.REFUND_NOT_RECEIVED, "their money"),
        ("damage", "none", "service", None, CaseClass.REST, "the rest"),
        ("damage", "none", "survey", None, CaseClass.SURVEY, "behind all that is open"),
        ("personal_safety", "safety", "survey", HOUR, CaseClass.SURVEY, "it is settled"),
    ],
)
def test_the_gravest_class_that_fits_holds(
    issue: str, escalation: str, kind: str, deadline_in: timedelta | None, expected: CaseClass, why: str
) -> None:
    deadline_at = None if deadline_in is None else NOW + deadline_in
    urgency = urgency_of(IssueType(issue), Escalation(escalation), CallbackKind(kind), NOW, deadline_at)
    assert urgency.at(NOW) is expected, why


@pytest.mark.parametrize(
    ("issue", "expected", "why"),
    [
        ("damage", CaseClass.OVERDUE, "nobody waits for more than a day"),
        ("service_complaint", CaseClass.COMPLAINT, "a complaint comes before it all the same"),
        ("personal_safety", CaseClass.SAFETY, "people first"),
    ],
)
def test_what_waits_too_long_rises(issue: str, expected: CaseClass, why: str) -> None:
    urgency = urgency_of(IssueType(issue), Escalation.NONE, CallbackKind.SERVICE, NOW - LONGEST_WAIT, None)
    assert urgency.at(NOW - timedelta(microseconds=1)) is not CaseClass.OVERDUE
    assert urgency.at(NOW) is expected, why


def test_a_survey_never_rises() -> None:
    urgency = urgency_of(IssueType.SERVICE_COMPLAINT, Escalation.NONE, CallbackKind.SURVEY, NOW - 99 * DAY, NOW)
    assert urgency.at(NOW) is CaseClass.SURVEY


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (replace(ITEM, deadline_at=NOW), replace(ITEM, deadline_at=NOW + HOUR, value=9), "the nearer deadline"),
        (replace(ITEM, deadline_at=NOW + DAY), ITEM, "any deadline before none"),
        (replace(ITEM, deadline_at=NOW), replace(ITEM, promised_at=NOW - HOUR), "deadline before promise"),
        (replace(ITEM, promised_at=NOW), replace(ITEM, promised_at=NOW + HOUR), "the earlier promise"),
        (replace(ITEM, promised_at=NOW), replace(ITEM, number_expires_at=NOW - HOUR), "promise before number"),
        (replace(ITEM, number_expires_at=NOW), replace(ITEM, value=9), "a number that runs out before value"),
        (replace(ITEM, value=9), replace(ITEM, created_at=NOW - DAY), "value before age"),
        (replace(ITEM, created_at=NOW - DAY), ITEM, "the older of equals"),
    ],
)
def test_one_comes_before_the_other(first: QueueItem, second: QueueItem, why: str) -> None:
    assert sorted([second, first], key=order_key) == [first, second], why


@given(st.lists(items, max_size=8))
def test_bytes_sort_as_the_parts_do(some: list[QueueItem]) -> None:
    never = datetime.max.replace(tzinfo=UTC)

    def by_parts(item: QueueItem) -> tuple[datetime, datetime, datetime, int, datetime]:
        deadline, promised, expires = item.deadline_at, item.promised_at, item.number_expires_at
        return deadline or never, promised or never, expires or never, -item.value, item.created_at

    assert sorted(some, key=order_key) == sorted(some, key=by_parts)


@given(st.sampled_from(CaseClass), st.none() | instants, instants, instants, instants)
def test_no_class_ever_falls(
    own: CaseClass, soon_at: datetime | None, overdue_at: datetime, one: datetime, other: datetime
) -> None:
    urgency = Urgency(own, soon_at, overdue_at)
    assert urgency.at(max(one, other)) <= urgency.at(min(one, other)) <= own


def test_instants_compare_across_zones() -> None:
    shanghai = datetime.fromisoformat("2026-11-20T13:30:00+08:00")
    earlier, later = replace(ITEM, deadline_at=shanghai), replace(ITEM, deadline_at=NOW)
    assert order_key(earlier) < order_key(later)
