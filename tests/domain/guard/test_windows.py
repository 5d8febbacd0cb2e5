"""When the windows are open, in the customer's own wall-clock time."""

from datetime import UTC, datetime, timedelta

import pytest

from callguard.domain.guard import Verdict
from tests.domain.guard.asking import ask, moment, only, reasons

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TEN_TO_SIX: dict[str, object] = {"windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "18:00"}]}


def is_open(now: str, policy: dict[str, object], *zones: str) -> bool:
    return ask(now, policy, customer={"time_zones": list(zones)}).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("now", "expected", "why"),
    [
        ("11-21 09:59:59.999999", False, "a microsecond early"),
        ("11-21 10:00", True, "the opening belongs to the window"),
        ("11-21 17:59:59.999999", True, "the last microsecond"),
        ("11-21 18:00", False, "the closing doesn't"),
    ],
)
def test_a_window_holds_its_opening_and_not_its_closing(now: str, expected: bool, why: str) -> None:
    assert is_open(now, TEN_TO_SIX) is expected, why


@pytest.mark.parametrize(
    ("policy", "now", "expected"),
    [
        ({}, "11-21 03:00", "2026-11-21T03:00:00+08:00"),
        (TEN_TO_SIX, "11-21 18:00", "2026-11-22T10:00:00+08:00"),
        (
            {"windows": [{"days": ["mon"], "opens": "23:00", "closes": "24:00"}]},
            "11-21 18:00",
            "11-23 23:00",
        ),
        (
            TEN_TO_SIX | {"dates": [{"date": "2026-11-22", "windows": []}]},
            "11-21 18:00",
            "2026-11-23T10:00:00+08:00",
        ),
        (
            TEN_TO_SIX | {"dates": [{"date": "2026-11-22", "windows": [{"opens": "13:00", "closes": "17:00"}]}]},
            "11-21 18:00",
            "2026-11-22T13:00:00+08:00",
        ),
    ],
    ids=["none is always open", "the next morning", "until 24:00", "a closed date", "a date with hours of its own"],
)
def test_says_when_the_window_opens(policy: dict[str, object], now: str, expected: str) -> None:
    assert ask(now, policy).next_allowed_at == moment(expected)


def test_windows_that_touch_or_overlap_are_one_and_close_when_the_last_does() -> None:
    windows = [
        {"days": EVERY_DAY, "opens": "14:00", "closes": "24:00"},
        {"days": EVERY_DAY, "opens": "10:00", "closes": "14:30"},
    ]
    assert is_open("11-21 14:00", {"windows": windows})
    assert is_open("11-21 23:59:59.999999", {"windows": windows})
    assert not is_open("11-22 00:00", {"windows": windows})


def test_the_margin_moves_each_closing_earlier_and_no_opening() -> None:
    windows = [
        {"days": EVERY_DAY, "opens": "10:00", "closes": "12:00"},
        {"days": EVERY_DAY, "opens": "12:00", "closes": "12:15"},
        {"days": EVERY_DAY, "opens": "14:00", "closes": "24:00"},
    ]
    policy: dict[str, object] = {"windows": windows, "closing_margin_minutes": 15}
    assert is_open("11-21 11:44:59", policy)
    assert only(ask("11-21 11:45", policy)).until == moment("11-21 14:00")
    assert not is_open("11-21 23:45", policy)


def test_the_margin_counts_on_a_date_with_hours_of_its_own_too() -> None:
    dates = [{"date": "2026-11-21", "windows": [{"opens": "13:00", "closes": "17:00"}]}]
    policy: dict[str, object] = TEN_TO_SIX | {"dates": dates, "closing_margin_minutes": 15}
    assert is_open("11-21 16:44:59", policy)
    assert not is_open("11-21 16:45", policy)


def test_a_margin_does_not_close_a_policy_without_windows() -> None:
    assert is_open("11-21 23:59", {"closing_margin_minutes": 15})


def test_windows_that_the_margin_eats_up_never_open() -> None:
    answer = ask("11-21 10:00", TEN_TO_SIX | {"closing_margin_minutes": 480})
    assert (only(answer).until, answer.next_allowed_at, answer.next_releasable_at) == (None, None, None)


def test_a_refusal_can_end_after_more_than_400_days_though_nothing_is_promised_so_late() -> None:
    windows = [{"days": EVERY_DAY, "opens": "10:00", "closes": "10:15"}]
    dates = [
        {"date": "2026-12-24", "windows": []},
        {"date": "2028-02-29", "windows": [{"opens": "09:00", "closes": "12:00"}]},
    ]
    answer = ask("11-21 10:00", {"windows": windows, "closing_margin_minutes": 30, "dates": dates})
    assert only(answer).until == moment("2028-02-29 09:00")
    assert answer.next_allowed_at is None


@pytest.mark.parametrize(
    ("zone", "now", "expected", "why"),
    [
        ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", "01:59:59 is followed by 03:00:00"),
        ("Pacific/Apia", "2011-12-30T09:30:00Z", "2011-12-30T12:30:00Z", "the 29th is followed by the 31st"),
        ("Australia/Lord_Howe", "2026-10-03T15:29:00Z", "2026-10-03T15:30:00Z", "01:59 is followed by 02:30"),
    ],
)
def test_opens_by_the_wall_clock_where_the_clocks_go_forward(zone: str, now: str, expected: str, why: str) -> None:
    policy = {"windows": [{"days": EVERY_DAY, "opens": "02:30", "closes": "03:15"}]}
    answer = ask(now, policy, customer={"time_zones": [zone]})
    assert answer.next_allowed_at == moment(expected) > moment(now), why


