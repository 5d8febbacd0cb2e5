"""Remembering what a function has answered."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# Some years of days: a server that is asked about other ones each time must not fill up.
_MOST = 1024


class Memo(dict[K, V]):
    """What a function of one argument answers, worked out once: `memo[key]` costs no more than a dict's."""

    __slots__ = ("_work_out",)

    def __init__(self, work_out: Callable[[K], V]) -> None:
        self._work_out = work_out

    def __missing__(self, key: K) -> V:
        if len(self) >= _MOST:
            self.clear()
        value = self[key] = self._work_out(key)
        return value
