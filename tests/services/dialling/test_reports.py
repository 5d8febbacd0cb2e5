"""What the provider asks and reports: one number given out, and the first report stands."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from callguard.domain.attempt import CallResult
from callguard.domain.errors import IllegalStep, UnknownId
from callguard.domain.permit import PermitStatus
from callguard.services.permits import expire_permits
from callguard.telephony.port import Unclear
from tests.house import NOW
from tests.services.dialling.desk import HUNG_UP, LATER, NUMBER, Desk
from tests.telephony.stand_in import CALL


def test_gives_the_number_out_once(desk: Desk) -> None:
    token = desk.dialled()
    number = desk.bridge(token)
    assert number is not None
    assert number.e164 == NUMBER
    assert desk.attempt.bridged_at == LATER
    assert desk.bridge(token) is None


def test_gives_no_number_out_once_the_permit_ran_out(desk: Desk) -> None:
    token = desk.dialled()
    assert desk.bridge(token, at=desk.house.settings.permit_length) is None
    assert desk.attempt.bridged_at is None


def test_gives_no_number_out_once_the_agent_said_that_nothing_was_dialled(desk: Desk) -> None:
    token = desk.dialled()
    desk.agent_says(CallResult.NOT_PLACED)
    assert desk.bridge(token) is None


@pytest.mark.parametrize("result", [CallResult.NOT_PLACED, CallResult.FAILED])
def test_nobody_can_say_that_nothing_was_dialled_once_the_number_was_given_out(desk: Desk, result: CallResult) -> None:
    desk.bridge(desk.dialled())
    with pytest.raises(IllegalStep):
        desk.agent_says(result)
    assert desk.attempt.result is CallResult.UNKNOWN


def test_knows_only_calls_that_it_asked_for(desk: Desk) -> None:
    with pytest.raises(UnknownId):
        desk.bridge("a token nobody gave out")


@pytest.mark.parametrize("report", [Desk.bridge, Desk.agent_leg_ends])
def test_another_call_than_the_one_placed_changes_nothing(desk: Desk, report: Callable[..., object]) -> None:
    token = desk.dialled()
    with pytest.raises(UnknownId):
        report(desk, token, ref="CA-another")
    assert desk.attempt.provider_ref == CALL
    assert desk.attempt.settled_at is None


def test_an_agent_who_did_not_pick_up_frees_the_slot_for_good(desk: Desk) -> None:
    token = desk.dialled()
    desk.agent_leg_ends(token)
    assert desk.attempt.result is CallResult.NOT_PLACED
    assert desk.calls_left == 2
    assert desk.bridge(token) is None


def test_the_agents_leg_says_nothing_of_a_customer_who_was_rung(desk: Desk) -> None:
    token = desk.dialled()
    desk.bridge(token)
    desk.agent_leg_ends(token)
    assert desk.attempt.settled_at is None
    assert desk.calls_left == 1


def test_a_lost_answer_is_made_good_by_the_callbacks(desk: Desk) -> None:
    token = desk.dialled(Unclear("connection_lost"))
    desk.bridge(token)
    assert desk.attempt.provider_ref == CALL
    desk.customer_leg_ends(token, CallResult.BUSY)
    assert desk.attempt.result is CallResult.BUSY


def test_a_lost_answer_is_made_good_when_the_agent_did_not_pick_up(desk: Desk) -> None:
    token = desk.dialled(Unclear("connection_lost"))
    desk.agent_leg_ends(token)
    assert desk.attempt.provider_ref == CALL
    assert desk.attempt.result is CallResult.NOT_PLACED


def test_the_customers_leg_settles_the_permit(desk: Desk) -> None:
    token = desk.dialled()
    desk.bridge(token)
    desk.customer_leg_ends(token, CallResult.CONVERSATION, seconds=95)
    assert desk.permit_status is PermitStatus.SETTLED
    assert desk.attempt.result is CallResult.CONVERSATION
    assert desk.attempt.started_at == HUNG_UP - timedelta(seconds=95)
    assert desk.attempt.ended_at == HUNG_UP


def test_a_call_nobody_answered_has_no_beginning(desk: Desk) -> None:
    token = desk.dialled()
    desk.bridge(token)
    desk.customer_leg_ends(token, CallResult.NO_ANSWER)
    assert desk.attempt.result is CallResult.NO_ANSWER
    assert desk.attempt.started_at is None


def test_the_provider_can_still_tell_after_the_permit_was_given_up(desk: Desk) -> None:
    token = desk.dialled()
    desk.bridge(token)
    with desk.house.writing() as session:
        assert expire_permits(session, NOW + timedelta(hours=3)) == 1
    desk.customer_leg_ends(token, CallResult.NO_ANSWER)
    assert desk.attempt.result is CallResult.NO_ANSWER
    assert desk.permit_status is PermitStatus.SETTLED


def test_the_first_report_stands_whatever_comes_later_and_the_log_names_nobody(desk: Desk) -> None:
    token = desk.dialled()
    desk.bridge(token)
    desk.customer_leg_ends(token, CallResult.BUSY)
    with capture_logs() as logged:
        desk.customer_leg_ends(token, CallResult.BUSY)
        desk.customer_leg_ends(token, CallResult.CONVERSATION, seconds=95)
        desk.agent_leg_ends(token)
    assert desk.attempt.result is CallResult.BUSY
    assert desk.attempt.started_at is None
    assert logged == [
        {
            "event": "report too late",
            "log_level": "info",
            "permit": desk.permit_id,
            "reported": "conversation",
            "settled": "busy",
        }
    ]
