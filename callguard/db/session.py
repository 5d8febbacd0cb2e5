"""How the database is opened: one engine, transactions for reading and for writing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import inf
from time import monotonic, sleep
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session

from callguard.db.sqlite import reach_disk, sqlite_engine

_ASKS_AGAIN = 0.1
_RESTED = 1.0
_RESTS_SINCE = "callguard_rests_since"


class Keeper(Protocol):
    """Somebody who keeps what is worked out from the rows true to them."""

    def watch(self, session: Session) -> None:
        """Is told of every transaction that may write, when it begins."""
        ...

    def keep(self, session: Session) -> None:
        """Has the last word before it commits."""
        ...


class Database:
    """One database, SQLite or PostgreSQL; safe to share between threads, to be opened anew after a fork.

    Without a `keeper` nothing that the queue depends on may be written.
    """

    def __init__(self, url: str, keeper: Keeper | None = None) -> None:
        self.url = url
        self.engine = _engine(url)
        self._keeper = keeper
        self._writer = self.engine.execution_options(callguard_writes=True)
        self._stepping = _stepping_engine(url) if self.engine.dialect.name == "postgresql" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the data and never writes."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            # At a ROLLBACK psycopg forgets what it has prepared, and PostgreSQL would plan every statement anew.
            session.expunge_all()
            session.commit()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction, committed at the end and undone by any exception."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            if self._keeper is not None:
                self._keeper.watch(session)
            yield session
            if self._keeper is not None:
                self._keeper.keep(session)
        self._reach_disk()

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection in one transaction at which no keeper looks: what is written keeps the queue true by itself."""
        with self._writer.begin() as connection:
            yield connection
        self._reach_disk()

    def step(self, statement: str, parameters: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Runs one statement that stands for itself, as PostgreSQL's driver takes it, and gives its first row.

        No keeper looks at it either. A crash of PostgreSQL's may undo the step after its end, but never what rests on
        it: later commits reach the disk after it. DBAPIError is SQLAlchemy's, as everywhere.
        """
        assert self._stepping is not None  # noqa: S101 - SQLite has no such statements
        # Past SQLAlchemy's own connection, which takes as long as a quarter of a claim.
        connection = self._stepping.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            return cast("tuple[Any, ...] | None", cursor.fetchone())
        except self.engine.dialect.loaded_dbapi.Error as error:
            connection.invalidate(error)
            raise DBAPIError(statement, None, error, hide_parameters=True) from error
        finally:
            connection.close()

    @contextmanager
    def trying(self) -> Iterator[Session]:
        """A session in which everything can be written and nothing stays: to see what would happen."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session

    def let_others_write(self) -> None:
        """Stands back between two long transactions, or whoever waits for SQLite's lock may never get it."""
        # Waiting means asking again every tenth of a second; PostgreSQL has a queue.
        if self.engine.dialect.name == "sqlite":
            sleep(_ASKS_AGAIN)

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()
        if self._stepping is not None:
            self._stepping.dispose()

    def _reach_disk(self) -> None:
        # PostgreSQL does before it says that it has committed.
        if self.engine.dialect.name == "sqlite":
            reach_disk(self.engine)


def _engine(url: str) -> Engine:
    return sqlite_engine(url) if make_url(url).get_backend_name() == "sqlite" else _postgres_engine(url)


def _postgres_engine(url: str, isolation: IsolationLevel = "READ COMMITTED") -> Engine:
    # An error's text must not carry what was being written: it ends up in logs.
    engine = create_engine(url, hide_parameters=True, isolation_level=isolation)
    _ask_the_rested(engine)
    return engine


def _stepping_engine(url: str) -> Engine:
    engine = _postgres_engine(url, "AUTOCOMMIT")
    # Waiting for the disk takes as long as the step.
    event.listen(engine, "connect", lambda connection, _: connection.execute("SET synchronous_commit = off"))
    return engine


def _ask_the_rested(engine: Engine) -> None:
    """Has a connection that rested tell that it lives before it is used: the server may have been started anew.

    SQLAlchemy's own `pool_pre_ping` asks every time, which takes as long as a small statement.
    """

    @event.listens_for(engine, "checkin")
    def rests(_connection: Any, record: Any) -> None:
        record.info[_RESTS_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def wakes(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get(_RESTS_SINCE, inf) > _RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error