def test_is_open_twice_where_the_clocks_go_back() -> None:
    policy: dict[str, object] = {"windows": [{"days": EVERY_DAY, "opens": "01:30", "closes": "02:00"}]}
    between = ask("2026-11-01T06:00:00Z", policy, customer={"time_zones": ["America/New_York"]})
    assert is_open("2026-11-01T05:30:00Z", policy, "America/New_York")
    assert between.next_allowed_at == moment("2026-11-01T06:30:00Z"), "01:30 the second time"


def test_a_refusal_can_end_soon_after_more_than_400_days_of_dates_that_are_closed() -> None:
    mondays = [datetime(2026, 11, 23, tzinfo=UTC) + timedelta(weeks=week) for week in range(57)]
    closed = [{"date": monday.date().isoformat(), "windows": []} for monday in mondays]
    policy = {"windows": [{"days": ["mon"], "opens": "10:00", "closes": "18:00"}], "dates": closed}
    assert only(ask("11-21 15:00", policy)).until == moment("2027-12-27 10:00")


@pytest.mark.parametrize(
    ("now", "expected", "why"),
    [
        ("11-21 16:00", "2027-12-26 16:00", "400 days later to the instant"),
        ("11-21 15:59:59.999999", None, "a microsecond more"),
    ],
)
def test_promises_an_opening_up_to_400_days_ahead(now: str, expected: str | None, why: str) -> None:
    sundays = [datetime(2026, 11, 22, tzinfo=UTC) + timedelta(weeks=week) for week in range(57)]
    closed = [{"date": sunday.date().isoformat(), "windows": []} for sunday in sundays]
    policy = {"windows": [{"days": ["sun"], "opens": "16:00", "closes": "18:00"}], "dates": closed}
    answer = ask(now, policy)
    assert only(answer).until == moment("2027-12-26 16:00")
    assert answer.next_allowed_at == answer.next_releasable_at == (expected and moment(expected)), why


def test_must_be_open_in_every_zone_of_the_customer() -> None:
    answer = ask("11-21 10:00", TEN_TO_SIX, customer={"time_zones": ["Asia/Shanghai", "Asia/Kolkata"]})
    assert answer.next_allowed_at == moment("11-21 12:30")
    far = ask("11-21 10:00", TEN_TO_SIX, customer={"time_zones": ["Asia/Shanghai", "America/New_York"]})
    assert (far.next_allowed_at, only(far).until) == (None, None)


def test_the_policys_zone_stands_in_for_a_customer_without_one() -> None:
    assert ask("11-21 10:00", TEN_TO_SIX | {"default_time_zone": "Asia/Tokyo"}).as_json()["next_allowed_at"] == (
        "2026-11-21T11:00:00+09:00"
    )


@pytest.mark.parametrize(
    ("country", "now", "expected", "why"),
    [
        ("CN", "2026-10-01T12:00+08:00", False, "National Day"),
        ("CN", "2026-10-07T12:00+08:00", False, "a day off of the holiday's arrangement"),
        ("CN", "2026-10-10T12:00+08:00", True, "a Saturday worked instead"),
        ("CN", "2026-11-21T12:00+08:00", True, "an ordinary Saturday is no holiday"),
        ("AU", "2026-04-03T12:00+08:00", False, "Good Friday"),
        ("AU", "2026-06-08T12:00+08:00", True, "the King's Birthday is only kept by states"),
    ],
)
def test_public_holidays_are_closed(country: str, now: str, expected: bool, why: str) -> None:
    assert is_open(now, TEN_TO_SIX | {"public_holidays": country}) is expected, why


def test_public_holidays_close_a_policy_without_windows_too() -> None:
    assert only(ask("2026-10-01T12:00+08:00", {"public_holidays": "CN"})).until == moment("2026-10-08 00:00")


def test_a_date_of_the_policys_own_opens_on_a_public_holiday() -> None:
    dates = [{"date": "2026-10-01", "windows": [{"opens": "10:00", "closes": "12:00"}]}]
    assert is_open("2026-10-01T10:00+08:00", TEN_TO_SIX | {"public_holidays": "CN", "dates": dates})


def test_warns_where_the_holidays_of_a_year_are_not_known_and_takes_its_days_for_ordinary() -> None:
    policy = TEN_TO_SIX | {"public_holidays": "CN"}
    answer = ask("2027-10-01T12:00+08:00", policy, customer={"time_zones": ["Asia/Shanghai", "Asia/Taipei"]})
    [warning] = answer.warnings
    assert answer.verdict is Verdict.ALLOW
    assert (warning.policy, warning.country, warning.year) == ("example", "CN", 2027)
    assert "2027" in warning.as_json()["message"]["zh"]  # type: ignore[index]


def test_warns_when_the_next_opening_was_looked_for_in_a_year_not_known() -> None:
    policy = TEN_TO_SIX | {"public_holidays": "CN"}
    assert [each.year for each in ask("2026-12-31T18:00+08:00", policy).warnings] == [2027]
    assert not ask("2026-12-31T12:00+08:00", policy).warnings


def test_windows_come_first_among_the_refusals_and_no_release_opens_them() -> None:
    answer = ask("11-21 09:00", TEN_TO_SIX, number={"e164": "+12"})
    assert reasons(answer) == ["windows", "number"]
    assert answer.refusals[0].releasable is False
