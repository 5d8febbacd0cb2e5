"""What the follow-up register (售后登记簿) records."""

from enum import StrEnum


class RegisterKind(StrEnum):
    """What a line of the register is about."""

    CASE_OPENED = "case_opened"
    CASE_UPDATED = "case_updated"
    CASE_CLOSED = "case_closed"
    CUSTOMER_MERGED = "customer_merged"
    CALLBACK_MOVED = "callback_moved"
    CALLBACK_RELEASED = "callback_released"
    PREPARED = "prepared"
    PERMIT_TAKEN = "permit_taken"
    PERMIT_EXPIRED = "permit_expired"
    ATTEMPT_SETTLED = "attempt_settled"
    STEP_ENTERED = "step_entered"
    OFFER_MADE = "offer_made"
    OFFER_ANSWERED = "offer_answered"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_DECIDED = "approval_decided"
    APPROVAL_MOVED = "approval_moved"
    RELEASE_REQUESTED = "release_requested"
    RELEASE_DECIDED = "release_decided"
    OUTCOME = "outcome"
    COMMITMENT_MADE = "commitment_made"
    COMMITMENT_KEPT = "commitment_kept"
    DO_NOT_CALL = "do_not_call"
    CONSENT = "consent"
    NUMBER_ADDED = "number_added"
    NOTE = "note"
