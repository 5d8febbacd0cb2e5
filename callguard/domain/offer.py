"""A plan put to the customer."""

from enum import StrEnum


class OfferStatus(StrEnum):
    """Where an offer stands: with the senior, open to be put to the customer, or answered."""

    AWAITING_APPROVAL = "awaiting_approval"
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REJECTED = "rejected"
    EXPIRED = "expired"
