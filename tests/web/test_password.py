"""The page to change one's own password."""

import pytest
from flask.testing import FlaskClient

from tests.application import SignIn
from tests.house import PASSWORD, House

NEW = "a new long password"


def test_changes_it_and_stays_signed_in_here_only(agent_client: FlaskClient, house: House, sign_in: SignIn) -> None:
    elsewhere = sign_in(agent_client.application.test_client(), house.agent)
    form = {"current": PASSWORD, "new": NEW, "again": NEW}
    assert "密码已更改" in agent_client.post("/password", data=form, follow_redirects=True).text
    assert elsewhere.get("/password").headers["Location"].startswith("/sign-in")
    assert agent_client.get("/password").status_code == 200
    signed_in = agent_client.application.test_client().post("/sign-in", data={"name": "xiaolin", "password": NEW})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "当前密码不对"),
        ({"current": PASSWORD, "new": NEW, "again": NEW + "!"}, "两次输入的新密码不一样"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "密码至少 10 个字符"),
        ({"current": PASSWORD, "new": "x" * 129, "again": "x" * 129}, "密码最多 128 个字符"),
        ({}, "当前密码不对"),
    ],
    ids=["wrong", "not repeated", "short", "huge", "empty"],
)
def test_says_at_the_field_what_is_wrong_and_changes_nothing(
    agent_client: FlaskClient, form: dict[str, str], fault: str
) -> None:
    answer = agent_client.post("/password", data=form)
    assert answer.status_code == 422
    assert fault in answer.text
    assert NEW not in answer.text
    assert agent_client.get("/password").status_code == 200
