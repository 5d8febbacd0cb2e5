"""Going through many things part by part, so that nobody waits long for a transaction to end."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """What was found in one part; the next part begins behind `last_id`, None when this was the last."""

    found: tuple[T, ...]
    last_id: int | None
