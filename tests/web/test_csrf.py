"""Forms are taken from our own pages only."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.app import create_app
from callguard.settings import Settings
from tests.application import SettableClock, SignIn
from tests.house import PASSWORD, House


@pytest.fixture
def app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    """The application as it is served, asking for the token."""
    app = create_app(settings, clock)
    yield app
    app.extensions["callguard"].database.close()


def test_refuses_a_form_without_the_token(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    answer = sign_in(client, house.agent).post("/password", data={"current": PASSWORD})
    assert answer.status_code == 400
    assert "页面可能开得太久" in answer.text


def test_takes_the_form_of_our_own_page(client: FlaskClient, house: House) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"name": "xiaolin", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/sign-in", data=form).headers["Location"] == "/"


def test_takes_the_token_in_the_header_that_htmx_sends(client: FlaskClient, house: House) -> None:
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    answer = client.post("/sign-in", data={"name": "x", "password": "y"}, headers={"X-CSRFToken": token[1]})
    assert answer.status_code == 422


def test_sends_a_stranger_to_sign_in_rather_than_talk_of_tokens(client: FlaskClient) -> None:
    assert client.post("/password").headers["Location"] == "/sign-in?next=/"
