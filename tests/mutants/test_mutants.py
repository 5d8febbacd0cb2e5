"""Each mutant is caught by the race grid, on the last slot of a customer."""

import pytest

from tests.mutants.mutants import (
    ADVISORY,
    DEFERRED,
    DRIVERS_OWN,
    LATE_LOCK,
    NO_LOCK,
    REPEATABLE_READ,
    Mutant,
    arrangement,
    take_backstops_away,
)
from tests.races.grid import Cell, run_cell
from tests.races.scenes import LAST_SLOT

CONTENDERS, ROUNDS = 8, 10

postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def played(url: str, mutant: Mutant) -> Cell:
    """What the grid says when nothing but the count keeps the cap."""
    take_backstops_away(url)
    return run_cell(url, LAST_SLOT, CONTENDERS, ROUNDS, arrangement(mutant, bare=True))


@postgres
@pytest.mark.parametrize("mutant", [NO_LOCK, LATE_LOCK, REPEATABLE_READ, ADVISORY], ids=lambda mutant: mutant.name)
def test_a_lock_under_which_nobody_counts_lets_too_many_through(database_url: str, mutant: Mutant) -> None:
    assert "over the limit" in played(database_url, mutant).violations


@sqlite
def test_counting_before_the_transaction_has_begun_lets_too_many_through(database_url: str) -> None:
    assert "over the limit" in played(database_url, DRIVERS_OWN).violations


@sqlite
def test_a_transaction_that_begins_by_reading_fails_when_it_writes(database_url: str) -> None:
    # SQLite itself keeps it from writing on what is out of date: nobody rings too often, many can't ring at all.
    assert played(database_url, DEFERRED).violations.keys() == {"something went wrong"}


@postgres
@pytest.mark.parametrize("mutant", [NO_LOCK, REPEATABLE_READ], ids=lambda mutant: mutant.name)
def test_the_unique_keys_behind_the_lock_speak_up(database_url: str, mutant: Mutant) -> None:
    cell = run_cell(database_url, LAST_SLOT, CONTENDERS, ROUNDS, arrangement(mutant, bare=False))
    assert "something went wrong" in cell.violations
