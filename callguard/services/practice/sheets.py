"""A practice call as the agent has it before them, with what the parts of the call page ask for."""

from dataclasses import dataclass

from callguard.db.models import PracticeCall, PracticeOffer, PracticePreparation
from callguard.domain.compensation import Plan
from callguard.domain.offer import accepted_among, awaits_approval, waiting_among
from callguard.domain.practice import PracticeState, Scenario, load_practice
from callguard.domain.script import Step
from callguard.domain.talk import Talk
from callguard.services.authority_meters import AuthorityMeter, meter_for
from callguard.services.practice.offering import matter_in_practice
from callguard.services.practice.talking import talk_in_practice


@dataclass(frozen=True)
class PracticeSheet:
    """One practice call at one instant; `held` while the talk goes on: only then anything is put forward."""

    call: PracticeCall
    scenario: Scenario
    talk: Talk
    meter: AuthorityMeter

    @property
    def prepared(self) -> PracticePreparation | None:
        """What the agent could answer before the first step."""
        return self.call.preparation

    @property
    def plans(self) -> list[Plan]:
        """The prepared ladder."""
        return [Plan(one.kind, one.amount, one.note) for one in self.prepared.plans] if self.prepared else []

    @property
    def held(self) -> bool:
        """Whether the agent may act in it."""
        return self.call.state is PracticeState.TALKING

    @property
    def step(self) -> Step | None:
        """Where the script stands; None before the first step."""
        return self.talk.now.step if self.talk.now else None

    @property
    def offers(self) -> list[PracticeOffer]:
        """What was put forward, the latest first."""
        return self.call.offers

    @property
    def open_offer(self) -> PracticeOffer | None:
        """What is put to the customer, or awaits a yes, now."""
        return waiting_among(self.offers)

    @property
    def awaits_approval(self) -> bool:
        """Whether a plan still awaits its yes."""
        return awaits_approval(self.offers)

    @property
    def accepted_offers(self) -> list[PracticeOffer]:
        """What the customer took, the earliest first."""
        return accepted_among(self.offers)

    def may_reopen(self, _offer: PracticeOffer) -> bool:
        """Whether a yes may still be taken back."""
        return self.held


def practice_sheet(call: PracticeCall) -> PracticeSheet:
    """The sheet of a practice call; it counts against nobody's budget of the day."""
    scenario = load_practice().scenarios[call.scenario]
    meter = meter_for(call.agent.role, matter_in_practice(call), 0)
    return PracticeSheet(call, scenario, talk_in_practice(call), meter)
