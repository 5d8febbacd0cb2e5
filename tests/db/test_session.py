"""What reading, writing and one step do to the data, and to the connection."""

from contextlib import closing, suppress
from unittest.mock import Mock

import pytest
from sqlalchemy import event, text

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


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["reading", "at_once"])
def test_connections_that_died_at_rest_are_replaced(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(opening, "_RESTED", 0.0)
    with postgres.database() as url, closing(Database(url)) as database, closing(Database(url)) as other:
        with getattr(database, way)() as connection:
            served_by = connection.scalar(text("SELECT pg_backend_pid()"))
        with other.at_once() as connection:
            assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": served_by})
        with getattr(database, way)() as connection:
            assert connection.scalar(text("SELECT pg_backend_pid()")) != served_by


@pytest.mark.postgres
def test_a_connection_used_a_moment_ago_is_not_asked_whether_it_lives(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.database() as url, closing(Database(url)) as database:
        monkeypatch.setattr(database.engine.dialect, "do_ping", Mock(side_effect=AssertionError))
        for _ in range(3):
            with database.reading() as session:
                session.scalar(text("SELECT 1"))


def test_one_step_is_committed_and_undone_as_a_whole_where_it_fails_on_sqlite(house: House) -> None:
    with house.database.at_once() as connection:
        connection.execute(text("UPDATE shops SET name = 'one'"))
    with suppress(ZeroDivisionError), house.database.at_once() as connection:
        connection.execute(text("UPDATE shops SET name = 'two'"))
        raise ZeroDivisionError
    with house.database.reading() as session:
        names = set(session.scalars(text("SELECT name FROM shops")))
    assert names == ({"one"} if session.get_bind().dialect.name == "sqlite" else {"two"})


@pytest.mark.postgres
def test_only_one_step_is_not_waited_for_until_it_is_on_the_disk(postgres: Postgres) -> None:
    with postgres.database() as url, closing(Database(url)) as database:
        with database.at_once() as connection:
            assert connection.scalar(text("SHOW synchronous_commit")) == "off"
        with database.writing() as session:
            assert session.scalar(text("SHOW synchronous_commit")) == "on"
