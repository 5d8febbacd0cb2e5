"""Click to call, where the telephone system rings for the agent."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callguard.db.models import Attempt, DialPermit, User
from callguard.domain.attempt import CallResult
from callguard.telephony.port import NotPlaced, Placed
from tests.house import House
from tests.telephony.exchange import Exchange
from tests.web.calls import Call


@pytest.fixture
def exchange(app: Flask) -> Exchange:
    """The application's telephone system."""
    exchange = Exchange(Placed("CA-1"))
    app.extensions["callguard"] = replace(app.extensions["callguard"], telephony=exchange)
    return exchange


@pytest.fixture
def call(agent_client: FlaskClient, house: House, exchange: Exchange) -> Call:
    """An agent with a telephone and a permit."""
    with house.writing() as session:
        session.get_one(User, house.agent.id).phone = "+8613900139000"
    return Call(agent_client, house, house.callback()).dial()


def permit_of(house: House) -> str:
    with house.database.reading() as session:
        return str(session.query(DialPermit).one().id)


def test_the_button_rings_once_however_often_it_is_pressed(call: Call, house: House, exchange: Exchange) -> None:
    assert "先响你的话机" not in call.get().text
    answers = [call.post("/dial", permit=permit_of(house)).text for _ in range(2)]
    assert all("先响你的话机" in answer for answer in answers)
    assert exchange.asked == 1


def test_it_is_said_when_nothing_rang(call: Call, house: House, exchange: Exchange) -> None:
    exchange.answer = NotPlaced(CallResult.NOT_PLACED, "no credit")
    answer = call.post("/dial", permit=permit_of(house))
    assert (answer.status_code, "没有拨出" in answer.text) == (409, True)
    with house.database.reading() as session:
        assert session.query(Attempt).one().result is CallResult.NOT_PLACED


def test_an_agent_without_a_telephone_is_told(call: Call, house: House, exchange: Exchange) -> None:
    with house.writing() as session:
        session.get_one(User, house.agent.id).phone = None
    answer = call.post("/dial", permit=permit_of(house))
    assert (answer.status_code, "还没有填话机号码" in answer.text) == (409, True)
    assert exchange.asked == 0


def test_a_dial_names_its_permit(call: Call, exchange: Exchange) -> None:
    assert call.post("/dial").status_code == 409
    assert exchange.asked == 0


def test_a_handset_has_no_such_button(agent_client: FlaskClient, house: House) -> None:
    assert '/dial"' not in Call(agent_client, house, house.callback()).dial().get().text
