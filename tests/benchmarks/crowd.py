"""Fills a database with a believable crowd of customers who wait to be called, in seconds."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from callguard.db.migrate import upgrade
from callguard.db.models import User
from callguard.db.session import Database
from callguard.domain import guard
from tests.benchmarks import crowd_sql
from tests.benchmarks.crowd_functions import prepare
from tests.house import settings_for_tests

AGENTS = 2000
"""Each holds one callback at a time, so that many claims need many agents."""


@dataclass(frozen=True)
class Crowd:
    """How many wait, one of ten of them blocked or not yet due; `head` are more, the most urgent, and all blocked.

    Each has had so many attempts, and so many lines in the register.
    """

    waiting: int
    head: int = 0
    attempts_each: int = 0
    lines_each: int = 0

    @property
    def size(self) -> int:
        """The customers there are, each with one order, case and callback."""
        return self.waiting + self.head


def fill(url: str, crowd: Crowd, *, analyzed: bool = True) -> None:
    """Adds three shops' crowd to a database without rows; without `analyzed` PostgreSQL knows nothing of it yet."""
    upgrade(url)
    database = Database(url)
    with database.engine.connect() as connection:
        prepare(connection)
        known = {
            "size": crowd.size,
            "head": crowd.head,
            "attempts_each": crowd.attempts_each,
            "lines_each": crowd.lines_each,
            "agents": AGENTS,
            "zone": settings_for_tests().display_tz,
            "policy_key": guard.policies_key([guard.load_preset(settings_for_tests().policy)]),
        }
        for statement in crowd_sql.STATEMENTS:
            connection.execute(text(statement), known)
        connection.commit()
        if analyzed and connection.dialect.name == "postgresql":
            # As its autovacuum would; nobody does that for SQLite.
            connection.execute(text("ANALYZE"))
            connection.commit()
    database.close()


def agents_of(database: Database) -> Iterator[User]:
    """The crowd's agents, loaded with their shops and bound to no session."""
    with database.reading() as session:
        yield from session.query(User).order_by(User.id)
