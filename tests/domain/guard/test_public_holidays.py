"""For which years public holidays are known."""

from datetime import date

import holidays

from callguard.domain.guard.public_holidays import date_of, day_of, unknown_years


def unknown(country: str, first: str, last: str) -> tuple[int, ...]:
    return unknown_years(country, day_of(date.fromisoformat(first)), day_of(date.fromisoformat(last)))


def test_names_the_years_on_either_side_of_the_known_ones() -> None:
    known = holidays.country_holidays("AU")
    before, after = known.start_year - 1, known.end_year + 1
    assert unknown("AU", f"{before - 1}-12-31", f"{before + 1}-01-01") == (before - 1, before)
    assert unknown("AU", f"{after - 1}-12-31", f"{after + 1}-01-01") == (after, after + 1)


def test_names_none_where_all_are_known() -> None:
    assert unknown("AU", "2026-03-01", "2027-03-01") == unknown("CN", "2004-01-01", "2026-12-31") == ()
    assert unknown("CN", "2003-12-31", "2004-01-01") == (2003,)


def test_days_have_dates_from_the_first_of_the_calendar_to_the_last() -> None:
    first, last = day_of(date.min), day_of(date.max)
    dates = [date_of(day) for day in (first - 1, first, 0, last, last + 1)]
    assert dates == [None, date.min, date(1970, 1, 1), date.max, None]
