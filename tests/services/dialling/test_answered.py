"""A provider can't tell who picked up: the agent can."""

from datetime import timedelta

import pytest

from callguard.domain.attempt import CallResult
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep
from callguard.services.outcomes import ReportedOutcome, record_outcome
from tests.services.dialling.desk import HUNG_UP, Desk


@pytest.mark.parametrize("result", [CallResult.VOICEMAIL, CallResult.DROPPED])
def test_the_agent_says_who_picked_up_when_the_provider_cannot_tell(answered: Desk, result: CallResult) -> None:
    answered.agent_says(result)
    assert answered.attempt.result is result
    assert answered.attempt.started_at == HUNG_UP - timedelta(seconds=9)
    assert answered.attempt.ended_at == HUNG_UP


@pytest.mark.parametrize("result", [CallResult.NO_ANSWER, CallResult.BUSY, CallResult.NOT_PLACED, CallResult.UNKNOWN])
def test_the_agent_cannot_unsay_that_the_call_was_answered(answered: Desk, result: CallResult) -> None:
    with pytest.raises(IllegalStep):
        answered.agent_says(result)
    assert answered.attempt.result is CallResult.CONVERSATION


def test_what_the_agent_said_more_exactly_is_not_undone_by_a_later_report(answered: Desk) -> None:
    answered.agent_says(CallResult.VOICEMAIL)
    token = answered.attempt.dial_token
    assert token is not None
    answered.customer_leg_ends(token, CallResult.CONVERSATION, seconds=9)
    assert answered.attempt.result is CallResult.VOICEMAIL


def test_the_outcome_may_say_more_exactly_who_picked_up(answered: Desk) -> None:
    house = answered.house
    reported = ReportedOutcome(CallResult.VOICEMAIL, Disposition.NO_ANSWER)
    with house.writing() as session:
        record_outcome(session, house.vault, house.settings, answered.attempt_id, house.agent, reported, HUNG_UP)
    assert answered.attempt.result is CallResult.VOICEMAIL


def test_without_a_provider_the_agents_word_stands(desk: Desk) -> None:
    desk.agent_says(CallResult.CONVERSATION)
    with pytest.raises(IllegalStep):
        desk.agent_says(CallResult.VOICEMAIL)
