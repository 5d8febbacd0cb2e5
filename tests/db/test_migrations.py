"""The migrations build what the models say, and take it away again."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from callguard.db import models  # noqa: F401 - registers the tables
from callguard.db.base import Base
from callguard.db.migrate import _config, is_current, upgrade
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
