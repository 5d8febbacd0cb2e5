"""Real processes on one database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from tests.house import NOW, House
from tests.told import entries, kinds_told, told

PATIENCE = timedelta(seconds=60)


class JobsProcess:
    """`callguard jobs`, whose clock starts at an instant."""

    def __init__(self, url: str, now: datetime, log: Path) -> None:
        self.log = log
        environment = {
            **os.environ,
            "CALLGUARD_DATABASE_URL": url,
            "CALLGUARD_SECRET_KEY": "a secret for tests only",
            "CALLGUARD_NOW": now.isoformat(),
        }
        with log.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "callguard", "jobs"], env=environment, stdout=words, stderr=words
            )

    def said(self, word: str) -> bool:
        """Whether the process has logged this."""
        return word in self.log.read_text()

    def stop(self, number: signal.Signals) -> int:
        """Its exit status after the signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE.total_seconds())


Start = Callable[..., JobsProcess]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts processes on the test's database, and ends those that are left."""
    started: list[JobsProcess] = []

    def start(now: datetime = NOW) -> JobsProcess:
        started.append(JobsProcess(database_url, now, tmp_path / f"{len(started)}.log"))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def wait_until(happened: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE.total_seconds()
    while not happened():
        assert time.monotonic() < ends_at, "it did not happen in time"
        time.sleep(0.1)


def lapsed(house: House, phone: str) -> int:
    callback_id = house.callback(phone=phone)
    house.claimed(callback_id, now=NOW - timedelta(hours=1))
    return callback_id


def test_of_two_processes_one_acts_and_the_other_follows_when_it_is_killed(house: House, start: Start) -> None:
    lapsed(house, "+8613800138000")
    processes = [start(), start()]
    wait_until(lambda: all(one.said("started") for one in processes))
    wait_until(lambda: len(told(house, house.agent)) >= 2)
    (leader,) = (one for one in processes if one.said("leading"))
    (follower,) = (one for one in processes if one is not leader)

    leader.process.kill()
    killed_at = time.monotonic()
    wait_until(lambda: follower.said("leading"))
    assert time.monotonic() - killed_at < 10

    lapsed(house, "+8613900139000")
    wait_until(lambda: len(entries(house, RegisterKind.CALLBACK_RELEASED)) >= 2)
    assert len(entries(house, RegisterKind.CALLBACK_RELEASED)) == 2
    assert sorted(kinds_told(house, house.agent)) == [
        NotificationKind.LEASE_LOST,
        NotificationKind.LEASE_LOST,
        NotificationKind.MORNING_DIGEST,
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_told_and_leaves_the_lead_to_the_next(house: House, start: Start, number: signal.Signals) -> None:
    first = start()
    # The first round loads what every other has at hand; on a busy machine that alone may take two seconds.
    wait_until(lambda: NotificationKind.MORNING_DIGEST in kinds_told(house, house.colleague))
    assert first.stop(number) == 0
    assert first.said("stopped")
    second = start()
    wait_until(lambda: second.said("started"))
    assert second.said("leading")


def test_goes_by_the_clock_of_the_application(house: House, start: Start) -> None:
    opening = NOW.replace(hour=2, minute=0)
    start(opening - timedelta(seconds=8))
    wait_until(lambda: kinds_told(house, house.agent) == [NotificationKind.MORNING_DIGEST])
    assert opening <= told(house, house.agent)[0].created_at < opening + PATIENCE


def test_says_what_to_do_when_the_schema_is_missing(blank_database_url: str, tmp_path: Path) -> None:
    jobs = JobsProcess(blank_database_url, NOW, tmp_path / "log")
    assert jobs.process.wait(timeout=60) == 1
    assert jobs.said("callguard db upgrade")
