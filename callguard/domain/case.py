"""The after-sales matter (案件/售后单): what it is about, whose fault it was, how grave it is."""

from enum import IntEnum, StrEnum


class IssueType(StrEnum):
    """What the customer's matter is about."""

    NOT_SHIPPED = "not_shipped"
    IN_TRANSIT = "in_transit"
    WRONG_ITEM = "wrong_item"
    SHORT_ITEM = "short_item"
    DAMAGE = "damage"
    SEVEN_DAY_RETURN = "seven_day_return"
    QUALITY_DOUBT = "quality_doubt"
    REFUND_NOT_RECEIVED = "refund_not_received"
    BAD_REVIEW = "bad_review"
    SERVICE_COMPLAINT = "service_complaint"
    PERSONAL_SAFETY = "personal_safety"


class Liability(StrEnum):
    """Whose fault it was, as far as known."""

    SHOP = "shop"
    COURIER = "courier"
    CUSTOMER = "customer"
    UNCLEAR = "unclear"


class Escalation(StrEnum):
    """How loud the matter has become, apart from what it is about."""

    NONE = "none"
    COMPLAINT = "complaint"
    REGULATOR = "regulator"
    SAFETY = "safety"

    def raised_to(self, other: "Escalation | None") -> "Escalation":
        """The louder of the two: a matter never grows quiet by what is said later."""
        return max(self, other or self, key=list(Escalation).index)


def spoken_as(issue_type: IssueType, escalation: Escalation) -> IssueType:
    """What a case is spoken of as: once somebody's safety is at stake that, whatever it began with."""
    return IssueType.PERSONAL_SAFETY if escalation is Escalation.SAFETY else issue_type


class CaseStatus(StrEnum):
    """Whether work is left on the case."""

    OPEN = "open"
    CLOSED = "closed"


class CaseClass(IntEnum):
    """What comes first; the lower the number the sooner ("Which case first", domain.md)."""

    SAFETY = 0
    REGULATOR = 1
    COMPLAINT = 2
    OVERDUE = 3
    DEADLINE = 4
    PROMISED = 5
    BAD_REVIEW = 6
    REFUND_NOT_RECEIVED = 7
    REST = 8
    SURVEY = 9
