"""What every test may use: databases of both kinds, and Debian's Chromium."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from callguard.db.migrate import upgrade
from callguard.services import passwords
from tests.compiled import compile_once
from tests.postgres import Postgres, running_postgres
from tests.telephony.stand_in import StandIn, running_stand_in

pytest_plugins = ["tests.application"]

# The same examples every time, on a machine that may be slow: a red run must be red again.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

compile_once()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names no test by the content of a file: all workers must name it alike, and people read the names."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """Leaves what was collected out of the search for garbage, which else costs every tenth second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords hashed with the least work there is; what the product spends on them is asked in test_users.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's own server; a test that needs it fails where there is none."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the current schema and no rows, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "callguard.sqlite"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, with the current schema and no rows: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_sqlite")
        copy = request.getfixturevalue("tmp_path") / "callguard.sqlite"
        yield f"sqlite:///{shutil.copy(migrated, copy)}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.lent_database() as url:
            yield url


@pytest.fixture(params=DATABASES)
def blank_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any schema, for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path')}/blank.sqlite"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A stand-in for Twilio on this machine, reached directly whatever proxy is set."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_stand_in() as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one, in a place that may be a container without a way out."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium-headless-shell",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A customer service desk in China."""
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
