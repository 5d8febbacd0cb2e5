"""From nothing to a user with a token, by the commands of api.md."""

import re

import pytest

from callguard.app import create_app
from callguard.settings import read_settings
from tests.cli.conftest import Run


def test_says_whether_the_schema_is_current_and_brings_it_there(run: Run) -> None:
    before = run("db", "check")
    assert (before.exit_code, before.stdout) == (1, "")
    assert "callguard db upgrade" in before.stderr
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_makes_a_user_with_a_password_shown_once_who_can_sign_in(set_up: Run) -> None:
    made = set_up("users", "add", "xiaolin", "--role", "agent", "--shop", "S-1", "--display-name", "小林")
    password = re.search(r"（只显示这一次）：(\S+)", made.stdout)
    assert password is not None
    assert sign_in("xiaolin", password[1]) == 302


def test_resets_a_password(set_up: Run) -> None:
    set_up("users", "add", "xiaolin", "--role", "agent", "--shop", "S-1")
    password = re.search(r"（只显示这一次）：(\S+)", set_up("users", "password", "xiaolin").stdout)
    assert password is not None
    assert sign_in("xiaolin", password[1]) == 302


def test_prints_a_token_and_nothing_else(set_up: Run) -> None:
    set_up("users", "add", "xiaolin", "--role", "agent", "--shop", "S-1")
    assert re.fullmatch(r"cg_\S{43}\n", set_up("users", "token", "xiaolin").stdout)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("users", "add", "xiaolin", "--role", "agent", "--shop", "S-9"), "没有代码为“S-9”的店铺"),
        (("users", "token", "nobody"), "没有找到"),
        (("shops", "add", "S-1", "--platform", "jd", "--name", "x"), "已经有人用了"),
    ],
)
def test_ends_with_1_when_the_data_is_wrong(set_up: Run, command: tuple[str, ...], words: str) -> None:
    ended = set_up(*command)
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert words in ended.stderr


@pytest.mark.parametrize(
    "command",
    [("users", "add", "x"), ("users", "add", "x", "--role", "king", "--shop", "S-1"), ("no-such-command",)],
)
def test_ends_with_2_when_called_wrongly(run: Run, command: tuple[str, ...]) -> None:
    ended = run(*command)
    assert (ended.exit_code, ended.stdout) == (2, "")


def test_names_the_variable_that_is_wrong_but_not_its_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLGUARD_SECRET_KEY", "too short")
    ended = run("db", "check")
    assert ended.exit_code == 2
    assert "CALLGUARD_SECRET_KEY" in ended.stderr
    assert "too short" not in ended.stderr


def test_says_what_to_do_about_a_database_without_tables(run: Run) -> None:
    ended = run("users", "token", "xiaolin")
    assert ended.exit_code == 1
    assert "callguard db upgrade" in ended.stderr


@pytest.mark.parametrize("command", [(), ("db",), ("shops", "add"), ("users", "add"), ("users", "token"), ("serve",)])
def test_every_command_has_help(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command, "--help").exit_code == 0


def sign_in(name: str, password: str) -> int:
    app = create_app(read_settings())
    app.config["WTF_CSRF_ENABLED"] = False
    status = app.test_client().post("/sign-in", data={"name": name, "password": password}).status_code
    app.extensions["callguard"].database.close()
    return status
