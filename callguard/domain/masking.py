"""Personal data as everybody may see it."""

from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import masked


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
