"""When calling hours are open within a stretch of time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from callguard.domain.guard import Hours, Weekday, Window, load_preset, open_spans, windows_open

PRESET = load_preset("cn-after-sales")
MIDNIGHT = datetime(2026, 11, 19, 16, tzinfo=UTC)
"""In Shanghai."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def hours(*zones: str, since: datetime = MIDNIGHT, until: datetime = MIDNIGHT + DAY) -> list[tuple[float, float]]:
    spans = open_spans([PRESET], zones, since, until)
    return [((opens - MIDNIGHT) / HOUR, (closes - MIDNIGHT) / HOUR) for opens, closes in spans]


def test_a_day_has_its_window() -> None:
    assert hours("Asia/Shanghai") == hours() == [(10, 18)]


def test_begins_and_ends_with_the_stretch() -> None:
    assert hours(since=MIDNIGHT + 11 * HOUR, until=MIDNIGHT + 17 * HOUR) == [(11, 17)]
    assert hours(since=MIDNIGHT + 17 * HOUR) == [(17, 18)]


def test_is_over_at_closing() -> None:
    assert hours(since=MIDNIGHT + 18 * HOUR) == hours(until=MIDNIGHT) == []


def test_an_opening_at_the_end_of_the_stretch_is_none_in_it() -> None:
    assert hours(until=MIDNIGHT + 10 * HOUR) == hours(since=MIDNIGHT + 12 * HOUR, until=MIDNIGHT + 11 * HOUR) == []


def test_an_opening_just_before_the_end_of_the_stretch_is_one() -> None:
    opens, end = MIDNIGHT + 10 * HOUR, MIDNIGHT + 10 * HOUR + timedelta(microseconds=1)
    assert list(open_spans([PRESET], ["Asia/Shanghai"], MIDNIGHT, end)) == [(opens, end)]


def test_two_zones_leave_what_they_share() -> None:
    assert hours("Asia/Shanghai", "Asia/Dubai") == [(14, 18)]


def test_a_break_parts_the_day() -> None:
    windows = (Hours(10 * 60, 12 * 60), Hours(14 * 60, 18 * 60))
    parted = replace(PRESET, name="parted", windows=tuple(Window(tuple(Weekday), one) for one in windows))
    spans = open_spans([parted], ["Asia/Shanghai"], MIDNIGHT, MIDNIGHT + DAY)
    assert [(opens - MIDNIGHT) / HOUR for opens, _closes in spans] == [10, 14]


@pytest.mark.parametrize(
    ("zones", "hour", "expected", "why"),
    [
        ((), 10, True, "the policy's own zone"),
        ((), 18, False, "it closes at six"),
        (("Asia/Shanghai", "Asia/Dubai"), 14, True, "ten in Dubai"),
        (("Asia/Shanghai", "Asia/Dubai"), 13, False, "nine in Dubai"),
        (("Asia/Dubai",), 18, True, "two in Dubai"),
    ],
)
def test_says_whether_the_windows_are_open_everywhere(
    zones: tuple[str, ...], hour: int, expected: bool, why: str
) -> None:
    assert windows_open([PRESET], zones, MIDNIGHT + hour * HOUR) is expected, why


def test_the_windows_are_open_only_where_every_policys_are() -> None:
    noon = MIDNIGHT + 12 * HOUR
    assert not windows_open([PRESET, load_preset("cn-strict")], [], noon)
    assert windows_open([PRESET, load_preset("cn-strict")], [], MIDNIGHT + 14 * HOUR)
