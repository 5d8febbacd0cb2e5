"""POST /guard/verdicts."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import ApiToken, User
from callguard.services.users import make_token
from tests.house import NOW, House

DOCUMENT = {
    "policy": "cn-after-sales",
    "now": "2026-11-21T15:00:00+08:00",
    "number": {"e164": "+8613800138000"},
    "calls": [{"at": "2026-11-21T14:30:00+08:00", "result": "no_answer"}],
}


@pytest.fixture
def bearer(house: House) -> dict[str, str]:
    """The header of a caller with a token of the agent's."""
    with house.writing() as session:
        return {"Authorization": f"Bearer {make_token(session, NOW, house.agent)}"}


def test_answers_as_the_guard_does(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.post("/api/v1/guard/verdicts", json=DOCUMENT, headers=bearer)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["verdict"] == "refuse"
    assert answer.json["next_allowed_at"] == "2026-11-21T15:30:00+08:00"
    assert [refusal["rule"] for refusal in answer.json["refusals"]] == ["gaps"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"policy": "cn-after-sales", "now": "2026-11-21T15:00:00"}', "$.now"),
        (b'{"policy": "no-such-preset", "now": "2026-11-21T15:00:00Z"}', "$.policy"),
        (b'{"policy": "cn-strict", "now": "2026-11-21T15:00:00Z", "colour": 1}', "$.colour"),
        (
            b'{"policy": "cn-strict", "now": "2026-11-21T15:00:00Z", "calls": [{"at": 5, "result": "busy"}]}',
            "$.calls[0].at",
        ),
        (b"not json", "$"),
        (b"", "$"),
        ('{"policy": "严格"}'.encode("gbk"), "$"),
    ],
    ids=["naive time", "unknown preset", "unknown key", "number for an instant", "no JSON", "nothing", "GBK"],
)
def test_names_the_path_of_what_it_cannot_judge(
    client: FlaskClient, bearer: dict[str, str], body: bytes, path: str
) -> None:
    answer = client.post("/api/v1/guard/verdicts", data=body, headers=bearer)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert [fault["path"] for fault in answer.json["errors"]] == [path]


@pytest.mark.parametrize("credentials", [{}, {"Authorization": "Bearer cg_made-up"}, {"Authorization": "Basic eDp4"}])
def test_asks_for_a_token(client: FlaskClient, house: House, credentials: dict[str, str]) -> None:
    answer = client.post("/api/v1/guard/verdicts", json=DOCUMENT, headers=credentials)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_takes_no_session_cookie_for_a_token(agent_client: FlaskClient) -> None:
    assert agent_client.post("/api/v1/guard/verdicts", json=DOCUMENT).status_code == 401


def test_a_revoked_token_opens_nothing(client: FlaskClient, house: House, bearer: dict[str, str]) -> None:
    with house.writing() as session:
        session.query(ApiToken).update({"revoked_at": NOW})
    assert client.post("/api/v1/guard/verdicts", json=DOCUMENT, headers=bearer).status_code == 401


def test_an_inactive_users_token_opens_nothing(client: FlaskClient, house: House, bearer: dict[str, str]) -> None:
    with house.writing() as session:
        session.get_one(User, house.agent.id).active = False
    assert client.post("/api/v1/guard/verdicts", json=DOCUMENT, headers=bearer).status_code == 401


def test_a_wrong_method_names_the_right_one(client: FlaskClient, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/guard/verdicts", headers=bearer)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]
