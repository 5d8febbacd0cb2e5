"""Placing a permit's call: asked for at most once, freed by proof only, settled by what is reported."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from callguard.db.models import Attempt, Callback, DialPermit, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, NotYours, UnknownId
from callguard.domain.permit import PermitStatus
from callguard.services import dialling
from callguard.services.guard_questions import Questioner
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import RevealedNumber, expire_permits, settle_permit
from callguard.telephony.handset import Handset
from callguard.telephony.port import ByHand, LegEnded, NotPlaced, OutboundCall, Placed, Placement, Unclear
from tests.house import NOW, House
from tests.telephony.stand_in import CALL, StandIn, hang

NUMBER = "+8613800138000"
LATER = NOW + timedelta(seconds=20)
HUNG_UP = NOW + timedelta(minutes=5)
ROOT = Path(__file__).parents[2]


@dataclass
class Scripted:
    """A telephone system that answers as it is told to, and does something meanwhile."""

    answer: Placement = field(default_factory=lambda: Placed(CALL))
    meanwhile: Callable[[OutboundCall], object] = lambda _: None
    asked: list[OutboundCall] = field(default_factory=list)
    rings_agent = True

    def place(self, call: OutboundCall) -> Placement:
        """Answers."""
        self.asked.append(call)
        self.meanwhile(call)
        return self.answer


@dataclass
class Desk:
    """An agent with a telephone and an open permit."""

    house: House
    callback_id: int
    attempt_id: int
    permit_id: int

    def dial(self, telephony: Scripted | Handset, agent: User | None = None) -> Placement | None:
        return dialling.dial(self.house.database, telephony, self.permit_id, agent or self.house.agent, lambda: NOW)

    def dialled(self, answer: Placement | None = None) -> str:
        """The token of a call that was asked for."""
        telephony = Scripted(answer or Placed(CALL))
        self.dial(telephony)
        return telephony.asked[0].dial_token

    def bridge(self, token: str, ref: str = CALL, at: timedelta = timedelta(seconds=20)) -> RevealedNumber | None:
        with self.house.writing() as session:
            return dialling.bridge(session, self.house.vault, token, ref, NOW + at)

    def agent_leg_ends(self, token: str, ref: str = CALL) -> None:
        with self.house.writing() as session:
            dialling.settle_agent_leg(session, token, ref, HUNG_UP)

    def customer_leg_ends(self, token: str, result: CallResult, seconds: int = 0, ref: str = CALL) -> None:
        with self.house.writing() as session:
            ended = LegEnded(ref, result, timedelta(seconds=seconds))
            dialling.settle_customer_leg(session, token, ended, HUNG_UP)

    def agent_says(self, result: CallResult) -> None:
        with self.house.writing() as session:
            settle_permit(session, self.permit_id, self.house.agent, result, LATER)

    @property
    def attempt(self) -> Attempt:
        with self.house.database.reading() as session:
            return session.get_one(Attempt, self.attempt_id)

    @property
    def permit_status(self) -> PermitStatus:
        with self.house.database.reading() as session:
            return session.get_one(DialPermit, self.permit_id).status

    @property
    def calls_left(self) -> int | None:
        """How many calls the customer may still get today without a release."""
        with self.house.database.reading() as session:
            callback = session.get_one(Callback, self.callback_id)
            questioner = Questioner(
                session, self.house.vault, self.house.settings.policy, [callback.case.customer_id], HUNG_UP
            )
            return guard.judge(questioner.question(callback)).calls_left["per-day"].free


@pytest.fixture
def desk(house: House) -> Desk:
    """The agent has taken the permit and not dialled yet."""
    with house.writing() as session:
        session.get_one(User, house.agent.id).phone = house.agent.phone = "+8613900139000"
    callback_id = house.callback(phone=NUMBER)
    attempt_id, _ = house.dialled(callback_id)
    with house.database.reading() as session:
        permit = session.query(DialPermit).filter_by(attempt_id=attempt_id).one()
    return Desk(house, callback_id, attempt_id, permit.id)


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


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """The provider has reported that somebody or something picked up."""
    token = desk.dialled()
    desk.bridge(token)
    desk.customer_leg_ends(token, CallResult.CONVERSATION, seconds=9)
    return desk


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


def ready_to_dial(desk: Desk, stand_in: StandIn) -> subprocess.Popen[str]:
    """A process that waits for a line before it dials the permit."""
    module = ["-m", "tests.telephony.dial_once", desk.house.database.url, stand_in.url, str(desk.permit_id)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, *module], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_dial(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("now\n")
    process.stdin.flush()


def test_two_processes_at_once_ask_the_provider_once(desk: Desk, stand_in: StandIn) -> None:
    processes = [ready_to_dial(desk, stand_in) for _ in range(2)]
    for process in processes:
        let_dial(process)
    told = [process.communicate(timeout=60)[0].splitlines()[-1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(told) == ["None", f"Placed(provider_ref='{CALL}')"]
    assert len(stand_in.asked) == 1
    assert desk.attempt.provider_ref == CALL


def test_a_process_killed_while_the_provider_was_asked_leaves_a_call_that_counts(desk: Desk, stand_in: StandIn) -> None:
    stand_in.fault = hang
    process = ready_to_dial(desk, stand_in)
    let_dial(process)
    assert stand_in.arrived.wait(60)
    process.kill()
    process.communicate()
    assert desk.attempt.dial_token is not None
    assert desk.attempt.result is CallResult.UNKNOWN
    assert desk.calls_left == 1
    assert desk.dial(Scripted()) is None, "what may ring must not be asked for again"
