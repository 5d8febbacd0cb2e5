"""Parts of a text, among which one asks in which of them something lies."""

from bisect import bisect_right
from collections.abc import Iterable

Span = tuple[int, int]
"""From a place of the text up to another, which is not in it."""


class Spans:
    """Parts of a text; those that touch are one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def around(self, start: int, end: int) -> Span | None:
        """The part in which all of `[start, end)` lies."""
        place = bisect_right(self._starts, start) - 1
        if place < 0 or end > self._ends[place]:
            return None
        return self._starts[place], self._ends[place]
