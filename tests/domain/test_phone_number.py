from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import PhoneNumber, PhoneRefusal, grouped, masked, parse_phone, virtual_expiry
from callguard.domain.platform import Platform

AT = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "13800130001",
        "'13800130001",
        "\t13800130001",
        '="13800130001"',
        "138 0013 0001",
        "138-0013-0001",
        "１３８００１３０００１",
        "13800130001.0",
        "+86 138 0013 0001",
        "8613800130001",
        "008613800130001",
    ],
)
def test_brings_every_way_to_write_a_number_into_one_form(written: str) -> None:
    assert parse_phone(written) == PhoneNumber("+8613800130001")


@pytest.mark.parametrize("separator", ["-", "转", ",", "#", " 转 ", "，", "－"])
def test_an_extension_makes_the_number_virtual(separator: str) -> None:
    number = parse_phone(f"17012345678{separator}0123")
    assert isinstance(number, PhoneNumber)
    assert number == PhoneNumber("+8617012345678", "0123", is_virtual=True)
    assert number.kind is IdentifierKind.VIRTUAL_PHONE


def test_splits_the_extension_of_a_number_with_country_code() -> None:
    assert parse_phone("+86-17012345678-1234") == PhoneNumber("+8617012345678", "1234", is_virtual=True)


@pytest.mark.parametrize("segment", ["162", "165", "167", "170", "171"])
def test_the_prefix_of_a_virtual_operator_makes_no_privacy_number(segment: str) -> None:
    number = parse_phone(f"{segment}12345678")
    assert isinstance(number, PhoneNumber)
    assert number.kind is IdentifierKind.PHONE


def test_believes_a_source_that_calls_its_number_virtual() -> None:
    assert parse_phone("17012345678", is_virtual=True) == PhoneNumber("+8617012345678", is_virtual=True)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", PhoneRefusal.EMPTY),
        (" - ", PhoneRefusal.EMPTY),
        ("138****8000", PhoneRefusal.MASKED),
        ("138＊＊＊＊8000", PhoneRefusal.MASKED),
        ("138xxxx8000", PhoneRefusal.MASKED),
        ("138****8000-1234", PhoneRefusal.MASKED),
        ("$$gP1dLw==$$1", PhoneRefusal.CIPHERTEXT),
        ("##n1Vv*aa", PhoneRefusal.CIPHERTEXT),
        ("1.38E+10", PhoneRefusal.ROUNDED),
        ("一三八", PhoneRefusal.NOT_A_NUMBER),
        ("138ABCD8000", PhoneRefusal.NOT_A_NUMBER),
        ("13800130001/13800130002", PhoneRefusal.NOT_A_NUMBER),
        ("+", PhoneRefusal.NOT_A_NUMBER),
        ("1380013000", PhoneRefusal.INVALID),
        ("12800130001", PhoneRefusal.INVALID),
        ("12315", PhoneRefusal.INVALID),
        ("10012345678-1234", PhoneRefusal.INVALID),
        ("17012345678-12345", PhoneRefusal.INVALID),
        ("1" * 5000, PhoneRefusal.NOT_A_NUMBER),
    ],
)
def test_says_why_a_text_is_no_number(written: str, reason: PhoneRefusal) -> None:
    assert parse_phone(written) is reason


@pytest.mark.parametrize(
    ("written", "e164"),
    [("+852 9123 4567", "+85291234567"), ("0571-8888 8888", "+8657188888888"), ("400-123-4567", "+864001234567")],
)
def test_takes_landlines_and_numbers_abroad(written: str, e164: str) -> None:
    assert parse_phone(written) == PhoneNumber(e164)


@given(st.text() | st.text(alphabet="0123456789+-转,#.*$ eE"))
def test_never_raises_whatever_a_file_holds(text: str) -> None:
    assert isinstance(parse_phone(text), (PhoneNumber, PhoneRefusal))


@given(st.integers(0, 9999), st.none() | st.integers(0, 9999))
def test_reads_back_what_it_wrote(tail: int, extension: int | None) -> None:
    written = f"1380013{tail:04}" + ("" if extension is None else f"-{extension:04}")
    number = parse_phone(written)
    assert isinstance(number, PhoneNumber)
    assert parse_phone(f"{number.e164}-{number.extension}" if number.extension else number.e164) == number


@pytest.mark.parametrize(
    ("e164", "mask", "spoken"),
    [
        ("+8613800138000", "138 **** 8000", "138 0013 8000"),
        ("+85291234567", "+852 **** 67", "+852 9123 4567"),
        ("+8657188888888", "+86 **** 88", "+86 571 8888 8888"),
    ],
)
def test_masks_and_groups(e164: str, mask: str, spoken: str) -> None:
    assert (masked(e164), grouped(e164)) == (mask, spoken)


def test_keeps_the_number_and_extension_out_of_its_repr() -> None:
    assert repr(PhoneNumber("+8613800138000", "4321", is_virtual=True)) == (
        "PhoneNumber('138 **** 8000', is_virtual=True)"
    )


@pytest.mark.parametrize(
    ("platform", "succeeded_at", "requested_at", "days"),
    [
        (Platform.TAOBAO, AT, None, 15),
        (Platform.TMALL, AT, AT - timedelta(days=9), 15),
        (Platform.TAOBAO, None, AT, None),  # alive as long as the order has not succeeded
        (Platform.WECHAT, None, AT, 30),
        (Platform.WECHAT, AT, None, None),
        (Platform.DOUYIN, AT, AT, None),
    ],
)
def test_a_virtual_number_dies_by_its_platforms_rule(
    platform: Platform, succeeded_at: datetime | None, requested_at: datetime | None, days: int | None
) -> None:
    expiry = virtual_expiry(platform, succeeded_at=succeeded_at, requested_at=requested_at)
    assert expiry == (None if days is None else AT + timedelta(days=days))
