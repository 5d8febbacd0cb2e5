"""What is worked on first: the class, then the deadlines, the value and the age."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass, Escalation, IssueType
from callguard.domain.queue_order import QueueItem, case_class, sort_key

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ITEM = QueueItem(CaseClass.REST, created_at=NOW)
instants = st.timedeltas(-365 * DAY, 365 * DAY).map(lambda apart: NOW + apart)
items = st.builds(
    QueueItem,
    st.sampled_from(CaseClass),
    instants,
    st.none() | instants,
    st.none() | instants,
    st.none() | instants,
    st.integers(0, 10**7),
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
        ("damage", "none", "survey", None, CaseClass.REST, "the rest"),
    ],
)
def test_the_gravest_class_that_fits_holds(
    issue: str, escalation: str, kind: str, deadline_in: timedelta | None, expected: CaseClass, why: str
) -> None:
    deadline_at = None if deadline_in is None else NOW + deadline_in
    found = case_class(IssueType(issue), Escalation(escalation), CallbackKind(kind), deadline_at, NOW, DAY)
    assert found is expected, why


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (replace(ITEM, case_class=CaseClass.SAFETY), replace(ITEM, deadline_at=NOW, value=9), "class before all"),
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
    assert sorted([second, first], key=sort_key) == [first, second], why


@given(st.lists(items, max_size=8).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_does_not_depend_on_how_the_list_came(lists: tuple[list[QueueItem], list[QueueItem]]) -> None:
    one, other = lists
    assert sorted(one, key=sort_key) == sorted(other, key=sort_key)


@given(st.lists(items, max_size=8))
def test_nobody_waits_behind_a_milder_class(some: list[QueueItem]) -> None:
    classes = [item.case_class for item in sorted(some, key=sort_key)]
    assert classes == sorted(classes)


def test_instants_compare_across_zones() -> None:
    shanghai = datetime.fromisoformat("2026-11-20T13:30:00+08:00")
    earlier, later = replace(ITEM, deadline_at=shanghai), replace(ITEM, deadline_at=NOW)
    assert sort_key(earlier) < sort_key(later)
