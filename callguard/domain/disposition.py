"""What a call means for the case."""

from enum import StrEnum


class Disposition(StrEnum):
    """The outcome an agent records after every call ("After the call", domain.md)."""

    SETTLED = "settled"
    WANTS_TIME = "wants_time"
    REFUSED = "refused"
    CALL_LATER = "call_later"
    NOT_RIGHT_PERSON = "not_right_person"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    WRONG_NUMBER = "wrong_number"
    DO_NOT_CALL = "do_not_call"
    COMPLAINT_THREATENED = "complaint_threatened"
    ABUSIVE = "abusive"
    TECHNICAL_FAILURE = "technical_failure"
