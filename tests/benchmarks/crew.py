"""Processes that work on one database at the same time, each with its own connection and its own agents."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from multiprocessing.connection import Connection
from typing import Self

from sqlalchemy import delete, update

from callguard.db.models import Callback, QueueEntry, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.callback import CallbackStatus
from callguard.settings import Settings
from tests.benchmarks.crowd import agents_of
from tests.house import TEST_SECRET, kept_database, settings_for_tests


@dataclass
class Hand:
    """What one process works with; `turns` numbers what it does, unlike any other's numbers."""

    database: Database
    agents: list[User]
    turns: Iterator[int]
    vault: Vault = field(default_factory=lambda: Vault(TEST_SECRET))
    settings: Settings = field(default_factory=settings_for_tests)
    claimed: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, url: str, number: int, hands: int) -> Self:
        """The one with this number of so many."""
        database = kept_database(url)
        # Later crews go on above the numbers of the earlier ones.
        first = time.time_ns() // 1000 * hands + number
        return cls(database, list(agents_of(database))[number::hands], count(first, hands))

    def clear_desks(self) -> None:
        """Has what was claimed done with, as the end of its call would."""
        done = {"status": CallbackStatus.DONE, "lease_agent_id": None, "lease_token": None, "lease_expires_at": None}
        with Database(self.database.url).writing() as session:
            session.execute(delete(QueueEntry).where(QueueEntry.callback_id.in_(self.claimed)))
            session.execute(update(Callback).where(Callback.id.in_(self.claimed)).values(done))
        self.claimed.clear()


Deed = Callable[[Hand, User], None]
"""Does something once, as an agent with nothing on their desk."""


@dataclass(frozen=True)
class Crew:
    """The processes, waiting for something to do."""

    ends: list[Connection]

    def rate(self, deed: Deed, times: int) -> float:
        """How often a second it is done, by all of them at once; each does it so many times."""
        return len(self.ends) * times / max(sum(seconds) for seconds in self.seconds(deed, times))

    def seconds(self, deed: Deed, times: int) -> list[list[float]]:
        """How long it took each of them, each time."""
        for end in self.ends:
            end.send((deed, times))
        return [end.recv() for end in self.ends]


@contextmanager
def crew(url: str, hands: int) -> Iterator[Crew]:
    """Starts the processes; they end with the block."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(hands)]
    processes = [
        context.Process(target=_work, args=(url, number, hands, there), daemon=True)
        for number, (_, there) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    for _, there in pipes:
        # So that its end is heard when a process dies.
        there.close()
    yield Crew([here for here, _ in pipes])
    for here, _ in pipes:
        here.send(None)
    for process in processes:
        process.join()


def _work(url: str, number: int, hands: int, orders: Connection) -> None:
    hand = Hand.of(url, number, hands)
    while (order := orders.recv()) is not None:
        deed, times = order
        for agent in islice(hand.agents, times):
            started = time.perf_counter()
            deed(hand, agent)
            hand.seconds.append(time.perf_counter() - started)
        hand.clear_desks()
        orders.send(hand.seconds)
        hand.seconds.clear()
    hand.database.close()
