"""A claim over HTTP, behind gunicorn, in turn with a call of the same application that only runs `select 1`."""

import statistics
import time
from collections.abc import Iterator
from http.client import HTTPConnection

from callguard.db.session import Database
from callguard.services.users import make_token
from tests.benchmarks.crew import Hand
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import HOST, SELECT_ONE, serving
from tests.house import NOW

CALLS, WARM = 300, 20


def measure(url: str) -> Iterator[Figure]:
    """Calls a second, by the median; the one after the other, so that both meet the same moment."""
    hand, taken = Hand.of(url, 0, 1), ([], [])  # type: tuple[Hand, tuple[list[float], list[float]]]
    tokens = _tokens(hand)
    with serving(url) as port:
        connection = HTTPConnection(HOST, port, timeout=30)
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
