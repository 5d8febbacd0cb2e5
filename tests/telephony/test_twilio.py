"""The Twilio adapter against a stand-in that takes what Twilio publishes, and misbehaves in every way."""

import logging
import socket
from xml.etree import ElementTree as ET

import pytest
from pydantic import SecretStr
from requests import ConnectionError as ConnectionLost
from requests import RequestException

from callguard.domain.attempt import CallResult
from callguard.settings import Settings
from callguard.telephony import twilio_http
from callguard.telephony.choice import telephony_from
from callguard.telephony.handset import Handset
from callguard.telephony.port import ByHand, NotPlaced, OutboundCall, Placed, Unclear
from callguard.telephony.twilio import Twilio, hang_up, nothing_more
from callguard.telephony.twilio_http import OneTry
from tests.telephony.stand_in import CALL, FROM, SID, TOKEN, Fault, StandIn, hang, reset, signature, status, text

AGENT = "+8613900139000"
CUSTOMER = "+8613800138000"
CALL_TO_PLACE = OutboundCall("a-token", AGENT)


def account(url: str, token: str = TOKEN) -> Twilio:
    return Twilio(SID, SecretStr(token), FROM, "https://desk.example", url)


def test_rings_the_agent_with_parameters_that_twilio_takes(stand_in: StandIn) -> None:
    assert account(stand_in.url).place(CALL_TO_PLACE) == Placed(CALL)
    (asked,) = stand_in.asked
    assert asked["To"] == [AGENT]
    assert asked["From"] == [FROM]
    assert asked["Url"] == ["https://desk.example/telephony/twilio/bridge/a-token"]
    assert asked["StatusCallback"] == ["https://desk.example/telephony/twilio/agent/a-token"]
    assert asked["StatusCallbackEvent"] == ["completed"]
    assert int(asked["Timeout"][0]) <= 25


@pytest.mark.parametrize(("to", "code"), [("13900139000", 21211), ("", 21211), ("+86 139", 21211), (None, 21201)])
def test_a_refused_number_is_proof_that_nothing_rang(stand_in: StandIn, to: str | None, code: int) -> None:
    placement = account(stand_in.url).place(OutboundCall("a-token", to))
    assert placement == NotPlaced(CallResult.NOT_PLACED, f"twilio_{code}")


def test_a_wrong_password_is_proof_that_nothing_rang(stand_in: StandIn) -> None:
    placement = account(stand_in.url, "wrong").place(CALL_TO_PLACE)
    assert placement == NotPlaced(CallResult.NOT_PLACED, "twilio_20003")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (status(429, 20429), NotPlaced(CallResult.NOT_PLACED, "twilio_20429")),
        (status(403, 20005), NotPlaced(CallResult.NOT_PLACED, "twilio_20005")),
        # Something between us and Twilio gave up waiting: what Twilio did with the request, nobody knows.
        (status(408), Unclear("http_408")),
        (status(500, 20500), Unclear("http_500")),
        (status(503), Unclear("http_503")),
        (text(502, "<html>Bad Gateway</html>"), Unclear("http_502")),
        (text(302, ""), Unclear("http_302")),
        (text(201, "<html>Welcome to the hotel</html>"), Unclear("unreadable_answer")),
        (text(201, "{}"), Unclear("answer_without_ref")),
        (reset, Unclear("connection_lost")),
    ],
)
def test_only_a_definite_refusal_is_proof(stand_in: StandIn, fault: Fault, expected: NotPlaced | Unclear) -> None:
    stand_in.fault = fault
    assert account(stand_in.url).place(CALL_TO_PLACE) == expected
    assert len(stand_in.asked) == 1, "what may ring must not be asked for again"


def test_a_time_out_proves_nothing(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_http, "SECONDS_TO_ANSWER", 0.2)
    stand_in.fault = hang
    assert account(stand_in.url).place(CALL_TO_PLACE) == Unclear("connection_lost")
    assert len(stand_in.asked) == 1


def test_what_never_connected_never_rang() -> None:
    with socket.socket() as listening_to_nobody:
        listening_to_nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening_to_nobody.getsockname()[1]}"
        assert account(url).place(CALL_TO_PLACE) == NotPlaced(CallResult.FAILED, "unreachable")


