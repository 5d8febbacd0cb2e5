"""The description of the API, for programs and for people."""

import json

import pytest
from flask.testing import FlaskClient

from callguard.api import calls
from callguard.api.fields import Asked

CALLS = {
    ("post", "/approvals/{approval_id}/decision"),
    ("post", "/callbacks"),
    ("post", "/callbacks/claim"),
    ("post", "/callbacks/{callback_id}/disposition"),
    ("post", "/callbacks/{callback_id}/permit"),
    ("post", "/callbacks/{callback_id}/preparation"),
    ("post", "/callbacks/{callback_id}/releases"),
    ("post", "/callbacks/{callback_id}/steps"),
    ("get", "/callbacks/{callback_id}/verdict"),
    ("post", "/cases"),
    ("post", "/consents"),
    ("post", "/do-not-call"),
    ("post", "/guard/verdicts"),
    ("post", "/imports"),
    ("get", "/imports/{import_id}"),
    ("post", "/offers"),
    ("post", "/offers/{offer_id}/answer"),
    ("post", "/permits/{permit_id}/result"),
    ("get", "/register"),
}


def test_openapi_names_every_call_its_token_and_its_problems(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    assert told is not None
    assert told["openapi"].startswith("3.1")
    assert {
        (method, path.removeprefix("/api/v1")) for path, calls in told["paths"].items() for method in calls
    } == CALLS
    call = told["paths"]["/api/v1/guard/verdicts"]["post"]
    assert set(call["responses"]) == {"200", "401", "422"}
    assert list(call["responses"]["422"]["content"]) == ["application/problem+json"]
    assert call["security"] == [{"bearer": []}]
    assert told["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


@pytest.mark.parametrize("asked", [call.asked for call in calls.CALLS], ids=lambda asked: asked.__name__)
def test_every_example_is_one_that_is_taken(asked: type[Asked]) -> None:
    extra = asked.model_config.get("json_schema_extra")
    if isinstance(extra, dict):
        asked.model_validate_json(json.dumps(extra["example"]))


def test_every_call_has_its_security_and_every_write_its_key(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    assert told is not None
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            assert call["security"] == [{"bearer": []}], path
            assert {"401", "422"} <= set(call["responses"]), path
            names = {parameter["name"] for parameter in call.get("parameters", ())}
            assert ("Idempotency-Key" in names) is (method == "post" and "guard" not in path), path


def test_the_page_shows_each_call_with_an_example(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").text
    assert "POST /api/v1/guard/verdicts" in page
    assert "cn-after-sales" in page
