"""Which local days are public holidays of a country, and for which years that is known.

China's are the State Council's yearly arrangements (chinesecalendar); a weekend outside of them is no holiday, nor is a
day off worked instead. All others are the national ones of the `holidays` package.
"""

from datetime import MAXYEAR, date
from functools import cache, lru_cache
from typing import Protocol

import chinese_calendar
import holidays

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
CHINA = "CN"


class PublicHolidays(Protocol):
    """One country's public holidays; outside the years it covers there seem to be none."""

    def covers(self, year: int) -> bool:
        """Whether there is data for the year."""
        ...

    def includes(self, on: date) -> bool:
        """Whether the date is a public holiday."""
        ...


class _China:
    _dates = chinese_calendar.constants.holidays
    _years = range(min(_dates).year, max(_dates).year + 1)

    def covers(self, year: int) -> bool:
        return year in self._years

    def includes(self, on: date) -> bool:
        return on in self._dates


class _Country:
    def __init__(self, code: str) -> None:
        self._dates = holidays.country_holidays(code)

    def covers(self, year: int) -> bool:
        return self._dates.start_year <= year <= self._dates.end_year

    def includes(self, on: date) -> bool:
        return on in self._dates


@cache
def public_holidays(country: str) -> PublicHolidays:
    """The public holidays of a country by its ISO 3166 code of two letters."""
    return _China() if country == CHINA else _Country(country)


@lru_cache(maxsize=4096)
def unknown_years(country: str, first: int, last: int) -> tuple[int, ...]:
    """The years, from one local day's to another's, for which the country's public holidays are not known."""
    calendar = public_holidays(country)
    years = range(_year(first), _year(last) + 1)
    return tuple(year for year in years if not calendar.covers(year))


def _year(day: int) -> int:
    on = date_of(day)
    return MAXYEAR if on is None else on.year


def is_known_country(code: str) -> bool:
    """Whether there is a calendar of public holidays for that code."""
    return code in holidays.list_supported_countries(include_aliases=False)


def date_of(day: int) -> date | None:
    """The date of a local day's number; None outside the years 1 to 9999."""
    ordinal = day + _EPOCH_ORDINAL
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def day_of(on: date) -> int:
    """The number of a date as a local day."""
    return on.toordinal() - _EPOCH_ORDINAL
