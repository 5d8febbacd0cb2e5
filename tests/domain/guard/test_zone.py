"""The local calendar where the clocks change."""

from datetime import date

import pytest

from callguard.domain.guard.instants import DAY, LONG_AGO, NEVER, ticks
from callguard.domain.guard.public_holidays import day_of
from callguard.domain.guard.zone import LocalDate, Zone, zone
from tests.domain.guard.asking import moment


def tick(text: str) -> int:
    return ticks(moment(text))


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("at", "on", "earliest", "turning", "why"),
    [
        ("2010-03-04T12:59:59.999999Z", "2010-03-04", "2010-03-04", False, "an evening like any other"),
        ("2010-03-04T13:00:00Z", "2010-03-05", "2010-03-04", True, "midnight, but the 4th will come back"),
        ("2010-03-04T14:59:59.999999Z", "2010-03-05", "2010-03-04", True, "for two hours"),
        ("2010-03-04T15:00:00Z", "2010-03-04", "2010-03-04", True, "02:00 is followed by 23:00"),
        ("2010-03-04T15:59:59.999999Z", "2010-03-04", "2010-03-04", True, "the last of the 4th"),
        ("2010-03-04T16:00:00Z", "2010-03-05", "2010-03-05", False, "midnight for good"),
        ("2010-03-05T16:00:00Z", "2010-03-06", "2010-03-06", False, "and so the next"),
    ],
)
def test_a_date_that_comes_back_shows_beforehand(at: str, on: str, earliest: str, turning: bool, why: str) -> None:
    assert Zone("Antarctica/Casey").date(tick(at)) == LocalDate(day(on), day(earliest), turning), why


def test_a_date_is_passed_as_often_as_it_begins_or_is_lost() -> None:
    casey, apia = zone("Antarctica/Casey"), zone("Pacific/Apia")
    turns = [tick(f"2010-03-04T{clock}:00Z") for clock in ("13:00", "15:00", "16:00")]
    assert casey.passes[day("2010-03-05")] == tuple(turns)
    assert casey.before[day("2010-03-05")] == ((LONG_AGO, turns[0]), (turns[1], turns[2]))
    assert casey.since[day("2010-03-05")] == ((turns[0], turns[1]), (turns[2], NEVER))
    assert casey.between[day("2010-03-05"), day("2010-03-06")] == (
        (turns[0], turns[1]),
        (turns[2], tick("2010-03-05T16:00:00Z")),
    )
    lost_at_once = zone("Asia/Beirut").passes[day("2026-10-25")]
    assert lost_at_once == (tick("2026-10-24T22:00:00Z"),), "at 24:00 it became 23:00: midnight came once"
    skipped = tick("2011-12-30T10:00:00Z")
    assert apia.passes[day("2011-12-30")] == apia.passes[day("2011-12-31")] == (skipped,)


@pytest.mark.parametrize(
    ("name", "at", "before", "after", "why"),
    [
        ("America/New_York", "2026-03-08T07:00:00Z", -5 * 3600, -4 * 3600, "an hour forward"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 11 * 3600, 10 * 3600 + 1800, "half an hour back"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", -10 * 3600, 14 * 3600, "a day forward"),
        ("Asia/Shanghai", "1900-12-31T15:54:17Z", 29143, 28800, "from the sun's time to that of a zone"),
    ],
)
def test_cuts_a_day_to_the_second_where_the_offset_changes(
    name: str, at: str, before: int, after: int, why: str
) -> None:
    second, change = 1_000_000, tick(at)
    utc_day = change // DAY
    begin, end = utc_day * DAY, (utc_day + 1) * DAY
    assert Zone(name).pieces[utc_day] == ((begin, change, before * second), (change, end, after * second)), why
    assert Zone(name).pieces[utc_day + 1] == ((end, end + DAY, after * second),), why


def test_a_change_between_two_days_cuts_neither() -> None:
    cairo, hour = Zone("Africa/Cairo"), 3_600_000_000
    change = tick("1994-10-01T00:00:00Z")
    assert cairo.pieces[change // DAY - 1] == ((change - DAY, change, 3 * hour),)
    assert cairo.pieces[change // DAY] == ((change, change + DAY, 2 * hour),)


@pytest.mark.parametrize("name", ["Mars", "localtime", "posixrules", "../etc/passwd", "", "/etc", "Asia"])
def test_knows_only_zones_that_are_the_same_everywhere(name: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a known time zone$"):
        Zone(name)
