"""The leave to make one attempt now."""

from enum import StrEnum


class PermitStatus(StrEnum):
    """Open: its holder may dial; settled: the result is known; expired: nobody said, it counts as unknown."""

    OPEN = "open"
    SETTLED = "settled"
    EXPIRED = "expired"
