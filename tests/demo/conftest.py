"""The demo's company, played once for all tests that only look at it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from callguard.db.migrate import upgrade
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.demo.company import load_company
from callguard.demo.staff import CERTIFIED
from callguard.settings import Settings
from tests.house import NOW, TEST_SECRET, kept_database


def settings_of_demo(url: str = "sqlite://") -> Settings:
    """Whatever the company asks of its people is asked for, as where the demo runs."""
    return Settings(secret_key=SecretStr(TEST_SECRET), database_url=url, certified_issue_types=CERTIFIED)


def play(url: str, now: datetime = NOW, seed: int = 1) -> Database:
    """A database with the company in it."""
    settings = settings_of_demo(url)
    database = kept_database(url, settings, lambda: now)
    with database.writing() as session:
        load_company(session, Vault(TEST_SECRET), settings, now, seed=seed)
    return database


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The company at the usual instant."""
    url = f"sqlite:///{tmp_path_factory.mktemp('company')}/callguard.sqlite"
    upgrade(url)
    database = play(url)
    yield database
    database.close()


@pytest.fixture
def company(played: Database) -> Iterator[Session]:
    """A look at it."""
    with played.reading() as session:
        yield session
