from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from callguard.jobs.triggers import Daily

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
DIGEST = Daily(time(10), until=time(17, 30))


def shanghai(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (shanghai(20, 0), None),
        (shanghai(20, 9, 59, 59), None),
        (shanghai(20, 10), shanghai(20, 10)),
        (shanghai(20, 17, 29, 59), shanghai(20, 10)),
        (shanghai(20, 17, 30), None),
        (shanghai(20, 23, 59, 59), None),
        (shanghai(21, 0), None),
        (shanghai(21, 10), shanghai(21, 10)),
    ],
)
def test_is_scheduled_from_its_time_until_it_is_stale(now: datetime, expected: datetime | None) -> None:
    assert DIGEST.scheduled_at(now.astimezone(UTC), SHANGHAI) == expected


def test_the_instant_is_the_same_whenever_it_is_asked() -> None:
    early, late = (DIGEST.scheduled_at(shanghai(20, hour), SHANGHAI) for hour in (10, 16))
    assert early == late == datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "on", "expected"),
    [
        pytest.param(time(2, 30), date(2026, 3, 7), datetime(2026, 3, 7, 7, 30, tzinfo=UTC), id="winter time"),
        pytest.param(time(2, 30), date(2026, 3, 8), datetime(2026, 3, 8, 7, 30, tzinfo=UTC), id="leapt over, 03:30"),
        pytest.param(time(2, 30), date(2026, 3, 9), datetime(2026, 3, 9, 6, 30, tzinfo=UTC), id="summer time"),
        pytest.param(time(1, 30), date(2026, 11, 1), datetime(2026, 11, 1, 5, 30, tzinfo=UTC), id="twice, the first"),
    ],
)
def test_every_local_day_has_one_instant_whatever_the_clocks_do(wall: time, on: date, expected: datetime) -> None:
    daily = Daily(wall, until=time(6))
    midnight = datetime.combine(on, time(), NEW_YORK).astimezone(UTC)
    asked = (midnight + timedelta(minutes=minutes) for minutes in range(23 * 60))
    assert {daily.scheduled_at(now, NEW_YORK) for now in asked} == {None, expected}


def test_a_time_that_is_leapt_over_is_not_early() -> None:
    leap = datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert Daily(time(2, 30), until=time(6)).scheduled_at(leap, NEW_YORK) is None
