"""A house on a database of the test's own, SQLite and PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from tests.house import NOW, House, kept_database
from tests.queue_truth import assert_queue_is_true


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Shops, people, and nothing to do yet; whatever is done to them, the queue has to know of it in the end."""
    database = kept_database(database_url)
    house = House(database)
    yield house
    try:
        assert_queue_is_true(database, house.vault, house.settings, NOW)
    finally:
        database.close()
