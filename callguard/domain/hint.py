"""What somebody new is told in passing, once for each place."""

from enum import StrEnum


class Hint(StrEnum):
    """The place a hint stands at: the list, or a view of the call page."""

    DESK = "desk"
    PREPARE = "prepare"
    READY = "ready"
    TALK = "talk"
    OUTCOME = "outcome"
