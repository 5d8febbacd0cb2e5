"""Amounts of money as people and files write them, in fen."""

import re
from enum import StrEnum

from callguard.domain.plain_text import narrow

# Ten million yuan: beyond any order callguard will see, so a longer figure is an order number in the wrong column.
MAX_FEN = 1_000_000_000
_AMOUNT = re.compile(r"(?P<sign>-?)¥?(?P<yuan>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]*))?元?")


class MoneyRefusal(StrEnum):
    """Why a text is no amount."""

    EMPTY = "amount_empty"
    NOT_A_NUMBER = "amount_not_a_number"
    NEGATIVE = "amount_negative"
    TOO_PRECISE = "amount_too_precise"
    TOO_LARGE = "amount_too_large"


def parse_fen(text: str) -> int | MoneyRefusal:
    """Read an amount in yuan ("¥1,240.50", "1240.5", "12元") as fen; "" and "-" are EMPTY."""
    bare = narrow(text)
    if bare in ("", "-"):
        return MoneyRefusal.EMPTY
    amount = _AMOUNT.fullmatch(bare)
    if not amount:
        return MoneyRefusal.NOT_A_NUMBER
    if amount["sign"]:
        return MoneyRefusal.NEGATIVE
    return _fen(amount["yuan"].replace(",", ""), (amount["decimals"] or "").rstrip("0"))


def _fen(yuan: str, decimals: str) -> int | MoneyRefusal:
    if len(decimals) > 2:
        return MoneyRefusal.TOO_PRECISE
    digits = yuan.lstrip("0") + decimals.ljust(2, "0")
    # Judged by length first: Python refuses to make an int of more than 4300 digits.
    if len(digits) > len(str(MAX_FEN)) or int(digits) > MAX_FEN:
        return MoneyRefusal.TOO_LARGE
    return int(digits)
