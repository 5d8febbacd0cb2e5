"""All that lies on the desk while a call is prepared, made and wrapped up, read in a fixed number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from callguard.db.models import (
    Approval,
    Attempt,
    Callback,
    Case,
    Commitment,
    CustomerIdentifier,
    Offer,
    Order,
    Outcome,
    RegisterEntry,
    Release,
    User,
)
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.approval import ApprovalStatus
from callguard.domain.attempt import NOTHING_RANG
from callguard.domain.callback import Binding, CallbackKind, CallbackStatus
from callguard.domain.errors import UnknownId
from callguard.domain.offer import OfferStatus, accepted_among, awaits_approval, waiting_among
from callguard.domain.plan_ladder import names_senior
from callguard.domain.script import Step
from callguard.domain.talk import LastTalk, Talk
from callguard.services import call_rows
from callguard.services.authority_meters import AuthorityMeter, meter_of
from callguard.services.customer_history import CustomerHistory
from callguard.services.guard_questions import Questioner
from callguard.services.leases import holds, on_a_desk
from callguard.services.preparations import is_prepared
from callguard.services.queue.bindings import Bindings
from callguard.services.surveys import is_allowed_by_case
from callguard.services.talks import Steps, steps_of_case, talk_of
from callguard.settings import Settings


class Stage(StrEnum):
    """Where the agent stands with a callback."""

    CLOSED = "closed"
    FREE = "free"
    ELSEWHERE = "elsewhere"
    PREPARE = "prepare"
    READY = "ready"
    CALL = "call"


@dataclass(frozen=True)
class CallSheet:
    """One callback as one agent sees it at one instant.

    `attempt` is the agent's own whose outcome is still owed, `talk` how far it has come, and `steps` what every call
    about the case came to; `kept_for` binds it to somebody else now; `cases` are all of the person's; `names` are
    the display names of everyone who called, offered or is to call.
    """

    callback: Callback
    stage: Stage
    held: bool
    kept_for: Binding | None
    history: CustomerHistory
    answer: guard.Answer
    number: CustomerIdentifier | None
    attempt: Attempt | None
    offers: list[Offer]
    meter: AuthorityMeter
    outcomes: Mapping[int, Outcome]
    talk: Talk
    steps: Steps
    orders: list[Order]
    cases: list[call_rows.CaseLine]
    commitments: list[Commitment]
    register: list[RegisterEntry]
    names: Mapping[int, str]

    @property
    def case(self) -> Case:
        """What the call is about."""
        return self.callback.case

    @property
    def is_survey(self) -> bool:
        """Whether the customer is only asked how content they are."""
        return self.callback.kind is CallbackKind.SURVEY

    @property
    def is_safety(self) -> bool:
        """Whether it is a call in which the person comes before any plan."""
        return names_senior(self.case.spoken_as, self.callback.kind)

    @property
    def is_wanted(self) -> bool:
        """Whether the call is still to be made, as far as its case goes."""
        return self.stage is not Stage.CLOSED and is_allowed_by_case(self.callback)

    @property
    def step(self) -> Step | None:
        """Where the script stands; None before the first step."""
        return self.talk.now.step if self.talk.now else None

    @cached_property
    def last_talk(self) -> LastTalk | None:
        """The latest of the earlier calls about the case that came to a step."""
        for one in self.earlier:
            if one.id in self.steps:
                outcome = self.outcomes.get(one.id)
                steps = frozenset(entered.step for entered in self.steps[one.id])
                return LastTalk(one.agent_id, one.placed_at, steps, outcome.note if outcome else one.note)
        return None

    @property
    def refused_offers(self) -> list[Offer]:
        """What the customer turned down in the case, the earliest first."""
        return [one for one in reversed(self.offers) if one.status is OfferStatus.REFUSED]

    @cached_property
    def attempt_no(self) -> int:
        """Which call about this case it is, counted from 1; dials that never rang leave no trace."""
        before = [one for one in self.earlier if one.case_id == self.case.id and one.result not in NOTHING_RANG]
        return len(before) + 1

    @property
    def is_told(self) -> bool:
        """Whether the customer was listened to in an earlier call about the case; the close alone doesn't say so."""
        reached = (self.steps.get(one.id, ()) for one in self.earlier)
        return any(Step.LISTEN <= entered.step < Step.CLOSE for steps in reached for entered in steps)

    @property
    def earlier(self) -> list[Attempt]:
        """The person's other attempts, the latest first."""
        return [one for one in reversed(self.history.attempts) if one is not self.attempt]

    @property
    def open_offer(self) -> Offer | None:
        """What is put to the customer, or waits for a senior, now."""
        return waiting_among(self.offers)

    @property
    def awaits_approval(self) -> bool:
        """Whether a senior is still looking at an offer: until they have answered no plan is spoken of."""
        return awaits_approval(self.offers)

    @property
    def accepted_offers(self) -> list[Offer]:
        """What the customer accepted for this callback, the earliest first."""
        return _accepted(self.offers, self.callback)

    def taken_over_from(self, agent: User) -> Approval | None:
        """The decision on the agent's request by which whoever holds the callback now took it over."""
        asked = (
            one.approval for one in self.offers if one.callback_id == self.callback.id and one.agent_id == agent.id
        )
        taken = (one for one in asked if one is not None and one.status is ApprovalStatus.TAKEN_OVER)
        return next((one for one in taken if one.decided_by_id == self.callback.lease_agent_id), None)

    def may_reopen(self, offer: Offer) -> bool:
        """Whether it is the agent who noted the customer's yes, and the outcome is still owed."""
        return self.attempt is not None and offer.agent_id == self.attempt.agent_id

    @property
    def release(self) -> Release | None:
        """The latest request for the leave to make this callback's last call."""
        of_all = [one for customer in self.history.customers for one in customer.releases]
        return max((one for one in of_all if one.callback_id == self.callback.id), key=lambda one: one.id, default=None)

    @property
    def other_cases(self) -> list[call_rows.CaseLine]:
        """The person's cases besides this one, the latest first."""
        return [one for one in self.cases if one.id != self.case.id]

    @property
    def spent(self) -> int:
        """What the person paid in all, in fen."""
        return sum(order.amount or 0 for order in self.orders)


