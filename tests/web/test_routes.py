"""What holds for every route, whoever adds it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from callguard.http.headers import SECURITY_HEADERS

# A route that strangers may use is named here, with the reason beside it.
PUBLIC = {
    "home.healthz",  # a load balancer has no password
    "account.sign_in",  # the way in
    "account.do_sign_in",
    "account.sign_out",  # harmless, and a lost session must not lead in a circle
    "account.choose_language",  # the sign-in page has the switch too
    "openapi.spec",  # describes the API and holds no data
    "api.docs",
    "telephony.bridge",  # Twilio has no password but signs (test_telephony.py)
    "telephony.agent_leg",
    "telephony.customer_leg",
}


def address(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, "1")
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def test_every_route_is_closed_to_strangers_unless_named_here(app: Flask, client: FlaskClient) -> None:
    open_to_strangers = set()
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address(app, rule), method=method)
            refused = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in?next=")
            if not refused:
                open_to_strangers.add(rule.endpoint)
    assert open_to_strangers == PUBLIC & set(app.view_functions)


def test_every_answer_carries_the_security_headers(app: Flask, agent_client: FlaskClient) -> None:
    pages = [address(app, rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for path in (*pages, "/no/such/page", "/api/v1/no/such/call", "/static/app.css"):
        answer = agent_client.get(path, buffered=True)
        assert SECURITY_HEADERS.items() <= dict(answer.headers).items(), path


def test_the_policy_allows_nothing_inline_and_no_eval() -> None:
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/password"])
def test_no_page_of_a_user_is_kept_by_a_cache(agent_client: FlaskClient, path: str) -> None:
    assert agent_client.get(path).headers["Cache-Control"] == "no-store"
