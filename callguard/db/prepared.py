"""A statement as SQLite's driver takes it, made once: to have it looked at each time takes longer than to run it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, CursorResult
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = sqlite.dialect()


class Prepared:
    """The statement's text, and what goes into the places of its parameters."""

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - only what defines tables is compiled otherwise
        self._text = str(compiled)
        self._values = [_value_of(name, compiled.binds[name]) for name in compiled.positiontup or ()]

    def run(self, connection: Connection, parameters: Mapping[str, object]) -> CursorResult[Any]:
        """Runs it in the connection's transaction; the rows come as the driver gives them, an instant as text."""
        return connection.exec_driver_sql(self._text, tuple(value(parameters) for value in self._values))


def _value_of(name: str, bound: BindParameter[Any]) -> Callable[[Mapping[str, object]], object]:
    stored: Callable[[Any], object] = bound.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) or _as_it_is
    if bound.required:
        return lambda parameters: stored(parameters[name])
    own = stored(bound.value)
    return lambda _: own


def _as_it_is(value: object) -> object:
    return value
