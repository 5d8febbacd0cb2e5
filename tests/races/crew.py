"""Real processes that do the same thing at the same moment, round after round."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier

from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.settings import Settings
from tests.house import TEST_SECRET, kept_database, settings_for_tests

Deed = Callable[[Database, Vault, Settings, int, int], None]
"""What a contender does: given its own number (from 0) and the id the round is about."""

PATIENCE = 60
"""Seconds after which a contender that waits for the others gives up, and the test fails."""


def compete(url: str, deed: Deed, contenders: int, rounds: Sequence[int]) -> None:
    """Runs every round in all contenders at once; what they did is in the database afterwards."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(contenders)
    crew = [context.Process(target=_contend, args=(url, deed, number, rounds, barrier)) for number in range(contenders)]
    for contender in crew:
        contender.start()
    for contender in crew:
        contender.join(PATIENCE * 2)
    assert [contender.exitcode for contender in crew] == [0] * contenders


def _contend(url: str, deed: Deed, number: int, rounds: Sequence[int], barrier: Barrier) -> None:
    database, vault, settings = kept_database(url), Vault(TEST_SECRET), settings_for_tests()
    for about in rounds:
        barrier.wait(PATIENCE)
        deed(database, vault, settings, number, about)
    database.close()
