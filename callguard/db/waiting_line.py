"""Whoever writes to SQLite waits in line: by itself it asks again and again, at ever longer intervals."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_LINE = "callguard_line"


class _Place:
    """An open file to lock; it is left with the connection it belongs to, however that ends."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        with suppress(OSError):  # closed before
            os.close(self._descriptor)
        self._descriptor = -1

    __del__ = close


def form_line(engine: Engine, database: str) -> None:
    """Gives each connection a place to wait at: a lock on a file beside the database, which only orders the writers.

    The kernel wakes the next one at once, and nobody keeps the lock beyond their end. SQLite's own lock stays what
    keeps writers apart.
    """
    # Never the database's own file: closing it would drop SQLite's locks on it.
    file = Path(f"{database}-line")

    @event.listens_for(engine, "connect")
    def open_line(_connection: Any, record: Any) -> None:
        record.info[_LINE] = _Place(file)

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, record: Any) -> None:
        fcntl.flock(record.info[_LINE], fcntl.LOCK_UN)

    @event.listens_for(engine, "close")
    def close_line(_connection: Any, record: Any) -> None:
        record.info[_LINE].close()


def wait_in_line(info: dict[str, Any]) -> None:
    """Returns when it is the turn of the connection with this `info`; at once where there is no line."""
    if _LINE in info:
        fcntl.flock(info[_LINE], fcntl.LOCK_EX)
