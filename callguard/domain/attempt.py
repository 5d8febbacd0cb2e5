"""One dial, from the moment its slot is reserved."""

from enum import StrEnum


class Direction(StrEnum):
    """Who rang whom."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class CallResult(StrEnum):
    """What the telephone did (guard-contract.md)."""

    NOT_PLACED = "not_placed"
    FAILED = "failed"
    INVALID_NUMBER = "invalid_number"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    VOICEMAIL = "voicemail"
    DROPPED = "dropped"
    CONVERSATION = "conversation"
    UNKNOWN = "unknown"


NOTHING_RANG = frozenset({CallResult.NOT_PLACED, CallResult.FAILED})
"""Results that free the slot, and so need proof."""


def says_more(said: CallResult, heard: CallResult) -> bool:
    """Whether the agent's word refines the provider's, who only knows that somebody or something picked up."""
    return heard is CallResult.CONVERSATION and said in (CallResult.VOICEMAIL, CallResult.DROPPED)
