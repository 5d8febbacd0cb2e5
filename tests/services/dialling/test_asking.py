"""Asking the provider for a call: at most once, and the slot freed by proof only."""

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.errors import IllegalStep, NotYours, UnknownId
from callguard.domain.permit import PermitStatus
from callguard.services import dialling
from callguard.telephony.handset import Handset
from callguard.telephony.port import ByHand, NotPlaced, Placed, Placement, Unclear
from tests.house import NOW
from tests.services.dialling.desk import Desk, Scripted
from tests.telephony.stand_in import CALL


def test_rings_the_agent_and_remembers_the_providers_reference(desk: Desk) -> None:
    telephony = Scripted(Placed(CALL))
    assert desk.dial(telephony) == Placed(CALL)
    (call,) = telephony.asked
    assert call.agent_e164 == "+8613900139000"
    assert desk.attempt.provider_ref == CALL
    assert desk.attempt.dial_token == call.dial_token
    assert desk.attempt.result is CallResult.UNKNOWN


@pytest.mark.parametrize("answer", [Placed(CALL), Unclear("http_500")])
def test_never_asks_a_second_time(desk: Desk, answer: Placement) -> None:
    telephony = Scripted(answer)
    assert desk.dial(telephony) == answer
    assert desk.dial(telephony) is None
    assert len(telephony.asked) == 1


def test_everybody_knows_of_the_dial_before_the_provider_does(desk: Desk) -> None:
    seen = []
    desk.dial(Scripted(meanwhile=lambda call: seen.append(desk.attempt.dial_token == call.dial_token)))
    assert seen == [True]


def test_a_handset_is_left_to_the_agent_who_needs_no_number_for_it(desk: Desk) -> None:
    desk.house.agent.phone = None
    assert desk.dial(Handset()) == ByHand()
    assert desk.permit_status is PermitStatus.OPEN


def test_refuses_an_agent_without_a_telephone_before_anything_is_asked_for(desk: Desk) -> None:
    desk.house.agent.phone = None
    telephony = Scripted()
    with pytest.raises(IllegalStep):
        desk.dial(telephony)
    assert telephony.asked == []
    assert desk.attempt.dial_token is None


def test_refuses_somebody_elses_permit(desk: Desk) -> None:
    telephony = Scripted()
    with pytest.raises(NotYours):
        desk.dial(telephony, desk.house.colleague)
    assert telephony.asked == []


def test_refuses_a_permit_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(UnknownId):
        dialling.dial(desk.house.database, Scripted(), 404, desk.house.agent, lambda: NOW)


def test_refuses_a_permit_that_ran_out(desk: Desk) -> None:
    telephony, over = Scripted(), NOW + desk.house.settings.permit_length
    with pytest.raises(IllegalStep):
        dialling.dial(desk.house.database, telephony, desk.permit_id, desk.house.agent, lambda: over)
    assert telephony.asked == []


def test_refuses_a_permit_that_is_settled(desk: Desk) -> None:
    desk.agent_says(CallResult.NOT_PLACED)
    with pytest.raises(IllegalStep):
        desk.dial(Scripted())


def test_proof_that_nothing_rang_frees_the_slot(desk: Desk) -> None:
    desk.dial(Scripted(NotPlaced(CallResult.NOT_PLACED, "twilio_21211")))
    assert desk.attempt.result is CallResult.NOT_PLACED
    assert desk.permit_status is PermitStatus.SETTLED
    assert desk.calls_left == 2


def test_no_proof_counts_as_a_call(desk: Desk) -> None:
    desk.dial(Scripted(Unclear("http_500")))
    assert desk.attempt.result is CallResult.UNKNOWN
    assert desk.permit_status is PermitStatus.OPEN
    assert desk.calls_left == 1


def test_what_the_agent_said_meanwhile_stands(desk: Desk) -> None:
    telephony = Scripted(NotPlaced(CallResult.FAILED, "unreachable"), lambda _: desk.agent_says(CallResult.NOT_PLACED))
    desk.dial(telephony)
    assert desk.attempt.result is CallResult.NOT_PLACED


def test_a_callback_may_be_faster_than_the_answer(desk: Desk) -> None:
    numbers = []
    desk.dial(Scripted(Placed(CALL), lambda call: numbers.append(desk.bridge(call.dial_token))))
    assert numbers[0] is not None
    assert desk.attempt.provider_ref == CALL
