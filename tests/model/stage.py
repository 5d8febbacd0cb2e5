"""A company in a database of its own, at an instant of its own: quick, forgetful, closed and opened like a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from callguard.db.session import Database, Keeper
from callguard.db.vault import Vault
from callguard.services.queue.keeping import QueueKeeper
from callguard.services.runtime import Runtime
from callguard.telephony.handset import Handset
from tests.house import TEST_SECRET, House, settings_for_tests


class SwiftDatabase(Database):
    """Doesn't wait for the disk, since what it holds is thrown away, nor for others, since it is alone."""

    def __init__(self, url: str, keeper: Keeper) -> None:
        super().__init__(url, keeper)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _hurry)

    def let_others_write(self) -> None:
        """There are none."""

    def _reach_disk(self) -> None:
        """It is gone before the power is."""


class Stage:
    """A house whose clock is set by hand and never goes back; imported customers live in the zone of the house."""

    def __init__(self, url: str, now: datetime, tz: str = "Asia/Shanghai") -> None:
        self.url, self.now = url, now
        self.settings = settings_for_tests().model_copy(update={"display_tz": tz})
        self.vault = Vault(TEST_SECRET)
        self.house = House(self._opened(), self.vault, self.settings)

    @property
    def database(self) -> Database:
        """The database as it is open now."""
        return self.house.database

    @property
    def runtime(self) -> Runtime:
        """What a process would hold in its hand."""
        return Runtime(self.settings, self.clock, self.database, self.vault, Handset())

    def clock(self) -> datetime:
        """The instant the stage stands at."""
        return self.now

    def restart(self) -> None:
        """What only the process knew is gone."""
        self.close()
        self.house.database = self._opened()

    def close(self) -> None:
        """Gives the connections back."""
        self.database.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction."""
        with self.database.writing() as session:
            yield session

    def _opened(self) -> Database:
        return SwiftDatabase(self.url, QueueKeeper(self.vault, self.settings, self.clock))


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
