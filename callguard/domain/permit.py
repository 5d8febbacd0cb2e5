"""The leave to make one attempt now."""

from datetime import datetime, timedelta
from enum import StrEnum


class PermitStatus(StrEnum):
    """Open: its holder may dial; settled: the result is known; expired: nobody said, it counts as unknown."""

    OPEN = "open"
    SETTLED = "settled"
    EXPIRED = "expired"


NOT_PLACED_WITHIN = timedelta(minutes=1)
"""How long an agent may say "I did not dial"."""

LONGEST_CALL = timedelta(hours=2)
"""After this long nobody is still talking: a page left open must not keep the customer's line taken for ever."""


def may_say_not_placed(granted_at: datetime, now: datetime) -> bool:
    """Whether the agent's word that nothing rang still counts as proof."""
    return now < granted_at + NOT_PLACED_WITHIN


def outlived(granted_at: datetime, now: datetime) -> bool:
    """Whether a permit is older than any call."""
    return now >= granted_at + LONGEST_CALL
