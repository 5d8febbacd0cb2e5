"""The application on a database of its own for each test, with a cast that works there."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from callguard.app import create_app
from callguard.db.migrate import upgrade
from callguard.db.models import User
from callguard.db.session import Database
from callguard.domain.platform import Platform
from callguard.domain.role import Role
from callguard.services.runtime import Runtime
from callguard.services.shops import add_shop
from callguard.services.users import add_user
from callguard.settings import Settings

PASSWORD = "correct horse battery"  # noqa: S105 - invented, for the cast of the tests
NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)

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


@dataclass(frozen=True)
class Cast:
    """Two shops' people: everyone works for shop `T-1`, the outsider for `P-1` alone."""

    agent: User
    colleague: User
    specialist: User
    team_leader: User
    supervisor: User
    manager: User
    outsider: User

    @property
    def everyone(self) -> tuple[User, ...]:
        """All of them."""
        return tuple(vars(self).values())


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A migrated SQLite file with the cast in it, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "callguard.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        add_shop(session, code="T-1", name="暖居家居旗舰店", platform=Platform.TMALL)
        add_shop(session, code="P-1", name="小满百货", platform=Platform.PINDUODUO)

        def hire(name: str, display_name: str, role: Role, shop: str = "T-1") -> User:
            return add_user(
                session,
                NOW - timedelta(days=90),
                name=name,
                display_name=display_name,
                role=role,
                shop_codes=[shop],
                password=PASSWORD,
            )

        cast = Cast(
            agent=hire("xiaolin", "小林", Role.AGENT),
            colleague=hire("xiaohe", "小何", Role.AGENT),
            specialist=hire("ajing", "阿静", Role.SPECIALIST),
            team_leader=hire("zuzhang", "周组长", Role.TEAM_LEADER),
            supervisor=hire("zhuguan", "吴主管", Role.SUPERVISOR),
            manager=hire("jingli", "郑经理", Role.MANAGER),
            outsider=hire("dongdong", "冬冬", Role.AGENT, "P-1"),
        )
    database.close()
    return path, cast


@pytest.fixture
def cast(template: tuple[Path, Cast]) -> Cast:
    """The people in the database, as rows bound to no session."""
    return template[1]


@pytest.fixture
def clock() -> SettableClock:
    """The application's clock: 14:05 in Shanghai on a Friday, until the test moves it."""
    return SettableClock()


@pytest.fixture
def settings(template: tuple[Path, Cast], tmp_path: Path) -> Settings:
    """Settings of an installation with its own copy of the database."""
    path = tmp_path / "callguard.db"
    shutil.copy(template[0], path)
    return Settings(secret_key=SecretStr("a secret only for tests"), database_url=f"sqlite:///{path}")


@pytest.fixture
def app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    """The application; forms are taken without the CSRF token (test_csrf.py asks for it)."""
    app = create_app(settings, clock)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    yield app
    app.extensions["callguard"].database.close()


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    """What the application is wired to: to write rows and to read what it wrote."""
    held: Runtime = app.extensions["callguard"]
    return held


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture
def sign_in() -> SignIn:
    """Signs a user in, past the form."""

    def sign_in(client: FlaskClient, user: User) -> FlaskClient:
        with client.session_transaction() as session:
            session["user"] = user.fs_uniquifier
        return client

    return sign_in


@pytest.fixture
def agent_client(client: FlaskClient, cast: Cast, sign_in: SignIn) -> FlaskClient:
    """A browser in which the agent is signed in."""
    return sign_in(client, cast.agent)
