"""Single cells: order numbers, times, and what counts as nothing."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from callguard.domain.plain_text import narrow, shown
from callguard.imports.faults import RowReason

_CONSOLE_TZ = ZoneInfo("Asia/Shanghai")
_ORDER_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{3,63}")
_FRACTION = re.compile(r"\.0+$")
# What is left of a long number once a spreadsheet took it for a quantity; digits past the 15th are gone.
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]+|[0-9]\.[0-9]+[eE][0-9]+")
_TIME = re.compile(
    r"(?P<year>20[0-9]{2})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
    r"(?:[T\s]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?"
    r"\s*(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def present(text: str) -> str | None:
    """The cell as a person sees it; None when consoles write nothing (empty or `-`)."""
    # Asked of every cell of files with seventy columns, most of them empty.
    bare = shown(text) if text else ""
    return None if bare in ("", "-", "--") else bare


def parse_order_no(text: str) -> str | RowReason:
    """The order or refund number, freed from what keeps spreadsheets from rounding it."""
    bare = _FRACTION.sub("", narrow(text))
    if _SCIENTIFIC.fullmatch(bare):
        return RowReason.ORDER_ROUNDED
    return bare if _ORDER_NO.fullmatch(bare) else RowReason.ORDER_INVALID


def parse_time(text: str) -> datetime | RowReason:
    """The instant in UTC; Chinese time unless the cell carries an offset, a bare date is its first moment."""
    written = _TIME.fullmatch(shown(text))
    if not written:
        return RowReason.TIME_INVALID
    parts = ("year", "month", "day", "hour", "minute", "second")
    try:
        local = datetime(*(int(written[part] or 0) for part in parts), tzinfo=_zone(written["offset"]))  # type: ignore[misc, arg-type]
    except ValueError:
        return RowReason.TIME_INVALID
    return local.astimezone(UTC)


def _zone(offset: str | None) -> ZoneInfo | timezone:
    if offset is None:
        return _CONSOLE_TZ
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
