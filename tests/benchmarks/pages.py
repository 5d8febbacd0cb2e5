"""Server time of the agent's pages in the demo's company, in turn with an empty page of the same application."""

import logging
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select

from callguard.app import create_app
from callguard.cli.serve import keep_for_good
from callguard.db.migrate import upgrade
from callguard.db.models import User
from callguard.demo.company import load_company
from callguard.services.queue.claiming import claim_next
from callguard.services.runtime import Runtime
from callguard.settings import Settings
from tests.application import signed_in
from tests.benchmarks.figure import Figure
from tests.house import NOW

ROUNDS, WARM = 300, 20
"""The first ones compile templates and have statements prepared: they are not timed."""

_EMPTY = "/password"


def measure() -> Iterator[Figure]:
    """Milliseconds at the median and the 95th percentile, beside the median of an empty page."""
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        runtime: Runtime = app.extensions["callguard"]
        callback_id, client = _at_work(app, runtime)
        for name, path in (("call page", f"/callbacks/{callback_id}"), ("daily call list", "/desk")):
            yield beside_an_empty_page(name, lambda asked: client.get(asked).status_code, path)
        runtime.database.close()


def beside_an_empty_page(name: str, ask: Callable[[str], int], path: str, wanted: str = "") -> Figure:
    """A page's time, in turn with an empty page's; the ratio is that of their 95th percentiles.

    `ask` has a page answered and gives its status.
    """
    times, empty = _alternating(ask, path)
    (median, p95), (empty_median, empty_p95) = map(_middle_and_late, (times, empty))
    value = f"{median:.1f} ms, p95 {p95:.1f} ms"
    return Figure(name, value, f"an empty page ({empty_median:.1f} ms, p95 {empty_p95:.1f})", p95 / empty_p95, wanted)


def _as_served() -> None:
    """What the server does when it has loaded the application, but for a line in the log for each request."""
    keep_for_good()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _app(folder: Path) -> Flask:
    settings = Settings(secret_key=SecretStr("for measuring only"), database_url=f"sqlite:///{folder}/bench.sqlite")
    upgrade(settings.database_url)
    app = create_app(settings, lambda: NOW)
    _as_served()
    runtime: Runtime = app.extensions["callguard"]
    with runtime.database.writing() as session:
        load_company(session, runtime.vault, settings, NOW)
    return app


def _at_work(app: Flask, runtime: Runtime) -> tuple[int, FlaskClient]:
    with runtime.database.writing() as session:
        agent = session.scalars(select(User).where(User.name == "lin")).one()
        callback = claim_next(session, runtime.vault, runtime.settings, agent, NOW)
        assert callback is not None
        return callback.id, signed_in(app.test_client(), agent)


def _alternating(ask: Callable[[str], int], path: str) -> tuple[list[float], list[float]]:
    times: dict[str, list[float]] = {path: [], _EMPTY: []}
    for _ in range(WARM + ROUNDS):
        for each, taken in times.items():
            started = time.perf_counter()
            assert ask(each) == 200
            taken.append((time.perf_counter() - started) * 1000)
    return times[path][WARM:], times[_EMPTY][WARM:]


def _middle_and_late(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]