def call_sheet(
    session: Session, vault: Vault, settings: Settings, callback_id: int, agent: User, now: datetime
) -> CallSheet:
    """The sheet of a callback of one of the agent's shops; UnknownId for every other."""
    callback = call_rows.callback_with_case(session, callback_id)
    if callback is None or callback.case.shop_id not in {shop.id for shop in agent.shops}:
        raise UnknownId
    case = callback.case
    questioner = Questioner(session, vault, settings.policy, [case.customer_id], now)
    history = questioner.history_of(case)
    outcomes = call_rows.outcomes_of(session, history.attempts)
    attempt = _owed(history.attempts, outcomes, callback, agent)
    held = holds(callback, agent.id, now)
    person = [customer.id for customer in history.customers]
    offers, steps = call_rows.offers_with_approvals(session, case.id), steps_of_case(session, case.id)
    cases, commitments = call_rows.cases_and_promises(session, person)
    orders = call_rows.orders_of(session, person)
    register = call_rows.latest_entries(session, case.id)
    binding = Bindings(session, settings, [callback], now).of(callback)
    return CallSheet(
        callback=callback,
        stage=_stage(callback, attempt, held, now),
        held=held,
        kept_for=binding if binding and binding.keeps_out(agent.id, now) else None,
        history=history,
        answer=questioner.answer(callback),
        number=history.number_to_dial(now),
        attempt=attempt,
        offers=offers,
        meter=meter_of(session, settings, case, agent, now),
        outcomes=outcomes,
        talk=_talk(callback, attempt, steps, _accepted(offers, callback)),
        steps=steps,
        orders=orders,
        cases=cases,
        commitments=commitments,
        register=register,
        names=_names(session, callback, history, offers, agent),
    )


def _stage(callback: Callback, attempt: Attempt | None, held: bool, now: datetime) -> Stage:
    if attempt is not None:
        return Stage.CALL
    if callback.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED):
        return Stage.CLOSED
    if not held:
        return Stage.ELSEWHERE if on_a_desk(callback, now) else Stage.FREE
    return Stage.READY if is_prepared(callback) else Stage.PREPARE


def _talk(callback: Callback, attempt: Attempt | None, steps: Steps, accepted: list[Offer]) -> Talk:
    if attempt is not None:
        return talk_of(attempt, steps, len(accepted), callback.kind)
    if callback.kind is CallbackKind.SURVEY:
        return Talk(kind=callback.kind)
    return Talk(before=frozenset(one.step for entered in steps.values() for one in entered))


def _accepted(offers: list[Offer], callback: Callback) -> list[Offer]:
    return accepted_among([one for one in offers if one.callback_id == callback.id])


def _owed(attempts: list[Attempt], outcomes: Mapping[int, Outcome], callback: Callback, agent: User) -> Attempt | None:
    own = [one for one in attempts if one.callback_id == callback.id and one.agent_id == agent.id]
    return next((one for one in own if one.id not in outcomes), None)


def _names(
    session: Session, callback: Callback, history: CustomerHistory, offers: list[Offer], agent: User
) -> dict[int, str]:
    senior = callback.preparation.senior_id if callback.preparation else None
    called, offered = (one.agent_id for one in history.attempts), (one.agent_id for one in offers)
    return call_rows.names_of(session, agent, (callback.lease_agent_id, callback.agent_id, senior, *called, *offered))
