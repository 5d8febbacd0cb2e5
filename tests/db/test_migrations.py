"""The migrations build what the models say, and take it away again."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from callguard.db import models  # noqa: F401 - registers the tables
from callguard.db.base import Base
from callguard.db.migrate import _config, is_current, upgrade
from callguard.db.models import CustomerMerge
from callguard.db.session import Database


def tables(url: str) -> set[str]:
    database = Database(url)
    names = set(inspect(database.engine).get_table_names())
    database.close()
    return names


def test_builds_exactly_what_the_models_say(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    assert is_current(blank_database_url)
    database = Database(blank_database_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_knows_a_database_without_tables(blank_database_url: str) -> None:
    assert not is_current(blank_database_url)


def test_upgrading_what_is_up_to_date_changes_nothing(database_url: str) -> None:
    before = tables(database_url)
    upgrade(database_url)
    assert tables(database_url) == before


def test_takes_everything_away_and_builds_it_again(blank_database_url: str) -> None:
    upgrade(blank_database_url)
    built = tables(blank_database_url)
    command.downgrade(_config(blank_database_url), "base")
    assert tables(blank_database_url) == {"alembic_version"}
    upgrade(blank_database_url)
    assert tables(blank_database_url) == built


def test_writes_down_the_merges_from_before_they_were_kept(blank_database_url: str) -> None:
    command.upgrade(_config(blank_database_url), "0001")
    database = Database(blank_database_url)
    rows = [(1, None, "2026-11-01"), (2, 1, "2026-11-03"), (3, 1, "2026-10-30"), (4, None, "2026-11-04")]
    with database.engine.begin() as connection:
        for customer_id, into, created_on in rows:
            row = {"id": customer_id, "into": into, "at": f"{created_on} 00:00:00+00:00"}
            insert = "INSERT INTO customers (id, merged_into_id, time_zone, created_at) VALUES (:id, :into, 'UTC', :at)"
            connection.execute(text(insert), row)
    upgrade(blank_database_url)
    with database.reading() as session:
        merges = session.scalars(select(CustomerMerge).order_by(CustomerMerge.merged_id)).all()
        assert [(one.kept_id, one.merged_id, one.merged_at.day) for one in merges] == [(1, 2, 3), (1, 3, 1)]
    database.close()
