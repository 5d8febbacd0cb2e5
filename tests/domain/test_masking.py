"""Numbers that somebody typed into a note."""

import pytest

from callguard.domain.masking import mask_numbers


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("打 13800138000 找他", "打 138****8000 找他"),
        ("138-0013-8000、138 0013 8000", "138****8000、138****8000"),
        ("+8613800138000", "+86138****8000"),
        ("0571-87654321", "0571****4321"),
        ("02087654321", "0208****4321"),
        ("订单 2026112013800138000 和 ¥138", "订单 2026112013800138000 和 ¥138"),
        ("", ""),
    ],
)
def test_masks_telephone_numbers_and_leaves_order_numbers(typed: str, shown: str) -> None:
    assert mask_numbers(typed) == shown
