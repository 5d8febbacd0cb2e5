"""One measured figure and what it was measured beside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`ratio` is the figure's time or rate over its counterpart's in the same run, None where there is none.

    `wanted` says what it should be.
    """

    name: str
    value: str
    beside: str
    ratio: float | None
    wanted: str = ""
