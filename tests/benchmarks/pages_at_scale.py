"""The call page in the middle of a talk, among a hundred thousand cases and a million lines of the register."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.client import HTTPConnection

from pydantic import SecretStr
from sqlalchemy import update
from sqlalchemy.orm import Session

from callguard.app import create_app
from callguard.db.models import Callback, CustomerIdentifier, DialPermit, User
from callguard.domain.script import Step
from callguard.services.call_steps import enter_step
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare, suggested_ladder
from callguard.services.queue.claiming import claim_next
from callguard.services.runtime import Runtime
from callguard.settings import Settings
from tests.application import signed_in
from tests.benchmarks.crowd import Crowd, fill
from tests.benchmarks.figure import Figure
from tests.benchmarks.pages import beside_an_empty_page
from tests.benchmarks.served import HOST, serving
from tests.house import NOW, TEST_SECRET
from tests.postgres import running_postgres

CROWD = Crowd(waiting=100_000, attempts_each=2, lines_each=10)
PHONE = "+8613800138000"


def measure() -> Iterator[Figure]:
    """Milliseconds at the 95th percentile, beside the same of an empty page."""
    with running_postgres("-c shared_buffers=1GB") as server, server.database() as url:
        fill(url, CROWD)
        app = create_app(Settings(secret_key=SecretStr(TEST_SECRET), database_url=url), lambda: NOW)
        runtime: Runtime = app.extensions["callguard"]
        callback_id, agent = _talking(runtime)
        cookie = signed_in(app.test_client(), agent).get_cookie("callguard")
        runtime.database.close()
        assert cookie is not None
        name = "call page over HTTP, 100,000 cases, 1,000,000 lines of the register"
        with serving(url) as port, closing(HTTPConnection(HOST, port, timeout=30)) as connection:
            ask = partial(_status, connection, f"callguard={cookie.value}")
            yield beside_an_empty_page(name, ask, f"/callbacks/{callback_id}", wanted="p95 at most 3")


def _status(connection: HTTPConnection, cookie: str, path: str) -> int:
    # As a browser asks.
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip, deflate, br, zstd"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _talking(runtime: Runtime) -> tuple[int, User]:
    """An agent who is about to propose a plan, and the callback they are at."""
    with runtime.database.writing() as session:
        agent = session.get_one(User, 1)
        callback = claim_next(session, runtime.vault, runtime.settings, agent, NOW)
        assert callback is not None
        # The crowd's numbers can't be opened.
        of_customer = CustomerIdentifier.customer_id == callback.case.customer_id
        session.execute(update(CustomerIdentifier).where(of_customer).values(value_sealed=runtime.vault.seal(PHONE)))
        _dial(session, runtime, callback, agent)
        return callback.id, agent


def _dial(session: Session, runtime: Runtime, callback: Callback, agent: User) -> None:
    token = callback.lease_token or ""
    ladder = suggested_ladder(session, callback, agent, NOW)
    prepare(session, callback.id, agent, token, ladder, NOW, demands="退款", beyond_authority="请主管")
    permit = take_permit(session, runtime.vault, runtime.settings, callback.id, agent, token, NOW)
    assert isinstance(permit, DialPermit)
    for step in (Step.INTRODUCE, Step.REASON, Step.LISTEN, Step.PROPOSE):
        enter_step(session, permit.attempt_id, agent, token, step, NOW)
