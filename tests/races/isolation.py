"""Contenders whose database is opened at another isolation level than callguard's."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event

from callguard.db.session import Database, Keeper
from callguard.db.vault import Vault
from callguard.services.queue.keeping import QueueKeeper
from tests.house import NOW, TEST_SECRET, settings_for_tests
from tests.races.contender import Arrangement


class IsolatedDatabase(Database):
    """Writes at an isolation level of PostgreSQL's."""

    def __init__(self, url: str, level: str, keeper: Keeper | None) -> None:
        super().__init__(url, keeper)
        self._writer = self._writer.execution_options(isolation_level=level)
        event.listen(self._stepping, "connect", partial(_isolate, level))


def _isolate(level: str, connection: Any, _record: object) -> None:
    # A statement that stands for itself is isolated as the session has it.
    connection.execute(f"SET default_transaction_isolation = '{level.lower()}'")


def keeper() -> QueueKeeper:
    """Keeps the queue true, as in the product."""
    return QueueKeeper(Vault(TEST_SECRET), settings_for_tests(), lambda: NOW)


@contextmanager
def _serializable(url: str) -> Iterator[Database]:
    with closing(IsolatedDatabase(url, "SERIALIZABLE", keeper())) as database:
        yield database


SERIALIZABLE = Arrangement(_serializable, frozenset({"40001", "40P01"}))
"""Every deed is done again, as a whole, when it can't be put in line with the others or stands in a ring with them."""
