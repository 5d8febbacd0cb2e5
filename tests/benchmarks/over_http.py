"""A claim over HTTP, behind gunicorn, in turn with a call of the same application that only runs `select 1`."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from callguard.db.session import Database
from callguard.services.users import make_token
from tests.benchmarks.crew import Hand
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import SELECT_ONE
from tests.house import NOW, TEST_SECRET

CALLS, WARM = 300, 20
_HOST = "127.0.0.1"


def measure(url: str) -> Iterator[Figure]:
    """Calls a second, by the median; the one after the other, so that both meet the same moment."""
    hand, taken = Hand.of(url, 0, 1), ([], [])  # type: tuple[Hand, tuple[list[float], list[float]]]
    tokens = _tokens(hand)
    with _serving(url) as port:
        connection = HTTPConnection(_HOST, port, timeout=30)
        for token in tokens:
            taken[0].append(_timed(connection, "POST", "/api/v1/callbacks/claim", token))
            taken[1].append(_timed(connection, "GET", f"/api/v1{SELECT_ONE}", token))
        connection.close()
    hand.database.close()
    claim, select = (1 / statistics.median(seconds[WARM:]) for seconds in taken)
    yield Figure("claim over HTTP", f"{claim:,.0f}/s", f"`select 1` ({select:,.0f}/s)", claim / select, "at least 0.45")


def _tokens(hand: Hand) -> list[str]:
    with Database(hand.database.url).writing() as session:
        return [make_token(session, NOW, agent) for agent in hand.agents[:CALLS]]


def _timed(connection: HTTPConnection, method: str, path: str, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}"}
    started = time.perf_counter()
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return time.perf_counter() - started


@contextmanager
def _serving(url: str) -> Iterator[int]:
    """The port of a server on this database; it ends with the block."""
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port = free.getsockname()[1]
    settings = {
        "CALLGUARD_DATABASE_URL": url,
        "CALLGUARD_SECRET_KEY": TEST_SECRET,
        "CALLGUARD_NOW": NOW.isoformat(),
    }
    command = [sys.executable, "-m", "tests.benchmarks.served", _HOST, str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=os.environ | settings, stdout=quiet, stderr=quiet) as server:  # noqa: S603 - ours
        _await(port)
        yield port
        server.terminate()


def _await(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with socket.socket() as tried:
            if tried.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")
