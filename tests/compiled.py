"""Statements compiled once for all engines: tests open a new one for every database, and each would begin anew."""

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from callguard.db import session

_COMPILED: dict[Any, Any] = {}


def compile_once() -> None:
    """Lets every engine of this process find what another of its kind has compiled."""
    # A compiled statement is found by its dialect, of which each engine has an instance of its own.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = _of_one_kind  # type: ignore[method-assign]
        dialect.__hash__ = _kind  # type: ignore[method-assign,assignment]
    session.create_engine = _engine  # type: ignore[attr-defined]


def _engine(url: Any, **options: Any) -> Engine:
    return create_engine(url, execution_options={"compiled_cache": _COMPILED}, **options)


def _of_one_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: object) -> int:
    return hash(type(one))
