from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.imports.faults import RowReason
from callguard.imports.values import parse_order_no, parse_time, present


@pytest.mark.parametrize(
    ("cell", "order_no"),
    [
        ('="1234567890123456789"', "1234567890123456789"),
        ("\t6921234567890123456", "6921234567890123456"),
        ("'1234567890", "1234567890"),
        ("123456789012.0", "123456789012"),
        ("201121-123456789012345", "201121-123456789012345"),
        ("１２３４５", "12345"),
        ("XP0001", "XP0001"),
    ],
)
def test_frees_an_order_number_from_its_wrapping(cell: str, order_no: str) -> None:
    assert parse_order_no(cell) == order_no


@pytest.mark.parametrize("cell", ["2.0261121e+18", "2.02611E+18", "2E+18", "2.02611E18", "1234.5e+15"])
def test_refuses_an_order_number_that_a_spreadsheet_rounded(cell: str) -> None:
    assert parse_order_no(cell) is RowReason.ORDER_ROUNDED


@pytest.mark.parametrize("cell", ["123", "合计", "12 34;5", "1" * 65, "-1234", "订单1234", "=A1+1"])
def test_refuses_what_is_no_order_number(cell: str) -> None:
    assert parse_order_no(cell) is RowReason.ORDER_INVALID


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20 14:05:00",
        "2026/11/20 14:05",
        "2026.11.20 14:05",
        "2026年11月20日 14:05",
        "2026-11-20T14:05:00.000",
        "\t2026-11-20 14:05:00 ",
        "2026-11-20T06:05:00Z",
        "2026-11-20 14:05:00+08:00",
        "2026-11-20 01:05:00 -0500",
    ],
)
def test_reads_chinese_time_unless_the_cell_carries_an_offset(cell: str) -> None:
    assert parse_time(cell) == datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


def test_a_bare_date_is_its_first_moment_in_china() -> None:
    assert parse_time("2026-11-20") == datetime(2026, 11, 19, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "明天",
        "46346.5868",
        "2026-13-01",
        "2026-02-30 10:00",
        "2026-11-20 25:00",
        "14:05",
        "0026-01-01",
        "2026-01-01+99:00",
    ],
)
def test_refuses_what_is_no_time(cell: str) -> None:
    assert parse_time(cell) is RowReason.TIME_INVALID


@pytest.mark.parametrize("cell", ["", "  ", "-", "--", '=""', "\t"])
def test_takes_what_consoles_write_for_nothing_as_nothing(cell: str) -> None:
    assert present(cell) is None


@given(st.text() | st.text(alphabet="0123456789-/:. T+Z年月日eE"))
def test_never_raises_whatever_a_file_holds(text: str) -> None:
    assert isinstance(parse_time(text), (datetime, RowReason))
    assert isinstance(parse_order_no(text), str)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_reads_back_every_instant(at: datetime) -> None:
    assert parse_time(at.isoformat()) == at
