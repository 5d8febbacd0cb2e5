"""Whoever writes to SQLite waits in line: by itself it asks again and again, at ever longer intervals."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_LINE, _NEXT = "callguard_line", "callguard_next"


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
    """Gives each connection places to wait at: locks on files beside the database, which only order the writers.

    The kernel wakes the next one at once, and nobody keeps a lock beyond their end. SQLite's own lock stays what keeps
    writers apart.
    """

    @event.listens_for(engine, "connect")
    def open_line(_connection: Any, record: Any) -> None:
        # Never the database's own file: closing it would drop SQLite's locks on it.
        record.info[_LINE], record.info[_NEXT] = _Place(Path(f"{database}-line")), _Place(Path(f"{database}-next"))

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, record: Any) -> None:
        fcntl.flock(record.info[_LINE], fcntl.LOCK_UN)

    @event.listens_for(engine, "close")
    def close_line(_connection: Any, record: Any) -> None:
        record.info[_LINE].close()
        record.info[_NEXT].close()


def wait_in_line(info: dict[str, Any]) -> None:
    """Returns when it is the turn of the connection with this `info`; at once where there is no line."""
    if _LINE not in info:
        return
    # One alone waits for the writer to leave. Otherwise whoever has just written would be back, and write again, before
    # those who wait have woken up: some of them would wait for as long as there is work.
    fcntl.flock(info[_NEXT], fcntl.LOCK_EX)
    try:
        fcntl.flock(info[_LINE], fcntl.LOCK_EX)
    finally:
        fcntl.flock(info[_NEXT], fcntl.LOCK_UN)
