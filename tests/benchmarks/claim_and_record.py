"""A claim with its record, in turn with the update of a known row and the same record, through the same engine."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks.claims import claim_and_record, update_and_record
from tests.benchmarks.crew import crew
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import alternating

TIMES = 25


def measure(url: str) -> Iterator[Figure]:
    """Transactions a second on PostgreSQL, in one process and in eight."""
    for hands in (1, 8):
        with crew(url, hands) as at_work:
            claimed, known = alternating(
                partial(at_work.rate, claim_and_record, TIMES), partial(at_work.rate, update_and_record, TIMES)
            )
        beside = f"known row and record ({known:,.0f}/s)"
        name = f"claim and record, {hands} connection{'s' if hands > 1 else ''}"
        yield Figure(name, f"{claimed:,.0f}/s", beside, claimed / known, "at least 0.35, aim 0.5")
