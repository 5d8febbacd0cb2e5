"""Where a callback stands in the queue, and when that changes by time alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.case import CaseClass
from callguard.domain.queue_entry import EntryStanding, Outlook
from callguard.domain.queue_order import Urgency

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
FREE = Outlook(NOW - HOUR, Urgency(CaseClass.REST, None, NOW + 9 * HOUR), True, NOW - HOUR, None, None, None)

instants = st.integers(-9, 9).map(lambda hours: NOW + hours * HOUR)
outlooks = st.builds(
    Outlook,
    due_at=instants,
    urgency=st.builds(Urgency, st.sampled_from(CaseClass), st.none() | instants, instants),
    has_number=st.booleans(),
    allowed_from_at=st.none() | instants,
    sure_until_at=st.none() | instants,
    releasable_from_at=st.none() | instants,
    bound_until_at=st.none() | instants,
)


@pytest.mark.parametrize(
    ("outlook", "expected", "why"),
    [
        (FREE, EntryStanding.READY, "due and allowed"),
        (replace(FREE, has_number=False), EntryStanding.NO_NUMBER, "nothing to dial"),
        (replace(FREE, due_at=NOW + HOUR), EntryStanding.PLANNED, "allowed, but not due"),
        (replace(FREE, allowed_from_at=NOW + HOUR), EntryStanding.WAITING, "due, but not allowed"),
        (replace(FREE, allowed_from_at=None), EntryStanding.WAITING, "never allowed"),
        (replace(FREE, due_at=NOW + HOUR, allowed_from_at=NOW + 2 * HOUR), EntryStanding.WAITING, "put off beyond it"),
        (replace(FREE, due_at=NOW + 2 * HOUR, allowed_from_at=NOW + HOUR), EntryStanding.PLANNED, "allowed in time"),
        (replace(FREE, sure_until_at=NOW), EntryStanding.STALE, "who knows what comes now"),
        (
            replace(FREE, allowed_from_at=NOW + HOUR, releasable_from_at=NOW),
            EntryStanding.NEEDS_RELEASE,
            "a release would help",
        ),
        (
            replace(FREE, due_at=NOW + HOUR, allowed_from_at=NOW + 2 * HOUR, releasable_from_at=NOW),
            EntryStanding.WAITING,
            "nobody asks for a release before it is due",
        ),
    ],
)
def test_stands_where_due_time_and_guard_put_it(outlook: Outlook, expected: EntryStanding, why: str) -> None:
    assert outlook.standing(NOW) is expected, why


@given(outlooks, instants, instants)
def test_nothing_changes_before_it_turns(outlook: Outlook, one: datetime, other: datetime) -> None:
    now, later = min(one, other), max(one, other)
    turns_at = outlook.turns_at(now)
    if turns_at is None or later < turns_at:
        assert outlook.standing(later) is outlook.standing(now)
        assert outlook.urgency.at(later) is outlook.urgency.at(now)
