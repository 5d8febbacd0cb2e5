"""Whether claiming stays fast while claims pass and nobody vacuums by hand."""

import statistics
import time
from collections.abc import Iterator

from tests.benchmarks.claims import claim
from tests.benchmarks.crew import crew
from tests.benchmarks.figure import Figure

HANDS, TIMES = 4, 250
PASSING = 90_000
LONGEST = 300
"""Seconds after which the run ends, however many have passed."""


def measure(url: str) -> Iterator[Figure]:
    """Claims a second in the last tenth of the run, beside the first 3,000."""
    rates, ends = list[float](), time.monotonic() + LONGEST
    with crew(url, HANDS) as at_work:
        while len(rates) * HANDS * TIMES < PASSING and time.monotonic() < ends:
            rates.append(at_work.rate(claim, TIMES))
    fresh, aged = statistics.median(rates[:3]), statistics.median(rates[-max(3, len(rates) // 10) :])
    name = f"claims after {len(rates) * HANDS * TIMES:,} without manual vacuum"
    yield Figure(name, f"{aged:,.0f}/s", f"fresh ({fresh:,.0f}/s)", aged / fresh, "at least 0.6, after 90,000")
