"""A senior's decision on an offer above the agent's authority."""

from enum import StrEnum


class ApprovalStatus(StrEnum):
    """Where a request for approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    COUNTERED = "countered"
    TAKEN_OVER = "taken_over"
    EXPIRED = "expired"
