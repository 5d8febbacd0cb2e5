"""The seven steps of a call (七步电话流程)."""

from enum import IntEnum


class Step(IntEnum):
    """The steps in their order."""

    INTRODUCE = 1
    REASON = 2
    LISTEN = 3
    PROPOSE = 4
    NEGOTIATE = 5
    ADJUST = 6
    CLOSE = 7