def test_a_connection_not_taken_in_time_never_rang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_http, "SECONDS_TO_ANSWER", 0.2)
    with socket.socket() as full, socket.socket() as queued:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        queued.connect(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        assert account(url).place(CALL_TO_PLACE) == NotPlaced(CallResult.FAILED, "unreachable")


@pytest.mark.parametrize("lost", [ConnectionLost(), ConnectionLost("gone"), RequestException()])
def test_a_loss_that_says_nothing_proves_nothing(monkeypatch: pytest.MonkeyPatch, lost: RequestException) -> None:
    def lose(*_: object, **__: object) -> None:
        raise lost

    monkeypatch.setattr(OneTry, "request", lose)
    assert account("http://127.0.0.1:1").place(CALL_TO_PLACE) == Unclear("connection_lost")


@pytest.mark.parametrize("fault", [None, status(400, 21211), status(500), reset])
def test_nothing_logged_or_shown_holds_a_number_or_a_token(
    stand_in: StandIn, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    stand_in.fault = fault
    twilio = account(stand_in.url)
    with caplog.at_level(logging.DEBUG):
        told = f"{twilio!r} {CALL_TO_PLACE!r} {twilio.place(CALL_TO_PLACE)!r} {caplog.text}"
    for secret in (AGENT[1:], FROM[1:], "a-token", TOKEN):
        assert secret not in told


def test_without_an_address_of_its_own_the_request_goes_to_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    went_to = []

    def note(_method: str, url: str, **_: object) -> None:
        went_to.append(url)
        raise ConnectionLost

    monkeypatch.setattr("requests.request", note)
    Twilio(SID, SecretStr(TOKEN), FROM, "https://desk.example").place(CALL_TO_PLACE)
    assert went_to == [f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Calls.json"]


def test_the_bridge_rings_the_customer_and_reports_on_both_ways() -> None:
    dial = ET.fromstring(account("").bridge("a-token", CUSTOMER, None))[0]  # noqa: S314 - our own
    report_to = "https://desk.example/telephony/twilio/customer/a-token"
    assert dial.tag == "Dial"
    assert dial.attrib == {
        "callerId": FROM,
        "timeout": "30",
        "timeLimit": "7200",
        "action": report_to,
        "method": "POST",
    }
    (number,) = dial
    assert number.text == CUSTOMER
    assert number.attrib == {
        "statusCallback": report_to,
        "statusCallbackEvent": "initiated ringing answered completed",
        "statusCallbackMethod": "POST",
    }


def test_an_extension_is_keyed_in_after_a_pause() -> None:
    ((number,),) = ET.fromstring(account("").bridge("a-token", CUSTOMER, "0417"))  # noqa: S314 - our own
    assert number.attrib["sendDigits"] == "wwww0417"


def test_the_other_answers_ring_nobody() -> None:
    assert [verb.tag for verb in ET.fromstring(hang_up())] == ["Hangup"]  # noqa: S314 - our own
    assert list(ET.fromstring(nothing_more())) == []  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("url", "form", "token", "is_signed"),
    [
        ("https://desk.example/telephony/twilio/agent/x", {"CallSid": CALL, "To": CUSTOMER}, TOKEN, True),
        ("https://desk.example/telephony/twilio/agent/x", {"CallSid": CALL}, TOKEN, False),
        ("https://desk.example/telephony/twilio/agent/y", {"CallSid": CALL, "To": CUSTOMER}, TOKEN, False),
        ("https://evil.example/telephony/twilio/agent/x", {"CallSid": CALL, "To": CUSTOMER}, TOKEN, False),
        ("https://desk.example/telephony/twilio/agent/x", {"CallSid": CALL, "To": CUSTOMER}, "another", False),
    ],
)
def test_only_twilio_can_sign(url: str, form: dict[str, str], token: str, is_signed: bool) -> None:
    received = {"CallSid": CALL, "To": CUSTOMER}
    signed = signature(url, form, token)
    assert account("").is_signed("/telephony/twilio/agent/x", received, signed) is is_signed


def test_nothing_is_signed_by_no_signature() -> None:
    assert not account("").is_signed("/telephony/twilio/agent/x", {}, "")


def test_the_settings_choose_the_telephone_system() -> None:
    secret = SecretStr("a secret for tests only")
    handset = telephony_from(Settings(secret_key=secret))
    assert isinstance(handset, Handset)
    assert not handset.rings_agent
    assert handset.place(CALL_TO_PLACE) == ByHand()
    twilio = telephony_from(
        Settings.model_validate(
            {
                "secret_key": secret,
                "public_url": "https://desk.example/",
                "telephony": "twilio",
                "twilio_account_sid": SID,
                "twilio_auth_token": TOKEN,
                "twilio_from_number": FROM,
                "twilio_api_url": "http://127.0.0.1:1",
            }
        )
    )
    assert twilio == Twilio(SID, SecretStr(TOKEN), FROM, "https://desk.example", "http://127.0.0.1:1/")
    assert twilio.rings_agent
