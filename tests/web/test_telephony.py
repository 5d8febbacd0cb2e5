"""A click to call as Twilio sees it: what it is asked, and the signed requests it sends back."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callguard.app import create_app
from callguard.db.models import Attempt, DialPermit, User
from callguard.domain.attempt import CallResult
from callguard.services.dialling import dial
from callguard.services.runtime import Runtime
from callguard.settings import Settings
from tests.house import NOW, House
from tests.telephony.stand_in import CALL, FROM, SID, TOKEN, StandIn, signature

PUBLIC_URL = "https://desk.example"
CUSTOMER = "+8613800138000"
AGENT = "+8613900139000"


@dataclass
class Line:
    """A call that Twilio was asked for, and Twilio's side of it."""

    runtime: Runtime
    client: FlaskClient
    attempt_id: int
    asked: dict[str, list[str]]

    def signed(self, url: str, form: dict[str, str]) -> TestResponse:
        return self.client.post(urlsplit(url).path, data=form, headers={"X-Twilio-Signature": signature(url, form)})

    def agent_picks_up(self, call: str = CALL) -> ET.Element:
        answer = self.signed(self.asked["Url"][0], {"CallSid": call, "CallStatus": "in-progress"})
        assert answer.status_code == 200
        assert answer.mimetype == "text/xml"
        return ET.fromstring(answer.text)  # noqa: S314 - our own

    def agent_leg_ends(self, status: str) -> TestResponse:
        return self.signed(self.asked["StatusCallback"][0], {"CallSid": CALL, "CallStatus": status})

    @property
    def attempt(self) -> Attempt:
        with self.runtime.database.reading() as session:
            return session.get_one(Attempt, self.attempt_id)


@pytest.fixture
def line(database_url: str, stand_in: StandIn) -> Iterator[Line]:
    """The agent's telephone is ringing."""
    settings = Settings.model_validate(
        {
            "secret_key": "a secret for tests only",
            "database_url": database_url,
            "public_url": PUBLIC_URL,
            "telephony": "twilio",
            "twilio_account_sid": SID,
            "twilio_auth_token": TOKEN,
            "twilio_from_number": FROM,
            "twilio_api_url": stand_in.url,
        }
    )
    app = create_app(settings, lambda: NOW)
    runtime: Runtime = app.extensions["callguard"]
    house = House(runtime.database)
    with house.writing() as session:
        session.get_one(User, house.agent.id).phone = house.agent.phone = AGENT
    attempt_id, _ = house.dialled(house.callback(phone=CUSTOMER))
    with runtime.database.reading() as session:
        permit = session.query(DialPermit).filter_by(attempt_id=attempt_id).one()
    dial(runtime.database, runtime.telephony, permit.id, house.agent, runtime.clock)
    yield Line(runtime, app.test_client(), attempt_id, stand_in.asked[0])
    runtime.database.close()


def test_a_whole_call_from_the_click_to_the_result(line: Line) -> None:
    assert line.asked["To"] == [AGENT]
    ((number,),) = line.agent_picks_up()
    assert number.text == CUSTOMER
    leg = {"CallSid": "CA-child", "ParentCallSid": CALL}
    report_to = number.attrib["statusCallback"]
    for event, status in enumerate(["initiated", "ringing", "in-progress"]):
        assert line.signed(report_to, leg | {"CallStatus": status, "SequenceNumber": str(event)}).status_code == 200
    assert line.attempt.settled_at is None
    over = leg | {"CallStatus": "completed", "SequenceNumber": "3", "CallDuration": "95"}
    assert line.signed(report_to, over).status_code == 200
    assert line.attempt.result is CallResult.CONVERSATION
    assert line.agent_leg_ends("completed").status_code == 200
    assert line.attempt.result is CallResult.CONVERSATION


def test_the_end_of_the_dial_settles_too_and_ends_the_agents_call(line: Line) -> None:
    (dial_verb,) = line.agent_picks_up()
    form = {"CallSid": CALL, "CallStatus": "in-progress", "DialCallStatus": "busy", "DialCallSid": "CA-child"}
    answer = line.signed(dial_verb.attrib["action"], form)
    assert list(ET.fromstring(answer.text)) == []  # noqa: S314 - our own
    assert line.attempt.result is CallResult.BUSY


