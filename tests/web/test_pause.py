"""The pause after an abusive call, as the agent and their leader see it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Callback
from callguard.domain.callback import CallbackStatus
from tests.application import SettableClock, SignIn
from tests.house import House
from tests.web.calls import Call

ABUSED = {"result": "conversation", "disposition": "abusive", "note": "接通就骂人"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def abused(agent_client: FlaskClient, house: House) -> FlaskClient:
    """The browser of an agent whose call just ended in abuse, while another callback waits."""
    call = Call(agent_client, house, house.callback(phone="+8613800138001")).dial()
    house.callback()
    assert call.post("/outcome", **ABUSED).headers["HX-Redirect"] == "/desk"
    return agent_client


def status(house: House) -> CallbackStatus:
    """Of the callback that waits."""
    with house.database.reading() as session:
        return session.query(Callback).order_by(Callback.id.desc()).first().status  # type: ignore[union-attr]  # there is one


def test_an_abusive_call_brings_the_offer_and_not_the_next_call(abused: FlaskClient, house: House) -> None:
    page = abused.get("/desk").text
    assert "先休息 15 分钟？" in page
    assert 'action="/desk/pause"' in page
    assert status(house) is CallbackStatus.PENDING


def test_nobody_has_to_take_it(abused: FlaskClient, house: House) -> None:
    assert abused.post("/desk/next").headers["Location"].startswith("/callbacks/")
    assert status(house) is CallbackStatus.CLAIMED
    assert 'id="pause"' not in abused.get("/desk").text


def test_in_the_pause_the_desk_says_until_when_and_gives_nothing(
    abused: FlaskClient, house: House, clock: SettableClock
) -> None:
    assert abused.post("/desk/pause").headers["Location"] == "/desk"
    clock.advance(3 * MINUTE)
    page = abused.get("/desk").text
    assert "休息到今天 14:20" in page
    assert "还剩 12 分钟" in page
    assert "/desk/claim/" not in page
    assert "你在休息，今天 14:20 前不会分到回电" in abused.post("/desk/next", follow_redirects=True).text
    waiting = house.callback(phone="+8613800138002")
    assert "你在休息，这段时间不会分到回电" in abused.post(f"/desk/claim/{waiting}", follow_redirects=True).text
    assert status(house) is CallbackStatus.PENDING


def test_one_click_ends_it(abused: FlaskClient, house: House) -> None:
    abused.post("/desk/pause")
    assert abused.post("/desk/pause/end").headers["Location"] == "/desk"
    assert 'id="pause"' not in abused.get("/desk").text
    assert abused.post("/desk/next").headers["Location"].startswith("/callbacks/")


def test_it_ends_by_itself(abused: FlaskClient, clock: SettableClock) -> None:
    abused.post("/desk/pause")
    clock.advance(15 * MINUTE)
    assert 'id="pause"' not in abused.get("/desk").text


def test_a_pause_that_nobody_offered_is_refused_in_words(agent_client: FlaskClient, house: House) -> None:
    assert "休息只在接了辱骂电话后提供" in agent_client.post("/desk/pause", follow_redirects=True).text


def test_the_leader_is_told_and_sees_who_pauses(abused: FlaskClient, house: House, sign_in: SignIn) -> None:
    abused.post("/desk/pause")
    leader = sign_in(abused, house.leader)
    told = leader.get("/notifications").text
    assert "小林刚在电话里被辱骂" in told
    assert "案件 AS-1" in told
    assert "休息到今天 14:20" in leader.get("/team").text
    assert 'id="pause"' not in leader.get("/desk").text
