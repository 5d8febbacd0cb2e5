"""Plans to settle a case, and how far a role may go ("Compensation authority", domain.md)."""

from enum import StrEnum


class PlanKind(StrEnum):
    """The kinds of compensation a plan can offer."""

    PARTIAL_REFUND = "partial_refund"
    FULL_REFUND = "full_refund"
    RESEND = "resend"
    COUPON = "coupon"
    GIFT = "gift"
    REIMBURSEMENT = "reimbursement"
    RETURN_FREIGHT = "return_freight"
