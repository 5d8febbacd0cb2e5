"""A database finds what another has compiled: no other test would fail if it did not, all would only be slower."""

from sqlalchemy import event, select
from sqlalchemy.engine.interfaces import CacheStats

from callguard.db.models import Shop
from tests.house import kept_database


def found(url: str) -> CacheStats:
    """Whether a database that was just opened found this statement compiled."""
    told: list[CacheStats] = []
    database = kept_database(url)
    event.listen(database.engine, "before_cursor_execute", lambda *executed: told.append(executed[4].cache_hit))
    with database.reading() as session:
        session.scalar(select(Shop.id).where(Shop.code == "S-9"))
    database.close()
    return told[-1]


def test_a_second_database_finds_what_the_first_has_compiled(database_url: str) -> None:
    assert [found(database_url), found(database_url)][1] is CacheStats.CACHE_HIT
