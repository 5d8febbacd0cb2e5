"""The lock of a person, when who is kept changes while one waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from callguard.services.customer_lock import lock_customer, lock_customers
from callguard.services.queue.keeping import note_changed
from tests.house import House
from tests.services.persons import case_of, somebody


@contextmanager
def merged_meanwhile(house: House) -> Iterator[None]:
    """Points the second customer to the first between the first look at who is kept and the lock, once."""
    waiting = ["UPDATE customers SET merged_into_id = 1 WHERE id = 2"]

    def slip_in(connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith("SAVEPOINT") and waiting:
            connection.connection.cursor().execute(waiting.pop())

    event.listen(house.database.engine, "before_cursor_execute", slip_in)
    yield
    event.remove(house.database.engine, "before_cursor_execute", slip_in)
    assert not waiting


# SQLite's lock is the transaction: there is no meanwhile.
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_gives_a_lock_back_that_has_become_the_wrong_one(house: House) -> None:
    older, younger = (case_of(house, somebody(house, number)).customer_id for number in (1, 2))
    with merged_meanwhile(house), house.writing() as session:
        assert lock_customer(session, younger).id == older
        note_changed(session, [younger])


def test_locks_everybody_again_when_somebody_joined_meanwhile(house: House) -> None:
    older, younger = (case_of(house, somebody(house, number)).customer_id for number in (1, 2))
    with merged_meanwhile(house), house.writing() as session:
        assert [customer.id for customer in lock_customers(session, [older])] == [older, younger]
        note_changed(session, [younger])
