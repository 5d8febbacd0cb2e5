"""Twilio's words for how a call went, in ours."""

from datetime import timedelta

import pytest

from callguard.domain.attempt import CallResult
from callguard.telephony.port import LegEnded
from callguard.telephony.twilio_status import agent_leg_ended, customer_leg_ended

PARENT = "CA-parent"


def of_leg(status: str, sequence: str = "3", seconds: str | None = None) -> dict[str, str]:
    form = {"CallSid": "CA-child", "ParentCallSid": PARENT, "CallStatus": status, "SequenceNumber": sequence}
    return form | ({"CallDuration": seconds} if seconds else {})


def of_dial(status: str, child: str | None = "CA-child", seconds: str | None = None) -> dict[str, str]:
    form = {"CallSid": PARENT, "CallStatus": "in-progress", "DialCallStatus": status}
    return form | ({"DialCallSid": child} if child else {}) | ({"DialCallDuration": seconds} if seconds else {})


@pytest.mark.parametrize(
    ("form", "result", "seconds"),
    [
        (of_leg("completed", seconds="95"), CallResult.CONVERSATION, 95),
        (of_leg("busy"), CallResult.BUSY, 0),
        (of_leg("no-answer", seconds="0"), CallResult.NO_ANSWER, 0),
        # The agent gave up first: it may have rung.
        (of_leg("canceled"), CallResult.NO_ANSWER, 0),
        (of_leg("failed", sequence="0"), CallResult.FAILED, 0),
        (of_leg("failed", sequence="1"), CallResult.FAILED, 0),
        (of_dial("completed", seconds="95"), CallResult.CONVERSATION, 95),
        (of_dial("answered", seconds="3"), CallResult.CONVERSATION, 3),
        (of_dial("busy"), CallResult.BUSY, 0),
        (of_dial("no-answer"), CallResult.NO_ANSWER, 0),
        (of_dial("canceled"), CallResult.NO_ANSWER, 0),
        # Refused before a leg was made.
        (of_dial("failed", child=None), CallResult.FAILED, 0),
    ],
)
def test_a_final_status_has_one_result(form: dict[str, str], result: CallResult, seconds: int) -> None:
    assert customer_leg_ended(form) == LegEnded(PARENT, result, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "form",
    [
        of_leg("initiated", sequence="0"),
        of_leg("ringing", sequence="1"),
        of_leg("in-progress", sequence="2"),
        # It had rung when it failed, or nobody says that it hadn't: no proof, so it goes on counting as unknown.
        of_leg("failed", sequence="2"),
        {"ParentCallSid": PARENT, "CallStatus": "failed"},
        # The leg's own report says whether it rang.
        of_dial("failed"),
        of_leg("a status invented tomorrow"),
    ],
)
def test_nothing_is_settled_without_proof(form: dict[str, str]) -> None:
    assert customer_leg_ended(form) is None


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "canceled", "failed"])
def test_the_agents_leg_is_over_in_every_final_status(status: str) -> None:
    assert agent_leg_ended({"CallSid": PARENT, "CallStatus": status}) == PARENT


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress"])
def test_the_agents_leg_is_not_over_before(status: str) -> None:
    assert agent_leg_ended({"CallSid": PARENT, "CallStatus": status}) is None
