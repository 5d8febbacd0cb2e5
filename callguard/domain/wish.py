"""What a customer asked for about being rung."""

from enum import StrEnum


class WishKind(StrEnum):
    """Not to be rung, not at certain hours, or on the contrary to be rung."""

    DO_NOT_CALL = "do_not_call"
    BLACKOUT = "blackout"
    CONSENT = "consent"


class WishReach(StrEnum):
    """How far a wish goes: everything of the company, one shop, or one case."""

    COMPANY = "company"
    SHOP = "shop"
    CASE = "case"
