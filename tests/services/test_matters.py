"""What was given is summed without reading all that ever was."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from callguard.db.models import Case, User
from callguard.db.session import Database
from callguard.services.matters import matter_and_today, matter_of
from tests.benchmarks.crowd import Crowd, fill
from tests.house import NOW
from tests.postgres import Postgres

MOST = 60
"""Pages: for each of three sums a few indexes from top to bottom."""

CROWD = Crowd(5_000)
OFFERS = """
INSERT INTO offers (case_id, callback_id, agent_id, kind, amount, currency, status, note, made_at, answered_at)
SELECT n, n, 1 + n % 7, 'coupon', 500, 'CNY', 'accepted', NULL, :then, :then
FROM generate_series(1, 5000) AS n, generate_series(1, 4)
"""
APPROVALS = """
INSERT INTO approvals (offer_id, requested_by_id, requested_at, asked_role, status, deadline_at)
SELECT id, agent_id, made_at, 'supervisor', 'approved', made_at FROM offers WHERE id % 2 = 0
"""


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[Database]:
    """A crowd of customers, each of whom was given something four times, long ago."""
    with postgres.database(postgres.migrated) as url, closing(Database(url)) as database:
        fill(url, CROWD)
        with database.writing() as session:
            session.execute(text(OFFERS), {"then": NOW - timedelta(days=300)})
            session.execute(text(APPROVALS))
            session.execute(text("ANALYZE"))
        yield database


def today(session: Session) -> int:
    return matter_and_today(session, session.get_one(Case, 7), session.get_one(User, 1), NOW, "Asia/Shanghai")[1]


def lately(session: Session) -> int:
    return matter_of(session, session.get_one(Case, 7), NOW).given_to_customer


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("asked", [today, lately])
def test_what_was_given_long_ago_takes_no_time_today(database: Database, asked: Callable[[Session], int]) -> None:
    with database.reading() as session:
        asked(session)
        said = _heard(database.engine, lambda: asked(session))
        assert sum(_pages(session, *one) for one in said) <= MOST


def _heard(engine: Engine, asked: Callable[[], int]) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        said.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    assert asked() == 0
    event.remove(engine, "before_cursor_execute", note)
    return said


def _pages(session: Session, statement: str, given: Any) -> int:
    explained = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", given)
    plan = explained.scalar_one()[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
