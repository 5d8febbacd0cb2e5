"""The application on a house of its own, with a clock that stands still until a test moves it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from pydantic import SecretStr
from werkzeug.serving import WSGIRequestHandler, make_server

from callguard.app import create_app
from callguard.db.models import User
from callguard.db.vault import Vault
from callguard.settings import Settings
from tests.house import NOW, TEST_SECRET, House, kept_database

SignIn = Callable[[FlaskClient, User], FlaskClient]


@dataclass
class SettableClock:
    """A clock that stands still until the test moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def advance(self, length: timedelta) -> None:
        """Moves the time on."""
        self.at += length


class SilentRequests(WSGIRequestHandler):
    """Leaves the log lines to the application."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@pytest.fixture
def clock() -> SettableClock:
    """The application's clock: 14:05 in Shanghai on a Friday, until the test moves it."""
    return SettableClock()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What one test's application has compiled, for the applications of all others."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def settings(migrated_sqlite: Path, tmp_path: Path) -> Settings:
    """Settings of an installation with a database of its own."""
    copy = shutil.copy(migrated_sqlite, tmp_path / "callguard.sqlite")
    return Settings(secret_key=SecretStr(TEST_SECRET), database_url=f"sqlite:///{copy}")


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """Shops and people in the application's database, and nothing to do yet."""
    database = kept_database(settings.database_url, settings)
    yield House(database, Vault(settings.secret_key.get_secret_value()), settings)
    database.close()


@pytest.fixture
def app(settings: Settings, clock: SettableClock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application; forms are taken without the CSRF token (test_csrf.py asks for it)."""
    app = create_app(settings, clock)
    app.jinja_env.bytecode_cache = compiled_templates
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["callguard"].database.close()


@pytest.fixture
def live_app(settings: Settings, clock: SettableClock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application as it stands behind a real server, with everything that protects it."""
    app = create_app(settings, clock)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["callguard"].database.close()


@pytest.fixture
def live_server(live_app: Flask) -> Iterator[str]:
    """The address of the application behind a real server with threads, for a browser."""
    server = make_server("127.0.0.1", 0, live_app, threaded=True, request_handler=SilentRequests)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


def signed_in(client: FlaskClient, user: User) -> FlaskClient:
    """The client as the user's browser, past the form."""
    with client.session_transaction() as session:
        session["user"] = user.fs_uniquifier
    return client


@pytest.fixture
def sign_in() -> SignIn:
    """Signs a user in, past the form."""
    return signed_in


@pytest.fixture
def agent_client(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    """A browser in which the agent is signed in."""
    return sign_in(client, house.agent)
