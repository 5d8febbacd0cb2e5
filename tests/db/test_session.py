"""What reading, writing and one step do to the data, and to the connection."""

from contextlib import closing, suppress
from unittest.mock import Mock

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from callguard.db import session as opening
from callguard.db.models import Callback
from callguard.db.session import Database
from callguard.domain.callback import CallbackStatus
from tests.house import House
from tests.postgres import Postgres


def test_what_is_changed_while_reading_does_not_stay(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        session.get_one(Callback, callback_id).status = CallbackStatus.DONE
    with house.database.reading() as session:
        assert session.get_one(Callback, callback_id).status is CallbackStatus.PENDING


def test_reading_ends_without_a_rollback_so_that_prepared_statements_are_kept(house: House) -> None:
    undone: list[object] = []
    event.listen(house.database.engine, "rollback", undone.append)
    with house.database.reading() as session:
        session.get(Callback, 1)
    assert undone == []


def served_by(database: Database, way: str) -> int:
    """The server's process at the other end."""
    asked = "SELECT pg_backend_pid()"
    if way == "step":
        (pid,) = database.step(asked, {}) or ()
    else:
        with database.reading() as session:
            pid = session.scalar(text(asked))
    assert isinstance(pid, int)
    return pid


def end(database: Database, pid: int) -> None:
    assert database.step("SELECT pg_terminate_backend(%(pid)s, 10000)", {"pid": pid}) == (True,)


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["reading", "step"])
def test_connections_that_died_at_rest_are_replaced(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(opening, "_RESTED", 0.0)
    with postgres.database() as url, closing(Database(url)) as database, closing(Database(url)) as other:
        before = served_by(database, way)
        end(other, before)
        assert served_by(database, way) != before


@pytest.mark.postgres
def test_a_step_whose_connection_breaks_says_so_once(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Database(url)) as database, closing(Database(url)) as other:
        end(other, served_by(database, "step"))
        with pytest.raises(DBAPIError) as broken:
            served_by(database, "step")
        assert isinstance(broken.value.orig, psycopg.OperationalError)
        assert served_by(database, "step")


@pytest.mark.postgres
def test_what_fails_in_a_step_tells_nothing_of_what_was_asked(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Database(url)) as database:
        with pytest.raises(DBAPIError) as failed:
            database.step("SELECT 1 / (length(%(phone)s) - 11)", {"phone": "13800138000"})
        assert isinstance(failed.value.orig, psycopg.errors.DivisionByZero)
        assert "13800138000" not in str(failed.value)
        assert database.step("SELECT 1", {}) == (1,)


@pytest.mark.postgres
def test_a_connection_used_a_moment_ago_is_not_asked_whether_it_lives(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.database() as url, closing(Database(url)) as database:
        monkeypatch.setattr(database.engine.dialect, "do_ping", Mock(side_effect=AssertionError))
        for _ in range(3):
            with database.reading() as session:
                session.scalar(text("SELECT 1"))


def test_what_is_written_at_once_is_committed_or_undone_as_a_whole(house: House) -> None:
    with house.database.at_once() as connection:
        connection.execute(text("UPDATE shops SET name = 'one'"))
    with suppress(ZeroDivisionError), house.database.at_once() as connection:
        connection.execute(text("UPDATE shops SET name = 'two'"))
        raise ZeroDivisionError
    with house.database.reading() as session:
        assert set(session.scalars(text("SELECT name FROM shops"))) == {"one"}


@pytest.mark.postgres
def test_only_one_step_is_not_waited_for_until_it_is_on_the_disk(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Database(url)) as database:
        assert database.step("SHOW synchronous_commit", {}) == ("off",)
        with database.writing() as session:
            assert session.scalar(text("SHOW synchronous_commit")) == "on"
