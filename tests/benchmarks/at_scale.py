"""Claims from a million who wait behind a blocked head, in turn with claims from ten thousand; on either database."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks.claims import claim
from tests.benchmarks.crew import crew
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import alternating

# A tenth of a second and more: what a side finds in no cache, because the other has worked meanwhile, is soon made up.
TIMES = 250


def measure(database: str, small: str, large: str, waiting: int, wanted: float) -> Iterator[Figure]:
    """Claims a second, one after the other."""
    with crew(large, 1) as at_large, crew(small, 1) as at_small:
        many, few = alternating(partial(at_large.rate, claim, TIMES), partial(at_small.rate, claim, TIMES))
    name = f"claims at {waiting:,} behind a blocked head of 100,000, {database}"
    yield Figure(name, f"{many:,.0f}/s", f"10,000 waiting ({few:,.0f}/s)", many / few, f"at least {wanted}")
