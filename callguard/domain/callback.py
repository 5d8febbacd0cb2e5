"""A call that is to be made for a case."""

from enum import StrEnum


class CallbackKind(StrEnum):
    """Why the call is to be made: first or repeated service, a promised time, a survey."""

    SERVICE = "service"
    PROMISED = "promised"
    SURVEY = "survey"


class CallbackStatus(StrEnum):
    """Where the callback stands: waiting, on an agent's desk, dealt with, or no longer wanted."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"
