"""The functions that the crowd's SQL uses: the same names on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from callguard.domain.queue_order import QueueItem, order_key
from tests.house import NOW

_STORED = "%Y-%m-%d %H:%M:%S.%f"

# Stable and not immutable, or PostgreSQL would not write them out in place.
_POSTGRES = (
    (
        f"CREATE FUNCTION at(seconds bigint) RETURNS timestamptz STABLE"
        f" RETURN timestamptz '{NOW.isoformat()}' + seconds * interval '1 second'"
    ),
    (
        "CREATE FUNCTION later(instant timestamptz, seconds bigint) RETURNS timestamptz STABLE"
        " RETURN instant + seconds * interval '1 second'"
    ),
    "CREATE FUNCTION sorted(ticks bigint) RETURNS bytea IMMUTABLE RETURN int8send(ticks # (-9223372036854775808))",
    (
        "CREATE FUNCTION sorted(instant timestamptz) RETURNS bytea STABLE RETURN"
        " sorted((extract(epoch FROM coalesce(instant, '9999-12-31T23:59:59.999999Z')) * 1000000)::bigint)"
    ),
    (
        "CREATE FUNCTION order_key(deadline timestamptz, promised timestamptz, value bigint, created timestamptz)"
        " RETURNS bytea STABLE RETURN"
        " sorted(deadline) || sorted(promised) || sorted(NULL::timestamptz) || sorted(-value) || sorted(created)"
    ),
    # The rows are right by construction: no key needs to be looked up.
    "SET session_replication_role = replica",
)
_SQLITE = ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000")


def prepare(connection: Connection) -> None:
    """Adds the functions, and leaves out what protects rows that others write."""
    if connection.dialect.name == "sqlite":
        _prepare_sqlite(connection)
    else:
        for statement in _POSTGRES:
            connection.execute(text(statement))


def _prepare_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    for name, places, function in (
        ("at", 1, _at),
        ("later", 2, _later),
        ("order_key", 4, _order_key),
        ("least", -1, _least),
    ):
        driver.create_function(name, places, function, deterministic=True)
    for pragma in _SQLITE:
        driver.execute(pragma)


def _at(seconds: int) -> str:
    return (NOW + timedelta(seconds=seconds)).strftime(_STORED)


def _later(instant: str | None, seconds: int) -> str | None:
    found = _instant(instant)
    return None if found is None else (found + timedelta(seconds=seconds)).strftime(_STORED)


def _order_key(deadline: str | None, promised: str | None, value: int, created: str) -> bytes:
    created_at = _instant(created)
    assert created_at is not None
    return order_key(QueueItem(created_at, _instant(deadline), _instant(promised), None, value))


def _least(*instants: str | None) -> str | None:
    return min((one for one in instants if one is not None), default=None)


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)
