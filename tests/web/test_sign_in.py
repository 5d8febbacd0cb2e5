"""The sign-in page."""

import pytest
from flask.testing import FlaskClient

from callguard.services.users import set_password, user_by_name
from callguard.web.throttle import SignInThrottle
from tests.application import SignIn
from tests.house import PASSWORD, House


def post(client: FlaskClient, name: str, password: str, after: str | None = None) -> tuple[int, str, str]:
    query = {"next": after} if after else {}
    answer = client.post("/sign-in", query_string=query, data={"name": name, "password": password})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def notice(page: str) -> str:
    return page.partition('class="notice notice-never"')[2].partition("csrf_token")[0]


def test_lets_a_user_in_and_leads_to_where_they_were_going(client: FlaskClient, house: House) -> None:
    turned_away = client.get("/password?from=menu")
    assert turned_away.headers["Location"] == "/sign-in?next=/password?from%3Dmenu"
    assert post(client, "xiaolin", PASSWORD, "/password?from=menu")[:2] == (302, "/password?from=menu")
    assert client.get("/password").status_code == 200


def test_does_not_tell_a_wrong_name_from_a_wrong_password(client: FlaskClient, house: House) -> None:
    wrong_password = post(client, "xiaolin", "not the password")
    wrong_name = post(client, "nobody", PASSWORD)
    assert wrong_password[0] == wrong_name[0] == 422
    assert notice(wrong_password[2]) == notice(wrong_name[2])
    assert "用户名或密码不对" in notice(wrong_name[2])


def test_keeps_the_name_but_never_the_password_in_the_form(client: FlaskClient, house: House) -> None:
    page = post(client, "xiaolin", "a wrong secret")[2]
    assert 'value="xiaolin"' in page
    assert "a wrong secret" not in page


def test_lets_nobody_in_who_left_the_company(client: FlaskClient, house: House) -> None:
    with house.writing() as session:
        user_by_name(session, "xiaolin").active = False
    assert post(client, "xiaolin", PASSWORD)[0] == 422


def test_makes_a_name_wait_after_five_wrong_passwords_but_not_the_colleagues(client: FlaskClient, house: House) -> None:
    for _ in range(5):
        assert post(client, "xiaolin", "guess")[0] == 422
    status, _location, page = post(client, "xiaolin", PASSWORD)
    assert status == 429
    assert "5 分钟后再试" in page
    assert post(client, "xiaozhou", PASSWORD)[0] == 302


def test_makes_an_address_wait_that_fails_with_many_names() -> None:
    throttle = SignInThrottle()
    for number in range(50):
        assert throttle.wait(f"guess-{number}", "192.0.2.1") is None
        throttle.failed(f"guess-{number}", "192.0.2.1")
    assert throttle.wait("xiaozhou", "192.0.2.1") is not None
    assert throttle.wait("xiaozhou", "192.0.2.2") is None


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_never_leads_away_from_our_own_pages(client: FlaskClient, house: House, address: str) -> None:
    assert post(client, "xiaolin", PASSWORD, address)[:2] == (302, "/")
    assert client.get("/sign-in", query_string={"next": address}).headers["Location"] == "/"


def test_throws_away_what_the_session_held_before(client: FlaskClient, house: House) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by a stranger"
    post(client, "xiaolin", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signs_out(agent_client: FlaskClient) -> None:
    assert agent_client.post("/sign-out").headers["Location"] == "/sign-in"
    assert agent_client.get("/password").status_code == 302


def test_ends_the_session_when_the_password_is_reset_elsewhere(agent_client: FlaskClient, house: House) -> None:
    with house.writing() as session:
        set_password(user_by_name(session, "xiaolin"), "a fresh password")
    assert agent_client.get("/password").status_code == 302


def test_sends_a_fragment_of_a_lost_session_to_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get("/password", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/desk"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/desk")


def test_leads_someone_who_is_signed_in_past_the_form(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    assert sign_in(client, house.manager).get("/sign-in").status_code == 302
