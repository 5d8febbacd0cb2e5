"""The same request under the same key is done once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import func, select

from callguard.app import create_app
from callguard.db.models import Attempt, Case, IdempotencyKey
from callguard.db.vault import Vault
from callguard.services.idempotency import GivenAnswer
from callguard.services.users import make_token
from callguard.settings import Settings
from tests.api.conftest import TOMORROW, Caller, paths, told
from tests.api.test_cases import CASE
from tests.api.test_permits import prepared
from tests.application import SettableClock
from tests.house import NOW, TEST_SECRET, House, kept_database

PARALLEL, ROUNDS = 4, 5


def cases_in(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count(Case.id))) or 0


def test_the_same_again_is_answered_as_before_and_done_once(agent: Caller, house: House) -> None:
    first, again = (agent.post("/cases", CASE, key="k-1") for _ in range(2))
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert told(first, 201)
    assert cases_in(house) == 1


def test_without_a_key_everything_is_new(agent: Caller, house: House) -> None:
    for _ in range(2):
        told(agent.post("/cases", CASE), 201)
    assert cases_in(house) == 2


def test_the_order_of_the_fields_makes_no_difference(agent: Caller, house: House) -> None:
    told(agent.post("/cases", CASE, key="k-1"), 201)
    told(agent.post("/cases", dict(reversed(CASE.items())), key="k-1"), 201)
    assert cases_in(house) == 1


def test_another_body_or_call_under_the_same_key_is_refused(agent: Caller, house: House) -> None:
    told(agent.post("/cases", CASE, key="k-1"), 201)
    assert paths(agent.post("/cases", CASE | {"order_no": "A-2"}, key="k-1")) == ["Idempotency-Key"]
    assert paths(agent.post("/callbacks", {"case": 1, "due_at": TOMORROW}, key="k-1")) == ["Idempotency-Key"]
    assert cases_in(house) == 1


def test_a_key_is_the_users_own(agent: Caller, colleague: Caller, house: House) -> None:
    first, other = (told(caller.post("/cases", CASE, key="k-1"), 201) for caller in (agent, colleague))
    assert first["id"] != other["id"]


def test_a_refusal_is_an_answer_too_and_leaves_nothing_else_behind(agent: Caller, house: House) -> None:
    wrong = CASE | {"customer": {"identifiers": [{"kind": "phone", "value": "12345"}]}}
    first, again = (agent.post("/cases", wrong, key="k-1") for _ in range(2))
    assert first.data == again.data
    assert paths(first) == ["customer.identifiers.0.value"]
    assert cases_in(house) == 0


def test_nothing_to_claim_stays_nothing_under_the_same_key(agent: Caller, house: House) -> None:
    assert agent.post("/callbacks/claim", key="k-1").status_code == 204
    house.callback()
    assert agent.post("/callbacks/claim", key="k-1").status_code == 204
    assert agent.post("/callbacks/claim", key="k-2").status_code == 200


def test_a_key_is_new_again_after_a_day(agent: Caller, house: House, clock: SettableClock) -> None:
    told(agent.post("/cases", CASE, key="k-1"), 201)
    clock.advance(timedelta(hours=24) - timedelta(microseconds=1))
    told(agent.post("/cases", CASE, key="k-1"), 201)
    assert cases_in(house) == 1
    clock.advance(timedelta(microseconds=1))
    told(agent.post("/cases", CASE, key="k-1"), 201)
    assert cases_in(house) == 2


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_a_length(agent: Caller, house: House, key: str) -> None:
    assert paths(agent.post("/cases", CASE, key=key)) == ["Idempotency-Key"]


def test_a_number_comes_again_and_is_not_kept_in_clear(agent: Caller, house: House) -> None:
    house.callback()
    callback, lease = prepared(agent)
    first, again = (agent.post(f"/callbacks/{callback}/permit", lease, key="k-1") for _ in range(2))
    assert first.data == again.data
    assert told(again, 201)["number"]["e164"] == "+8613800138000"
    with house.database.reading() as session:
        kept = session.scalars(select(IdempotencyKey)).one()
    assert b"13800138000" not in (kept.body_sealed or b"")
    assert "13800138000" not in kept.request_digest


def test_an_answer_in_a_log_tells_nothing() -> None:
    assert repr(GivenAnswer(201, "13800138000")) == "GivenAnswer(201)"


@pytest.fixture
def parallel_app(database_url: str) -> Iterator[Flask]:
    """The application on SQLite and PostgreSQL in turn."""
    app = create_app(Settings(secret_key=SecretStr(TEST_SECRET), database_url=database_url), SettableClock())
    yield app
    app.extensions["callguard"].database.close()


@pytest.fixture
def parallel_house(database_url: str) -> Iterator[House]:
    """The house of that application."""
    database = kept_database(database_url)
    yield House(database, Vault(TEST_SECRET))
    database.close()


def test_parallel_claims_with_keys_of_their_own_lay_one_callback_on_the_desk(
    parallel_app: Flask, parallel_house: House
) -> None:
    house, start = parallel_house, Barrier(PARALLEL)
    house.callback()
    house.callback(phone="+8613800138001")
    with house.writing() as session:
        token = make_token(session, NOW, house.agent)

    def claim(round_: int, number: int) -> int:
        caller = Caller(parallel_app.test_client(), token)
        start.wait(30)
        return int(told(caller.post("/callbacks/claim", key=f"k-{round_}-{number}"), 200)["id"])

    with ThreadPoolExecutor(PARALLEL) as pool:
        for round_ in range(ROUNDS):
            assert len(set(pool.map(partial(claim, round_), range(PARALLEL)))) == 1


def test_parallel_requests_open_one_case_and_take_one_permit(parallel_app: Flask, parallel_house: House) -> None:
    house, start = parallel_house, Barrier(PARALLEL)
    with house.writing() as session:
        token = make_token(session, NOW, house.agent)

    def at_once(path: str, body: object) -> set[bytes]:
        def post(_number: int) -> bytes:
            caller = Caller(parallel_app.test_client(), token)
            start.wait(30)
            answer = caller.post(path, body, key=f"k{path}")
            told(answer, 201)
            return bytes(answer.data)

        with ThreadPoolExecutor(PARALLEL) as pool:
            return set(pool.map(post, range(PARALLEL)))

    assert len(at_once("/cases", CASE)) == 1
    assert cases_in(house) == 1
    callback, lease = prepared(Caller(parallel_app.test_client(), token))
    assert len(at_once(f"/callbacks/{callback}/permit", lease)) == 1
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Attempt.id))) == 1
