"""The navigation grows with the blueprints, and shows each role its own."""

import re

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from callguard.domain.role import Role
from callguard.web.nav import NavItem, in_nav
from tests.application import SignIn
from tests.house import House


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with two more areas."""
    desk, approvals = Blueprint("a_desk", __name__), Blueprint("an_approvals", __name__)
    desk.add_url_rule("/a-desk", "show", lambda: "the desk")
    approvals.add_url_rule("/an-approvals", "show", lambda: "the approvals")
    in_nav(desk, NavItem("a_desk.show", "甲组", "phone", order=-2, key="x", roles=(Role.AGENT,)))
    in_nav(
        approvals,
        NavItem(
            "an_approvals.show",
            "乙组",
            "scale",
            order=-1,
            key="y",
            roles=(Role.MANAGER,),
            count=lambda _db, user: user.id,
        ),
    )
    app.register_blueprint(desk)
    app.register_blueprint(approvals)
    return app


def nav_of(page: str) -> str:
    return page.partition('class="topbar-nav"')[2].partition("</nav>")[0]


def test_shows_each_role_its_own_entries(app: Flask, house: House, sign_in: SignIn) -> None:
    agents = nav_of(sign_in(app.test_client(), house.agent).get("/password").text)
    managers = nav_of(sign_in(app.test_client(), house.manager).get("/password").text)
    assert "甲组" in agents
    assert "乙组" not in agents
    assert "乙组" in managers
    assert "甲组" not in managers


def test_counts_what_waits_for_this_user(app: Flask, house: House, sign_in: SignIn) -> None:
    page = sign_in(app.test_client(), house.manager).get("/password").text
    assert f'<span class="count">{house.manager.id}</span>' in nav_of(page)


def test_starts_on_the_first_entry_of_the_role(app: Flask, house: House, sign_in: SignIn) -> None:
    assert sign_in(app.test_client(), house.agent).get("/").headers["Location"] == "/a-desk"


def test_shows_a_stranger_none(client: FlaskClient) -> None:
    assert "<a" not in nav_of(client.get("/sign-in").text)


def test_marks_the_entry_under_which_the_page_lies(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    house.callback()
    leader = sign_in(client, house.leader)
    for path in ("/cases", "/cases/1", "/cases/1/same-person"):
        (here,) = re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"', nav_of(leader.get(path).text))
        assert here == "/cases"
