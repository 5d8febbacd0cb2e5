import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.money import MAX_FEN, MoneyRefusal, parse_fen


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("¥1,240.50", 124050),
        ("￥１２.５", 1250),
        ("1240.5", 124050),
        ("0.01", 1),
        ("12", 1200),
        ("12.", 1200),
        ("12.500", 1250),
        ("12元", 1200),
        ('="88.00"', 8800),
        ("0", 0),
        ("000012", 1200),
        ("10000000", MAX_FEN),
    ],
)
def test_reads_yuan_as_fen(written: str, fen: int) -> None:
    assert parse_fen(written) == fen


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", MoneyRefusal.EMPTY),
        (" - ", MoneyRefusal.EMPTY),
        ("abc", MoneyRefusal.NOT_A_NUMBER),
        ("12a", MoneyRefusal.NOT_A_NUMBER),
        ("1,24", MoneyRefusal.NOT_A_NUMBER),
        ("12 34.5.6", MoneyRefusal.NOT_A_NUMBER),
        ("1e3", MoneyRefusal.NOT_A_NUMBER),
        ("٣", MoneyRefusal.NOT_A_NUMBER),
        ("-3", MoneyRefusal.NEGATIVE),
        ("1.005", MoneyRefusal.TOO_PRECISE),
        ("10000000.01", MoneyRefusal.TOO_LARGE),
        ("9" * 5000, MoneyRefusal.TOO_LARGE),
    ],
)
def test_says_why_a_text_is_no_amount(written: str, reason: MoneyRefusal) -> None:
    assert parse_fen(written) is reason


@given(st.integers(0, MAX_FEN))
def test_reads_back_every_amount_with_and_without_thousands(fen: int) -> None:
    assert parse_fen(f"{fen // 100}.{fen % 100:02}") == fen
    assert parse_fen(f"¥{fen // 100:,}.{fen % 100:02}") == fen


@given(st.text() | st.text(alphabet="0123456789.,-¥元"))
def test_never_raises_whatever_a_file_holds(text: str) -> None:
    assert isinstance(parse_fen(text), (int, MoneyRefusal))
