"""Personal data as everybody may see it."""

import re

from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import masked

# A Chinese mobile number, or a landline with its area code, however people group it.
_TYPED_NUMBER = re.compile(
    r"(?<![0-9])((?:86[- ]?)?1[3-9][0-9]|0[0-9]{2,3})[- ]?[0-9]{3,4}[- ]?([0-9]{4})(?![0-9])", re.ASCII
)


def masked_name(name: str) -> str:
    """The family name's first character and two stars, whatever the length."""
    return f"{name.strip()[:1]}**"


def masked_identifier(kind: IdentifierKind, value: str) -> str:
    """Enough to recognise an identifier, not enough to use it."""
    if kind in (IdentifierKind.PHONE, IdentifierKind.VIRTUAL_PHONE):
        return masked(value)
    if kind is IdentifierKind.ORDER:
        return f"…{value[-4:]}"
    return f"{value[:1]}***"


def mask_numbers(text: str) -> str:
    """A free text with the telephone numbers in it masked; longer runs of digits are order numbers and stay."""
    return _TYPED_NUMBER.sub(lambda typed: f"{typed[1]}****{typed[2]}", text)
