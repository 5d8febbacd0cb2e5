"""What every engine and every application compiles anew, compiled once: tests open hundreds of both."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule

from callguard.db import session, sqlite

_STATEMENTS: dict[Any, Any] = {}
_BUILDERS: dict[Any, Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder  # noqa: SLF001 - werkzeug has no other place to hold on to


def compile_once() -> None:
    """Lets engines and applications of this process find what others of their kind have compiled."""
    # A compiled statement is found by its dialect, of which each engine has an instance of its own.
    # The silenced lines below put something in place of a method: that is what this is for.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = _of_one_kind  # type: ignore[method-assign]
        dialect.__hash__ = _kind  # type: ignore[method-assign,assignment]
    for opening in (session, sqlite):
        opening.create_engine = _engine  # type: ignore[attr-defined]
    Rule._compile_builder = _builder  # type: ignore[assignment,method-assign]  # noqa: SLF001


def _engine(url: Any, **options: Any) -> Engine:
    return create_engine(url, execution_options={"compiled_cache": _STATEMENTS}, **options)


def _of_one_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: object) -> int:
    return hash(type(one))


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What writes a route's address; it follows from the pieces of the route alone where nothing has a default."""
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    key = (*rule._trace, append_unknown)  # noqa: SLF001 - the pieces stand nowhere else
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile_builder(rule, append_unknown)
    return _BUILDERS[key]
