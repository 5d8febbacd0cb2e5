"""What a scene of the race grid is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callguard.db.session import Database
from tests.races.contender import Contender
from tests.races.ground import Stage


@dataclass(frozen=True)
class Scene:
    """How a round is furnished (given its number and how many contend), what each contender does, and what is wrong.

    `faults` holds statements like those of the oracle; `afterwards` is done once, when all rounds are over.
    """

    name: str
    furnish: Callable[[Database, int, int], Stage]
    act: Callable[[Contender], None]
    faults: Mapping[str, str]
    afterwards: Callable[[Database], None] | None = None
