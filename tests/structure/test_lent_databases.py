"""A database that served another test is as good as new, or it isn't lent."""

import psycopg
import pytest

from tests.house import House, kept_database
from tests.postgres import Postgres

pytestmark = pytest.mark.postgres


def left_behind(postgres: Postgres, sql: str) -> str:
    """The URL of a lent database in which a test has done this, and held its connection open."""
    with postgres.lent_database() as url:
        connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        connection.execute(sql.encode())
    with pytest.raises(psycopg.OperationalError, match="terminating connection"):
        connection.execute("SELECT 1")
    return url


def test_rows_are_gone_and_ids_begin_at_one(postgres: Postgres) -> None:
    urls = []
    for _ in range(2):
        with postgres.lent_database() as url:
            database = kept_database(url)
            house = House(database)
            assert (house.shop.id, house.agent.id, house.callback()) == (1, 1, 1)
            database.close()
            urls.append(url)
    assert urls[0] == urls[1]


def test_another_database_that_comes_and_goes_is_no_change(postgres: Postgres) -> None:
    with postgres.lent_database() as lent, postgres.database():
        pass
    with postgres.lent_database() as url:
        assert url == lent


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE users ADD COLUMN age integer",
        "DROP INDEX uq_dial_permits_open_per_customer",
        "CREATE TABLE notes (id integer)",
        "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE register_entries DISABLE TRIGGER ALL",
        "UPDATE alembic_version SET version_num = '0001'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''1MB''', current_database()); END $$",
    ],
)
def test_what_was_changed_otherwise_is_lent_to_nobody(postgres: Postgres, sql: str) -> None:
    changed = left_behind(postgres, sql)
    with postgres.lent_database() as url:
        assert url != changed
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(changed.replace("+psycopg", ""))
