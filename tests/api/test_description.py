"""The description of the API, for programs and for people."""

from flask.testing import FlaskClient


def test_openapi_names_every_call_its_token_and_its_problems(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    assert told is not None
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {"/api/v1/guard/verdicts"}
    call = told["paths"]["/api/v1/guard/verdicts"]["post"]
    assert set(call["responses"]) == {"200", "401", "422"}
    assert list(call["responses"]["422"]["content"]) == ["application/problem+json"]
    assert call["security"] == [{"bearer": []}]
    assert told["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_the_page_shows_each_call_with_an_example(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").text
    assert "POST /api/v1/guard/verdicts" in page
    assert "cn-after-sales" in page
