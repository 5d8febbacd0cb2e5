"""Who is the same customer: the kinds of identifiers a customer is known by."""

from enum import StrEnum


class IdentifierKind(StrEnum):
    """What an identifier is; the same kind and value is the same customer."""

    PHONE = "phone"
    VIRTUAL_PHONE = "virtual_phone"
    PLATFORM_ACCOUNT = "platform_account"
    ORDER = "order"
