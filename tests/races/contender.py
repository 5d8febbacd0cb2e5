"""One of those who compete: an agent in a process of their own, who notes when they did what and how it went."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Column, Double, Integer, MetaData, String, Table
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.errors import DomainError
from callguard.services.queue.at_once import remember_openings
from callguard.services.queue.claiming import claim_next
from callguard.settings import Settings
from tests.house import NOW, TEST_SECRET, kept_database, settings_for_tests
from tests.races.ground import Stage

DEEDS = Table(
    "deeds",
    MetaData(),
    Column("shop_id", Integer),
    Column("contender", Integer),
    Column("deed", String),
    Column("began", Double),
    Column("ended", Double),
    Column("said", String),
    Column("got", Integer),
)
"""What was done in which round (each has its shop) from when to when, by the machine's one monotonic clock.

`said` is done, refused, or the name of what went wrong; `got` is the id of what was claimed or permitted.
"""

DONE, REFUSED = "done", "refused"

Step = Callable[[Session], int | None]
"""What is done in one transaction: the id of what it brought, None where it was refused."""

Work = Callable[[Database], int | None]
"""The same, in transactions of its own."""


def as_shipped(url: str) -> AbstractContextManager[Database]:
    """The database as callguard opens it."""
    return closing(kept_database(url))


@dataclass(frozen=True)
class Arrangement:
    """How the contenders open the database, and at which errors of the database they do the whole deed again."""

    opened: Callable[[str], AbstractContextManager[Database]] = as_shipped
    done_again_at: frozenset[str] = frozenset()


@dataclass
class Contender:
    """Acts as one agent in each round."""

    number: int
    database: Database
    done_again_at: frozenset[str]
    vault: Vault = field(default_factory=lambda: Vault(TEST_SECRET))
    settings: Settings = field(default_factory=settings_for_tests)
    stage: Stage = field(init=False)
    agent: User = field(init=False)
    _deeds: list[dict[str, Any]] = field(default_factory=list)

    def enter(self, stage: Stage) -> None:
        """Gets ready for a round, so that nothing but the deed is left to do when it starts."""
        self.stage = stage
        with self.database.reading() as session:
            self.agent = session.get_one(User, stage.agent_ids[self.number])
        if self.number % 4 == 0:
            self._remember_openings()

    def does(self, deed: str, step: Step) -> int | None:
        """Does something in one transaction, notes it, and gives what it brought."""
        return self.works(deed, partial(_in_one_transaction, step))

    def works(self, deed: str, work: Work) -> int | None:
        """Does something, notes it, and gives what it brought."""
        began = time.monotonic()
        said, got = self._outcome(work)
        self._deeds.append(
            {
                "shop_id": self.stage.shop_id,
                "contender": self.number,
                "deed": deed,
                "began": began,
                "ended": time.monotonic(),
                "said": said,
                "got": got,
            }
        )
        return got

    def tell(self) -> None:
        """Writes down what was noted."""
        with self.database.writing() as session:
            session.execute(DEEDS.insert(), self._deeds)

    def _remember_openings(self) -> None:
        # As somebody who pressed "next" before: the next time it is done in one step. What others are still at in the
        # round before may stand in the way, but only after the lanes have been seen.
        with suppress(OperationalError), self.database.trying() as session:
            claim_next(session, self.vault, self.settings, self.agent, NOW)
        remember_openings(session)

    def _outcome(self, work: Work) -> tuple[str, int | None]:
        while True:
            try:
                got = work(self.database)
            except DomainError:
                return REFUSED, None
            except SQLAlchemyError as error:
                name = _name_of(error)
                if name not in self.done_again_at:
                    return name, None
            else:
                return (REFUSED if got is None else DONE), got


def _in_one_transaction(step: Step, database: Database) -> int | None:
    with database.writing() as session:
        return step(session)


def _name_of(error: SQLAlchemyError) -> str:
    """The database's own name for what went wrong, where it has one."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    name = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return str(name or type(error).__name__)
