"""The command line on a database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from callguard.cli import main
from tests.house import TEST_SECRET

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `callguard ARGUMENTS` in an installation without any tables yet."""
    monkeypatch.setenv("CALLGUARD_DATABASE_URL", f"sqlite:///{tmp_path}/callguard.sqlite")
    monkeypatch.setenv("CALLGUARD_SECRET_KEY", TEST_SECRET)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def set_up(run: Run) -> Run:
    """The same with the schema and one shop."""
    assert run("db", "upgrade").exit_code == 0
    assert run("shops", "add", "S-1", "--platform", "taobao", "--name", "晨光家居").exit_code == 0
    return run
