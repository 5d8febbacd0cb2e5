"""What holds for every call: a token that is in force, and a place for what the call does not know."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import ApiToken
from tests.api.conftest import Caller, paths
from tests.api.test_description import CALLS
from tests.house import NOW, House

IDS = dict.fromkeys(("approval_id", "callback_id", "import_id", "offer_id", "permit_id"), 1)
ALL = [(method, path.format(**IDS)) for method, path in sorted(CALLS)]
OTHERWISE_READ = {"/guard/verdicts", "/imports"}


@pytest.mark.parametrize(("method", "path"), ALL)
def test_without_a_token_in_force_nothing_opens(
    client: FlaskClient, agent: Caller, house: House, method: str, path: str
) -> None:
    with house.writing() as session:
        session.query(ApiToken).update({"revoked_at": NOW})
    revoked = {"Authorization": f"Bearer {agent.token}"}
    for credentials in ({}, {"Authorization": "Bearer cg_made-up"}, revoked):
        answer = client.open(f"/api/v1{path}", method=method.upper(), headers=credentials, json={})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


@pytest.mark.parametrize("path", [path for method, path in ALL if method == "post" and path not in OTHERWISE_READ])
def test_a_field_nobody_knows_is_refused(agent: Caller, path: str) -> None:
    assert "colour" in paths(agent.post(path, {"colour": "red"}))


@pytest.mark.parametrize("path", [path for method, path in ALL if method == "get"])
def test_a_question_nobody_knows_is_refused(supervisor: Caller, path: str) -> None:
    assert paths(supervisor.get(path, colour="red")) == ["colour"]
