"""Two sides measured in turn, so that whatever else the machine does meets both."""

import statistics
from collections.abc import Callable

ROUNDS = 10


def alternating(*sides: Callable[[], float]) -> list[float]:
    """The median of each side's figures; the first round only warms up."""
    figures: list[list[float]] = [[] for _ in sides]
    for number in range(ROUNDS + 1):
        for side, found in zip(sides, figures, strict=True):
            figure = side()
            if number:
                found.append(figure)
    return [statistics.median(found) for found in figures]
