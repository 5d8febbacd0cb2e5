"""Callers of the API: a client with the token of one user."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callguard.db.models import User
from callguard.services.users import make_token
from tests.house import NOW, House

TOMORROW = "2026-11-21T15:00:00+08:00"
PREPARATION = {
    "plans": [{"kind": "coupon", "amount": 500}, {"kind": "partial_refund", "amount": 2000}],
    "floor": 500,
    "demands": "要求全额退款",
}


@dataclass
class Caller:
    """One user's program."""

    client: FlaskClient
    token: str

    def get(self, path: str, **query: object) -> TestResponse:
        """Reads."""
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self._headers(None))

    def post(self, path: str, body: object = None, key: str | None = None, **more: Any) -> TestResponse:
        """Writes a JSON body, or whatever else `more` says."""
        content = {"json": body} if body is not None else {}
        return self.client.post(f"/api/v1{path}", headers=self._headers(key), **content, **more)

    def _headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key is not None else {})

    def claim(self) -> dict[str, Any]:
        """What lies on the desk now; fails the test when there is nothing."""
        return told(self.post("/callbacks/claim"), 200)

    def claim_token(self) -> str:
        """The token of the lease on what lies on the desk."""
        return str(self.claim()["lease_token"])

    def dial(self, result: str = "conversation") -> tuple[int, dict[str, Any]]:
        """The id of the next callback, prepared, dialled and with its result, and the permit."""
        claimed = self.claim()
        callback, lease = claimed["id"], {"lease_token": claimed["lease_token"]}
        told(self.post(f"/callbacks/{callback}/preparation", PREPARATION | lease), 201)
        permit = told(self.post(f"/callbacks/{callback}/permit", lease), 201)
        told(self.post(f"/permits/{permit['id']}/result", {"result": result}), 200)
        return callback, permit


Calls = Callable[[User], Caller]


def told(answer: TestResponse, status: int) -> dict[str, Any]:
    """The JSON of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    content: dict[str, Any] = answer.get_json()
    return content


def paths(answer: TestResponse) -> list[str]:
    """The fields that a 422 complains about."""
    assert answer.mimetype == "application/problem+json"
    return [fault["path"] for fault in told(answer, 422)["errors"]]


@pytest.fixture
def calls(client: FlaskClient, house: House) -> Calls:
    """Gives a user a token and the program that holds it."""

    def calls(user: User) -> Caller:
        with house.writing() as session:
            return Caller(client, make_token(session, NOW, user))

    return calls


@pytest.fixture
def agent(calls: Calls, house: House) -> Caller:
    """Works the list."""
    return calls(house.agent)


@pytest.fixture
def colleague(calls: Calls, house: House) -> Caller:
    """Works the same shop's list."""
    return calls(house.colleague)


@pytest.fixture
def supervisor(calls: Calls, house: House) -> Caller:
    """Decides for both shops."""
    return calls(house.supervisor)


@pytest.fixture
def outsider(calls: Calls, house: House) -> Caller:
    """Works for another shop."""
    return calls(house.outsider)
