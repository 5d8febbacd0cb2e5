"""How money, times and numbers are written."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from callguard.http.money import money
from callguard.web.filters import distance, full_time, local_time, time_left, when
from tests.house import NOW


@pytest.fixture
def zh(app: Flask) -> Iterator[None]:
    """A request from a Chinese browser."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("fen", "written"),
    [(124000, "¥1,240"), (124050, "¥1,240.50"), (5, "¥0.05"), (0, "¥0"), (-2000, "-¥20"), (-2001, "-¥20.01")],
)
def test_writes_fen_as_yuan(fen: int, written: str) -> None:
    assert money(fen) == written


@pytest.mark.parametrize(
    ("ahead", "written"),
    [
        (timedelta(minutes=12, seconds=59), "还有 12 分钟"),
        (timedelta(minutes=-59), "59 分钟前"),
        (timedelta(hours=1, minutes=55, seconds=59), "还有 1 小时 55 分"),
        (timedelta(hours=2), "还有 2 小时"),
        (timedelta(hours=-3, minutes=-20), "3 小时 20 分前"),
        (timedelta(hours=24), "还有 1 天"),
        (timedelta(hours=25, minutes=30), "还有 1 天"),
        (timedelta(seconds=30), "马上"),
        (timedelta(0), "刚刚"),
        (timedelta(seconds=-30), "刚刚"),
    ],
)
def test_says_how_far_off_an_instant_is(zh: None, ahead: timedelta, written: str) -> None:
    assert distance(ahead) == written


def test_keeps_the_exact_time_beside_the_relative_one(zh: None) -> None:
    assert when(NOW + timedelta(minutes=12)) == (
        '<time datetime="2026-11-20T06:17:00+00:00" title="11月20日 14:17">还有 12 分钟</time>'
    )


@pytest.mark.parametrize(
    ("ahead", "written"),
    [(timedelta(days=2), "还有 2 天"), (timedelta(0), "刚刚"), (timedelta(days=-1), "已超时 1 天")],
)
def test_a_time_limit_that_has_passed_is_late(zh: None, ahead: timedelta, written: str) -> None:
    assert f">{written}</time>" in time_left(NOW + ahead)


@pytest.mark.parametrize(
    ("at", "tz", "written"),
    [
        (NOW, None, "今天 14:05"),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), None, "明天 00:00"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), None, "1月1日 00:00"),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), None, "2025年12月31日 23:59"),
        (NOW, "America/New_York", "今天 01:05"),
    ],
    ids=["today", "tomorrow begins at midnight in Shanghai", "this year begins there", "last year", "another zone"],
)
def test_tells_the_time_where_the_reader_is(zh: None, at: datetime, tz: str | None, written: str) -> None:
    assert local_time(at, tz) == written


def test_writes_english_dates_in_english(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert full_time(NOW) == "20 Nov 14:05"
        assert full_time(datetime(2025, 3, 1, 4, 0, tzinfo=UTC)) == "1 Mar 2025 12:00"
