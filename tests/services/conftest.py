"""A house on a database of the test's own, SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from callguard.db.session import Database
from tests.house import House


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Shops, people, and nothing to do yet."""
    database = Database(database_url)
    yield House(database)
    database.close()
