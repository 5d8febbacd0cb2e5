"""A call that is to be made for a case."""

from datetime import timedelta
from enum import StrEnum

PROMISED_CALL_MAY_TAKE = timedelta(minutes=30)
"""How long after the promised time the customer's consent to that call still holds."""


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
