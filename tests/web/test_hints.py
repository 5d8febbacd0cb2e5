"""Each place has its hint until it is put away; the menu brings them back."""

import pytest
from flask.testing import FlaskClient

from callguard.domain.hint import Hint
from tests.application import SignIn
from tests.house import House
from tests.web.calls import HTMX, Call


def shown(page: str) -> list[str]:
    """The hints on a page."""
    return [hint.value for hint in Hint if f'id="hint-{hint}"' in page]


def test_every_place_has_its_own(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback())
    assert shown(agent_client.get("/desk").text) == ["desk"]
    call.claim()
    assert shown(call.get().text) == ["prepare"]
    call.prepare()
    assert shown(call.get().text) == ["ready"]
    call.dial()
    assert shown(call.get().text) == ["talk"]
    assert shown(call.get(view="outcome").text) == ["outcome"]


@pytest.mark.parametrize("hint", Hint)
def test_a_place_without_a_call_of_ones_own_has_none(agent_client: FlaskClient, house: House, hint: Hint) -> None:
    page = Call(agent_client, house, house.callback()).get(view=hint.value).text
    assert shown(page) == []


def test_a_hint_put_away_stays_away_and_the_others_stay(agent_client: FlaskClient, house: House) -> None:
    answer = agent_client.post("/hints/desk/dismiss", headers=HTMX)
    assert (answer.status_code, answer.text) == (200, "")
    assert shown(agent_client.get("/desk").text) == []
    call = Call(agent_client, house, house.callback()).claim()
    assert shown(call.get().text) == ["prepare"]


def test_works_without_scripts_too(agent_client: FlaskClient) -> None:
    answer = agent_client.post("/hints/desk/dismiss", data={"next": "/callbacks/1?view=outcome"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/callbacks/1?view=outcome")


def test_the_menu_brings_them_back(agent_client: FlaskClient) -> None:
    agent_client.post("/hints/desk/dismiss")
    assert "/hints/again" in agent_client.get("/desk").text
    assert agent_client.post("/hints/again", data={"next": "/desk"}).headers["Location"] == "/desk"
    assert shown(agent_client.get("/desk").text) == ["desk"]


def test_a_hint_that_is_none_is_not_found(agent_client: FlaskClient) -> None:
    assert agent_client.post("/hints/nonsense/dismiss").status_code == 404


def test_what_one_puts_away_others_still_see(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    sign_in(client, house.agent).post("/hints/desk/dismiss")
    assert shown(sign_in(client, house.colleague).get("/desk").text) == ["desk"]
