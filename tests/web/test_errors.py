"""Errors as pages and as toasts."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text

from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, StaleLease, UnknownId
from callguard.domain.role import Role
from callguard.http.access import public, role_required
from tests.application import SignIn
from tests.house import House


def failing_with(app: Flask, error: Exception) -> None:
    @app.get("/fails")
    @public
    def fails() -> str:
        raise error


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (UnknownId(), 404, "没有找到这条记录"),
        (NotYours(), 423, "正由别人处理"),
        (StaleLease(), 409, "不再占用"),
        (InvalidFields((FieldError("name", "blank"),)), 422, "标在各自的输入框旁"),
        (RuntimeError("13800138000"), 500, "错误已记录"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_tells_what_happened_and_offers_a_way_on(app: Flask, error: Exception, status: int, words: str) -> None:
    failing_with(app, error)
    answer = app.test_client().get("/fails")
    assert answer.status_code == status
    assert words in answer.text
    assert "回到工作页面" in answer.text
    assert "13800138000" not in answer.text


@pytest.mark.parametrize("error", [UnknownId(), RuntimeError("inside")], ids=["a refusal", "a crash"])
def test_lays_a_toast_over_the_page_when_a_fragment_fails(app: Flask, error: Exception) -> None:
    failing_with(app, error)
    answer = app.test_client().get("/fails", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "data-toast" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 405, 409, 413, 415, 422, 423, 429, 503])
def test_every_status_has_a_page(app: Flask, status: int) -> None:
    @app.get("/aborts")
    @public
    def aborts() -> str:
        abort(status)

    answer = app.test_client().get("/aborts")
    assert answer.status_code == status
    assert f"错误代码 {status}" in answer.text


def test_a_page_for_seniors_refuses_an_agent(app: Flask, house: House, sign_in: SignIn) -> None:
    @app.get("/seniors")
    @role_required(Role.SUPERVISOR, Role.MANAGER)
    def seniors() -> str:
        return "for seniors"

    assert sign_in(app.test_client(), house.agent).get("/seniors").status_code == 403
    assert sign_in(app.test_client(), house.manager).get("/seniors").text == "for seniors"


def test_a_finer_kind_of_a_known_error_is_answered_as_that(app: Flask) -> None:
    class StillRinging(IllegalStep):
        pass

    failing_with(app, StillRinging())
    assert app.test_client().get("/fails").status_code == 409


def test_a_huge_request_is_refused_before_it_is_read(app: Flask, agent_client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert agent_client.post("/password", data={"current": "x" * 5000}).status_code == 413


def test_a_broken_database_still_gets_the_designed_page(agent_client: FlaskClient, house: House) -> None:
    with house.writing() as session:
        session.execute(text("ALTER TABLE users RENAME TO nobody"))
    answer = agent_client.get("/password")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
