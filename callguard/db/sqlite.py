"""SQLite: one writer after the other, each of whom waits for the disk only when the next may write already."""

import os
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from callguard.db.waiting_line import form_line, wait_in_line

_sync = getattr(os, "fdatasync", os.fsync)  # macOS has the slower one only

# Among a million customers each claim writes pages of its own, and to bring those from the log into the file takes a
# fourth of its time. After 16 MB of log instead of 4, pages that were written again and again are brought in once.
_SETTINGS = ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL", "wal_autocheckpoint = 4000")


def sqlite_engine(url: str) -> Engine:
    """Connections whose transactions read one state of the data, or write alone where `callguard_writes` is set."""
    # An error's text must not carry what was being written: it ends up in logs.
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 15})
    if engine.url.database:
        form_line(engine, engine.url.database)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def reach_disk(engine: Engine) -> None:
    """Returns when everything committed so far is on the disk and outlives a power cut.

    With `synchronous = FULL` SQLite does the same, but lets nobody else write meanwhile, and to write takes half as
    long as to reach the disk.
    """
    # None: in memory. No such file: who closed the database last has brought all of it in, and to the disk.
    if engine.url.database is not None:
        with suppress(FileNotFoundError):
            log = os.open(f"{engine.url.database}-wal", os.O_RDONLY)
            try:
                _sync(log)
            finally:
                os.close(log)


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late to be a lock; _begin says it instead.
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    # A deferred BEGIN lets two writers read the same count before either writes: the cap would be a race.
    writes = connection.get_execution_options().get("callguard_writes", False)
    if writes:
        wait_in_line(connection.info)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
