"""An agent who is about to dial, and a telephone system that does as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from callguard.db.models import Attempt, Callback, DialPermit, User
from callguard.domain import guard
from callguard.domain.attempt import CallResult
from callguard.domain.permit import PermitStatus
from callguard.services import dialling
from callguard.services.guard_questions import Questioner
from callguard.services.permits import RevealedNumber, settle_permit
from callguard.telephony.handset import Handset
from callguard.telephony.port import LegEnded, OutboundCall, Placed, Placement
from tests.house import NOW, House
from tests.telephony.stand_in import CALL

NUMBER = "+8613800138000"
LATER = NOW + timedelta(seconds=20)
HUNG_UP = NOW + timedelta(minutes=5)


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
