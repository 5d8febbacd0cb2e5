"""Ways to count calls and reserve a slot that look right and are not: each a change to the real thing."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from callguard.db import sqlite
from callguard.db.models import Attempt, Callback, Case, Customer, DialPermit
from callguard.db.session import Database, Keeper
from callguard.domain import guard
from callguard.services import permits
from callguard.services.customer_lock import lock_customer
from tests.races import deeds
from tests.races.contender import Arrangement
from tests.races.isolation import IsolatedDatabase, keeper

PERMITS = "callguard.services.permits"

REST_OF_THE_REQUEST = 0.05
"""Seconds between the end of the use case and COMMIT: without it the mutant is caught in one round of five only."""

Opened = Callable[[str, Keeper | None], Database]


@dataclass(frozen=True)
class Mutant:
    """What is wrong, on which kind of database it can go wrong, and how to make it so."""

    name: str
    dialect: str
    changed: Callable[[], AbstractContextManager[object]] = nullcontext
    opened: Opened = Database


def arrangement(mutant: Mutant, *, bare: bool) -> Arrangement:
    """Contenders who are all this mutant; `bare` takes away what stands behind the lock, so that the count shows.

    Those are the unique slot and the keeper of the queue, whose writes under REPEATABLE READ fail before the count can
    go wrong. One more, at most one open permit for each customer, is an index: `take_backstops_away` drops it.
    """
    return Arrangement(partial(_opened, mutant=mutant, bare=bare))


def take_backstops_away(url: str) -> None:
    """Lets a customer have as many open permits as there are contenders."""
    with closing(Database(url)) as database, database.writing() as session:
        session.execute(text("DROP INDEX uq_dial_permits_open_per_customer"))


@contextmanager
def _opened(url: str, *, mutant: Mutant, bare: bool) -> Iterator[Database]:
    slots = _any_slot() if bare else nullcontext()
    with mutant.changed(), slots, closing(mutant.opened(url, None if bare else keeper())) as database:
        yield database


@contextmanager
def _any_slot() -> Iterator[None]:
    def number(_mapper: object, _connection: Connection, attempt: Attempt) -> None:
        attempt.slot_no = secrets.randbelow(2**31)

    event.listen(Attempt, "before_insert", number)
    yield
    event.remove(Attempt, "before_insert", number)


def _seen(session: Session, callback_id: int) -> Customer:
    """Whom a callback is for, under no lock."""
    person = select(Customer.person_id).join(Case).join(Callback, Callback.case_id == Case.id)
    return session.get_one(Customer, session.scalars(person.where(Callback.id == callback_id)).one())


def _not_locked() -> AbstractContextManager[object]:
    return patch(f"{PERMITS}.lock_customer_of", _seen)


@contextmanager
def _locked_late() -> Iterator[None]:
    reserve = permits._reserve_slot  # noqa: SLF001 - the very place that is done wrong

    def locked_first(session: Session, customer: Customer, *args: Any) -> Attempt:
        return reserve(session, lock_customer(session, customer.id), *args)

    with _not_locked(), patch(f"{PERMITS}._reserve_slot", locked_first):
        yield


@contextmanager
def _advisory() -> Iterator[None]:
    take = permits.take_permit

    def taken(session: Session, vault: Any, settings: Any, callback_id: int, *args: Any) -> DialPermit | guard.Answer:
        lock, connection = _seen(session, callback_id).id, session.connection()
        session.execute(select(func.pg_advisory_lock(lock)))
        try:
            return take(session, vault, settings, callback_id, *args)
        except DBAPIError:
            connection.invalidate()  # nothing more can be said in this transaction; the lock goes with the connection
            raise
        finally:
            if not connection.invalidated:
                session.execute(select(func.pg_advisory_unlock(lock)))
                time.sleep(REST_OF_THE_REQUEST)

    with _not_locked(), patch.object(deeds, "take_permit", taken):
        yield


def _repeatable_read(url: str, by: Keeper | None) -> Database:
    return IsolatedDatabase(url, "REPEATABLE READ", by)


def _deferred() -> AbstractContextManager[object]:
    return patch.object(sqlite, "_begin", lambda connection: connection.exec_driver_sql("BEGIN"))


@contextmanager
def _drivers_own() -> Iterator[None]:
    def prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")

    with patch.object(sqlite, "_prepare", prepare), patch.object(sqlite, "_begin", lambda _: None):
        yield


NO_LOCK = Mutant("the naive counting query", "postgresql", _not_locked)
LATE_LOCK = Mutant("the lock taken after the count", "postgresql", _locked_late)
REPEATABLE_READ = Mutant("the lock under REPEATABLE READ", "postgresql", opened=_repeatable_read)
ADVISORY = Mutant("an advisory lock released before COMMIT", "postgresql", _advisory)
DEFERRED = Mutant("a deferred BEGIN", "sqlite", _deferred)
DRIVERS_OWN = Mutant("the driver's own BEGIN, before the first write", "sqlite", _drivers_own)

MUTANTS = (NO_LOCK, LATE_LOCK, REPEATABLE_READ, ADVISORY, DEFERRED, DRIVERS_OWN)
