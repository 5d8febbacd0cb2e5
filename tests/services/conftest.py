"""A house on a database of the test's own, SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from tests.house import House, kept_database


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Shops, people, and nothing to do yet."""
    database = kept_database(database_url)
    yield House(database)
    database.close()
