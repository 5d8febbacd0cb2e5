"""Adding a row unless it is there already, in one statement, on both databases."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from callguard.db.base import Base

_Insert = postgresql.Insert | sqlite.Insert
_INSERTS: dict[str, Callable[[Table], _Insert]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_unless_there(session: Session, model: type[Base], **values: Any) -> bool:
    """Adds the row; False when one of the table's unique keys is taken, by whomever and however short ago."""
    table = cast("Table", model.__table__)
    return session.execute(_statement(session.get_bind().dialect.name, table), values).first() is not None


@cache
def _statement(dialect: str, table: Table) -> Executable:
    return _INSERTS[dialect](table).on_conflict_do_nothing().returning(*table.primary_key)
