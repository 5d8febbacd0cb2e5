"""`callguard demo` as it is run in a terminal: a process with processes of its own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from callguard.cli.demo import FOLDER
from callguard.demo.folder import DemoFolder
from tests.cli.conftest import Run
from tests.house import NOW

ROOT = Path(__file__).parents[2]
PATIENCE = 180
# Less than three seconds on a machine of its own; here the rest of the suite runs beside it.
STOPS_WITHIN = 15

# One group, so that one worker plays the company for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


class Demo:
    """A demo that runs in a folder; what it says is in `words`."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.words = home / "words"
        others = {name: value for name, value in os.environ.items() if not name.startswith("CALLGUARD_")}
        with self.words.open("w") as words:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "callguard", "demo", *arguments],
                cwd=home,
                env=others | {"PYTHONPATH": str(ROOT), "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
                stdout=words,
                stderr=words,
            )

    @property
    def port(self) -> int:
        """Where it says it is, once it says so."""
        return int(self.wait_for(r"http://127\.0\.0\.1:(\d+)"))

    def wait_for(self, pattern: str) -> str:
        """What the group of the pattern stands for, once it has been said."""
        ends_at = time.monotonic() + PATIENCE
        while time.monotonic() < ends_at and self.process.poll() is None:
            if found := re.search(pattern, self.words.read_text()):
                return found[1]
            time.sleep(0.1)
        pytest.fail(self.words.read_text())

    def children(self) -> dict[str, int]:
        """The pids of its processes, by their commands."""
        started = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {Path(f"/proc/{pid}/cmdline").read_text().split("\0")[3]: int(pid) for pid in started}

    def stopped_by(self, number: signal.Signals) -> int:
        """Its exit status after the signal; fails when stopping takes too long."""
        self.process.send_signal(number)
        return self.process.wait(STOPS_WITHIN)


Start = Callable[..., Demo]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a demo was started, looked at, and stopped."""
    home = tmp_path_factory.mktemp("filled")
    demo = Demo(home, "--port", str(free_port()))
    assert "登录" in page(demo.port, "/sign-in")
    assert demo.stopped_by(signal.SIGINT) == 0
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """The test's own copy of it."""
    return shutil.copytree(filled, tmp_path / "home")


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts demos, and ends what is left of them."""
    started: list[Demo] = []

    def start(home: Path, *arguments: str) -> Demo:
        # A port of its own: another server that is tested at this moment must not answer in its place.
        port = () if "--port" in arguments else ("--port", str(free_port()))
        started.append(Demo(home, *arguments, *port))
        return started[-1]

    yield start
    for demo in started:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.process.wait(PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def page(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200
    text = answer.read().decode()
    connection.close()
    return text


def session_of(leader: int) -> set[int]:
    """The processes of a session, its leader among them."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            if os.getsid(int(entry.name)) == leader:
                found.add(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether it still runs: one that has ended may wait a while for somebody to take note of it."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


def test_starts_in_an_empty_folder_and_says_where_who_and_what(filled: Path) -> None:
    said = (filled / "words").read_text()
    assert "callguard-demo" in said
    assert "陈主管" in said
    assert "taobao-refunds.xlsx" in said
    assert {path.name for path in (filled / FOLDER).iterdir()} >= {"callguard.sqlite", "taobao-orders.csv"}
    assert (filled / FOLDER / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stops_everything_at_once(home: Path, start: Start, number: signal.Signals) -> None:
    demo = start(home)
    assert demo.port
    children = demo.children()
    assert set(children) == {"serve", "jobs"}
    started = {pid for child in children.values() for pid in session_of(child)}
    assert len(started) >= 3  # the server has a worker
    assert demo.stopped_by(number) == 0
    assert not {pid for pid in started if is_alive(pid)}


@pytest.mark.parametrize(("victim", "other"), [("serve", "jobs"), ("jobs", "serve")])
def test_when_one_process_dies_it_says_so_and_stops_the_other(
    home: Path, start: Start, victim: str, other: str
) -> None:
    demo = start(home)
    assert demo.port
    children = demo.children()
    os.kill(children[victim], signal.SIGKILL)
    assert demo.process.wait(STOPS_WITHIN) == 1
    assert f"{victim} 进程出了故障" in demo.words.read_text()
    assert not is_alive(children[other])


def clocks(demo: Demo) -> list[dict[str, str]]:
    """What each process was told of the time."""
    variables = [Path(f"/proc/{pid}/environ").read_text().split("\0") for pid in demo.children().values()]
    return [dict(one.split("=", 1) for one in each if one.startswith("CALLGUARD_NOW")) for each in variables]


def test_pages_and_jobs_share_one_clock(home: Path, start: Start) -> None:
    demo = start(home, "--now", "2026-11-20T16:00+08:00")
    assert demo.port
    pages, jobs = clocks(demo)
    assert pages == jobs
    assert datetime.fromisoformat(pages["CALLGUARD_NOW"]) == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert datetime.now(UTC) - datetime.fromisoformat(pages["CALLGUARD_NOW_SINCE"]) < timedelta(seconds=PATIENCE)


def test_a_second_start_keeps_the_data_and_time_does_not_run_backwards(home: Path, start: Start) -> None:
    key = home / FOLDER / "secret-key"
    before = key.read_text()
    demo = start(home, "--now", "2026-11-01T10:00+08:00")
    assert demo.port
    assert key.read_text() == before
    assert datetime.fromisoformat(clocks(demo)[0]["CALLGUARD_NOW"]) > NOW - timedelta(minutes=5)


def test_the_data_of_an_earlier_version_gets_certificates_once(home: Path) -> None:
    folder = DemoFolder(home / FOLDER)

    def certificates(then: str = "SELECT 1") -> int:
        with closing(sqlite3.connect(folder.path / "callguard.sqlite")) as data, data:
            data.execute(then)
            in_force: int = data.execute("SELECT count(*) FROM certificates WHERE revoked_at IS NULL").fetchone()[0]
            return in_force

    given = certificates()
    assert certificates("DELETE FROM certificates") == 0
    folder.bring_up_to_date(NOW)
    assert certificates() == given > 5
    certificates("UPDATE certificates SET revoked_at = granted_at")
    folder.bring_up_to_date(NOW)
    assert certificates() == 0


def test_fresh_starts_over(home: Path, start: Start) -> None:
    key = home / FOLDER / "secret-key"
    before = key.read_text()
    assert start(home, "--fresh").port
    assert key.read_text() != before


def test_two_demos_do_not_share_a_folder(home: Path, start: Start) -> None:
    assert start(home).port
    second = start(home)
    assert second.process.wait(PATIENCE) == 1
    assert "已有一个演示在运行" in (home / "words").read_text()


def test_a_taken_port_is_an_error_when_it_was_asked_for(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("demo", "--port", str(port))
    assert refused.exit_code == 2
    assert f"端口 {port} 已被占用" in refused.stderr


@pytest.mark.parametrize("now", ["2026-11-20T14:05", "tomorrow", "0001-01-01T00:00+08:00", "2026-13-45T00:00Z"])
def test_refuses_what_is_no_instant(run: Run, now: str) -> None:
    refused = run("demo", "--now", now)
    assert refused.exit_code == 2
    assert "--now" in refused.stderr
