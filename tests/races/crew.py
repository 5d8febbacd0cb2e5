"""Real processes that do the same thing at the same moment, round after round."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier

from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.settings import Settings
from tests.house import TEST_SECRET, kept_database, settings_for_tests

Deed = Callable[[Database, Vault, Settings, int, int], None]
"""What a contender does: given its own number (from 0) and the id the round is about."""

PATIENCE = 60
"""Seconds after which a contender that waits for the others gives up, and the test fails."""

# A process that has imported everything once and forks: no contender inherits a connection, and none imports anew.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.races.warmed"])


def compete(url: str, deed: Deed, contenders: int, rounds: Sequence[int]) -> None:
    """Runs every round in all contenders at once; what they did is in the database afterwards."""
    run_crew(contenders, _contend, url, deed, rounds)


def run_crew(contenders: int, work: Callable[..., None], *args: object) -> None:
    """Has `work(number, barrier, *args)` done in so many processes; if it fails in one, it fails."""
    barrier = _context.Barrier(contenders)
    crew = [_context.Process(target=work, args=(number, barrier, *args)) for number in range(contenders)]
    for contender in crew:
        contender.start()
    waiting = crew
    while waiting and all(contender.exitcode in (None, 0) for contender in crew):
        wait([contender.sentinel for contender in waiting])
        waiting = [contender for contender in crew if contender.exitcode is None]
    for contender in waiting:
        contender.kill()
    assert [contender.exitcode for contender in crew] == [0] * contenders


def _contend(number: int, barrier: Barrier, url: str, deed: Deed, rounds: Sequence[int]) -> None:
    database, vault, settings = kept_database(url), Vault(TEST_SECRET), settings_for_tests()
    for about in rounds:
        barrier.wait(PATIENCE)
        deed(database, vault, settings, number, about)
    database.close()
