"""Finding the next call touches a handful of pages, however many wait."""

import pytest

from tests.benchmarks.crowd import Crowd, fill
from tests.benchmarks.pick import PLANS, buffers
from tests.postgres import Postgres

MOST = 60
GROWTH = 8
"""How many pages more ten times as many may take: each of eight indexes may be a level deeper."""

FEW, MANY, BLOCKED = Crowd(3_000), Crowd(30_000), Crowd(27_000, head=3_000)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("analyzed", [True, False])
def test_the_pick_touches_as_few_pages_of_many_who_wait_as_of_few(postgres: Postgres, *, analyzed: bool) -> None:
    few, many, blocked = (_touched(postgres, crowd, analyzed=analyzed) for crowd in (FEW, MANY, BLOCKED))
    assert max(*few, *many, *blocked) <= MOST
    for crowd in (many, blocked):
        assert all(now <= then + GROWTH for now, then in zip(crowd, few, strict=True))


def _touched(postgres: Postgres, crowd: Crowd, *, analyzed: bool) -> list[int]:
    with postgres.database(postgres.migrated) as url:
        fill(url, crowd, analyzed=analyzed)
        return [pages for plan in PLANS for pages in buffers(url, plan)]
