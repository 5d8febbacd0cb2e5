"""When what is written to SQLite reaches the disk, and who waits for it."""

import fcntl
import os
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from callguard.db import sqlite
from callguard.db.session import Database
from tests.house import House

WRITE = text("UPDATE shops SET name = 'written'")


def file_of(house: House) -> Path:
    return Path(house.database.engine.url.database or "")


def log_of(house: House) -> Path:
    return Path(f"{file_of(house)}-wal")


def when_synced(monkeypatch: pytest.MonkeyPatch, look: Callable[[int], None]) -> None:
    def sync(log: int) -> None:
        look(log)
        os.fsync(log)

    monkeypatch.setattr(sqlite, "_sync", sync)


def write_at_once(house: House) -> None:
    with house.database.at_once() as connection:
        connection.execute(WRITE)


def write_in_a_session(house: House) -> None:
    with house.database.writing() as session:
        session.execute(WRITE)


@pytest.mark.parametrize("write", [write_at_once, write_in_a_session])
def test_what_was_written_is_on_the_disk_before_anybody_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch, write: Callable[[House], None]
) -> None:
    synced: list[bool] = []

    def look(log: int) -> None:
        with closing(Database(house.database.url)) as other, other.reading() as session:
            committed = set(session.scalars(text("SELECT name FROM shops"))) == {"written"}
        synced.append(committed and os.fstat(log).st_ino == log_of(house).stat().st_ino)

    when_synced(monkeypatch, look)
    write(house)
    assert synced == [True]


def test_the_next_one_may_write_while_the_last_waits_for_the_disk(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[int] = []

    def look(_log: int) -> None:
        with Path(f"{file_of(house)}-line").open("w") as line:
            # BlockingIOError where the writer has not left the line.
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with closing(Database(house.database.url)) as other, other.trying() as session:
            met.append(session.execute(WRITE).rowcount)  # type: ignore[attr-defined]  # that of a change has one

    when_synced(monkeypatch, look)
    write_at_once(house)
    assert [rows > 0 for rows in met] == [True]


def test_nobody_waits_for_what_was_read_or_undone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    when_synced(monkeypatch, synced.append)
    with house.database.reading() as session:
        session.scalar(text("SELECT 1"))
    with house.database.trying() as session:
        session.execute(WRITE)
    with suppress(ZeroDivisionError), house.database.writing() as session:
        session.execute(WRITE)
        raise ZeroDivisionError
    assert synced == []


def test_where_the_disk_fails_the_writer_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_log: int) -> None:
        raise OSError("broken")

    when_synced(monkeypatch, fail)
    with pytest.raises(OSError, match="broken"):
        write_at_once(house)


def test_what_the_last_one_brought_in_when_closing_has_reached_the_disk(house: House) -> None:
    write_at_once(house)
    house.database.close()
    assert not log_of(house).exists()
    sqlite.reach_disk(house.database.engine)


def test_a_database_in_memory_has_no_disk() -> None:
    with closing(Database("sqlite://")) as database, database.at_once() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
