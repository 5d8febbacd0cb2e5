"""Writers of one SQLite file wait in line."""

import fcntl
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from callguard.db.session import Database


@pytest.fixture
def file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A database of the test's own."""
    copy = tmp_path / "callguard.sqlite"
    copy.write_bytes(migrated_sqlite.read_bytes())
    return copy


def is_free(file: Path) -> bool:
    """Whether nobody is at the head of the line."""
    with Path(f"{file}-line").open("ab") as line:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_writer_is_at_the_head_of_the_line_and_a_reader_stands_in_none(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with database.reading() as session:
        session.execute(text("SELECT 1"))
        assert is_free(file)
    with database.writing() as session:
        session.execute(text("SELECT 1"))
        assert not is_free(file)
    assert is_free(file)
    database.close()


def test_whoever_fails_leaves_the_line(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with pytest.raises(OperationalError), database.writing() as session:
        session.execute(text("SELECT nothing"))
    assert is_free(file)
    database.close()


def test_the_next_writer_waits_for_the_one_before(file: Path) -> None:
    database, written = Database(f"sqlite:///{file}"), list[str]()

    def write_second() -> None:
        with database.writing() as session:
            session.execute(text("SELECT 1"))
            written.append("second")

    with database.writing() as session:
        session.execute(text("SELECT 1"))
        second = Thread(target=write_second)
        second.start()
        written.append("first")
    second.join()
    assert written == ["first", "second"]
    database.close()
