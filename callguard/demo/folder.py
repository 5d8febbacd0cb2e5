"""The folder a demo lives in: its database, the key that opens it, logs, and two files to import."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select

from callguard.db import migrate
from callguard.db.models import Attempt, Certificate, ImportedFile, Notification, RegisterEntry
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.demo.company import Progress, load_company
from callguard.demo.files import write_files
from callguard.demo.staff import CERTIFIED, certify, staff_of
from callguard.services.queue.keeping import QueueKeeper
from callguard.services.queue.upkeep import enter_missing, in_chunks
from callguard.settings import Settings

_MOMENT = timedelta(seconds=1)
_WHEN = (RegisterEntry.recorded_at, Attempt.placed_at, Notification.created_at, ImportedFile.started_at)


@dataclass(frozen=True)
class DemoFolder:
    """One demo's data; everything in it is invented."""

    path: Path

    @property
    def database_url(self) -> str:
        """Where the data is."""
        return f"sqlite:///{self._database}"

    @property
    def secret_key(self) -> str:
        """What opens the data."""
        return self._key.read_text()

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Nobody else runs a demo here meanwhile; BlockingIOError when somebody does."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def is_filled(self) -> bool:
        """Whether a company is there already."""
        return self._database.exists() and self._key.exists()

    def fill(self, now: datetime, on_progress: Progress) -> None:
        """Puts a new company in the place of any other; what is interrupted leaves nothing behind."""
        for old in self.path.glob("*.sqlite*"):
            old.unlink()
        self._key.touch(mode=0o600)
        self._key.write_text(secrets.token_urlsafe(32))
        half_done = self.path / "loading.sqlite"
        _load(f"sqlite:///{half_done}", self.secret_key, now, on_progress)
        write_files(self.path, now)
        half_done.replace(self._database)

    def bring_up_to_date(self, now: datetime) -> None:
        """Gives data of an earlier version the tables of this one, its people certificates, its calls their place."""
        migrate.upgrade(self.database_url, Vault(self.secret_key))
        database = _kept(self.database_url, self.secret_key, now)
        with database.writing() as session:
            if session.scalar(select(Certificate.id).limit(1)) is None:
                certify(session, staff_of(session), now)
        for _entered in in_chunks(database.writing, enter_missing):
            database.let_others_write()
        database.close()

    def goes_on_at(self, now: datetime) -> datetime:
        """The instant itself, or just after the last thing that is recorded: time does not run backwards."""
        database = Database(self.database_url)
        with database.reading() as session:
            recorded: list[datetime | None] = [session.scalar(select(func.max(column))) for column in _WHEN]
        database.close()
        return max(now, *(at + _MOMENT for at in recorded if at is not None))

    @property
    def _database(self) -> Path:
        return self.path / "callguard.sqlite"

    @property
    def _key(self) -> Path:
        return self.path / "secret-key"


def _load(url: str, secret_key: str, now: datetime, on_progress: Progress) -> None:
    migrate.upgrade(url)
    database, settings = _kept(url, secret_key, now), _settings(url, secret_key)
    try:
        with database.writing() as session:
            load_company(session, Vault(secret_key), settings, now, on_progress=on_progress)
    finally:
        database.close()


def _kept(url: str, secret_key: str, now: datetime) -> Database:
    return Database(url, QueueKeeper(Vault(secret_key), _settings(url, secret_key), lambda: now))


def _settings(url: str, secret_key: str) -> Settings:
    return Settings(database_url=url, secret_key=SecretStr(secret_key), certified_issue_types=CERTIFIED)