def test_an_agent_who_does_not_pick_up_leaves_the_customer_in_peace(line: Line) -> None:
    line.agent_leg_ends("no-answer")
    assert line.attempt.result is CallResult.NOT_PLACED
    assert [verb.tag for verb in line.agent_picks_up()] == ["Hangup"]


def test_a_leg_on_its_way_settles_nothing(line: Line) -> None:
    assert line.agent_leg_ends("in-progress").status_code == 200
    assert line.attempt.settled_at is None


def test_the_customer_is_rung_once_however_often_twilio_asks(line: Line) -> None:
    assert [verb.tag for verb in line.agent_picks_up()] == ["Dial"]
    assert [verb.tag for verb in line.agent_picks_up()] == ["Hangup"]


@pytest.mark.parametrize("forged", [None, "", "not a signature", "Zm9yZ2Vk", "签名"])
def test_turns_away_what_twilio_did_not_sign(line: Line, forged: str | None) -> None:
    headers = [] if forged is None else [("X-Twilio-Signature", forged)]
    for url in (line.asked["Url"][0], line.asked["StatusCallback"][0]):
        form = {"CallSid": CALL, "CallStatus": "completed"}
        answer = line.client.post(urlsplit(url).path, data=form, headers=headers)
        assert answer.status_code == 403
        assert CUSTOMER not in answer.text
    assert line.attempt.settled_at is None
    assert line.attempt.bridged_at is None


def test_turns_away_a_signed_form_that_was_changed(line: Line) -> None:
    url = line.asked["StatusCallback"][0]
    signed = signature(url, {"CallSid": CALL, "CallStatus": "in-progress"})
    changed = {"CallSid": CALL, "CallStatus": "completed"}
    answer = line.client.post(urlsplit(url).path, data=changed, headers={"X-Twilio-Signature": signed})
    assert answer.status_code == 403


def test_the_signature_covers_the_public_address_not_the_one_behind_the_proxy(line: Line) -> None:
    path = urlsplit(line.asked["StatusCallback"][0]).path
    form = {"CallSid": CALL, "CallStatus": "completed"}
    signed_inside = signature(f"http://localhost{path}", form)
    answer = line.client.post(path, data=form, headers={"X-Twilio-Signature": signed_inside})
    assert answer.status_code == 403


@pytest.mark.parametrize("about", ["bridge", "agent", "customer"])
def test_knows_nothing_of_calls_it_did_not_ask_for(line: Line, about: str) -> None:
    form = {"CallSid": CALL, "ParentCallSid": CALL, "CallStatus": "completed"}
    assert line.signed(f"{PUBLIC_URL}/telephony/twilio/{about}/nobody", form).status_code == 404


def test_a_report_of_another_call_changes_nothing(line: Line) -> None:
    form = {"CallSid": "CA-another", "CallStatus": "completed"}
    assert line.signed(line.asked["StatusCallback"][0], form).status_code == 404
    assert line.attempt.settled_at is None


def test_a_signed_form_without_its_fields_is_refused(line: Line) -> None:
    assert line.signed(line.asked["StatusCallback"][0], {}).status_code == 400


def test_no_address_and_no_log_holds_personal_data(line: Line, capfd: pytest.CaptureFixture[str]) -> None:
    ((number,),) = line.agent_picks_up()
    line.signed(number.attrib["statusCallback"], {"ParentCallSid": CALL, "CallStatus": "busy", "To": CUSTOMER})
    line.agent_leg_ends("completed")
    urls = [line.asked["Url"][0], line.asked["StatusCallback"][0], number.attrib["statusCallback"]]
    told = f"{urls} {capfd.readouterr().err}"
    assert "/telephony/twilio/bridge/<dial_token>" in told
    for secret in (CUSTOMER[1:], AGENT[1:]):
        assert secret not in told


def test_without_twilio_its_addresses_lead_nowhere(database_url: str) -> None:
    settings = Settings.model_validate({"secret_key": "a secret for tests only", "database_url": database_url})
    app = create_app(settings, lambda: NOW)
    assert app.test_client().post("/telephony/twilio/bridge/x", data={"CallSid": CALL}).status_code == 404
    app.extensions["callguard"].database.close()
