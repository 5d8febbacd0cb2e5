"""How calls go: through the steps, with offers and answers, to an outcome."""

from dataclasses import replace
from datetime import datetime, timedelta

from callguard.db.models import Approval, Offer
from callguard.demo.desk import Desk, Talk
from callguard.demo.words import say, say_about, settlement
from callguard.domain.approval import ApprovalStatus, Decision
from callguard.domain.attempt import CallResult
from callguard.domain.compensation import OfferAssessment, Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.offer import OfferStatus
from callguard.domain.role import Role
from callguard.domain.script import Step, steps_of
from callguard.domain.survey import is_dissatisfied
from callguard.domain.talk import OWE_THE_CLOSE, Skip, SkipReason
from callguard.services.approvals import decide
from callguard.services.call_steps import enter_step
from callguard.services.offers import answer_offer, make_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome
from callguard.services.permits import settle_permit
from callguard.services.talks import explain_skips

_YUAN = 100
_ENDED_BY_CUSTOMER = Skip(SkipReason.NOT_WANTED)
_WORDS_SUFFICED = Skip(SkipReason.NOT_NEEDED)
_UNANSWERED = (
    (CallResult.NO_ANSWER, Disposition.NO_ANSWER),
    (CallResult.NO_ANSWER, Disposition.NO_ANSWER),
    (CallResult.VOICEMAIL, Disposition.NO_ANSWER),
    (CallResult.BUSY, Disposition.BUSY),
    (CallResult.NO_ANSWER, Disposition.SWITCHED_OFF),
)
_WORDS_FOR = {
    Decision.APPROVE: "approval_words",
    Decision.REJECT: "rejection_words",
    Decision.COUNTER: "counter_words",
}


def unanswered(desk: Desk) -> ReportedOutcome:
    """Nobody picks up."""
    result, disposition = desk.office.random.choice(_UNANSWERED)
    return _rings_out(desk, result, disposition, None)


def unanswered_until(next_due_at: datetime) -> Talk:
    """Nobody picks up, and the agent chooses when to try again."""
    return lambda desk: _rings_out(desk, CallResult.NO_ANSWER, Disposition.NO_ANSWER, next_due_at)


def ends(disposition: Disposition, *, last: Step = Step.LISTEN, next_due_at: datetime | None = None) -> Talk:
    """A conversation up to a step, and what it ends with."""

    def talk(desk: Desk) -> ReportedOutcome:
        walk(desk, last)
        if disposition in OWE_THE_CLOSE:
            _closes_early(desk, _ENDED_BY_CUSTOMER)
        return _hangs_up(desk, disposition, say(desk.office.random, disposition.value), next_due_at=next_due_at)

    return talk


def explains(desk: Desk) -> ReportedOutcome:
    """A conversation that settles the matter without money."""
    walk(desk, Step.CLOSE)
    return _hangs_up(desk, Disposition.SETTLED, _say_about(desk, "explained"))


def rates(rating: int, *, next_due_at: datetime | None = None) -> Talk:
    """A survey's answer, and the call that follows from a low one."""

    def talk(desk: Desk) -> ReportedOutcome:
        walk(desk, Step.CLOSE)
        words = _say_about(desk, "dissatisfied" if is_dissatisfied(rating) else "rated")
        return replace(_hangs_up(desk, Disposition.RATED, words, next_due_at=next_due_at), rating=rating)

    return talk


def settles(desk: Desk) -> ReportedOutcome:
    """The first or the second of the prepared plans is accepted; where neither may be offered, words must do."""
    walk(desk, Step.PROPOSE)
    offer = _accepted_offer(desk)
    if offer is not None:
        _enter(desk, Step.CLOSE)
        return _settled(desk, offer)
    _closes_early(desk, _WORDS_SUFFICED)
    return _hangs_up(desk, Disposition.SETTLED, _say_about(desk, "explained"))


def asks_senior(decision: Decision) -> Talk:
    """The customer wants more than the agent may give; a senior decides while they wait."""

    def talk(desk: Desk) -> ReportedOutcome:
        walk(desk, Step.ADJUST)
        offer = ask_for_more(desk)
        granted = offer is not None and _is_granted(desk, offer, decision)
        _enter(desk, Step.CLOSE)
        if offer is None or not granted:
            return _hangs_up(desk, Disposition.REFUSED, say(desk.office.random, "refused"))
        answer_offer(desk.office.session, offer.id, desk.agent, accepted=True, now=desk.wait(5, 20))
        return _settled(desk, offer)

    return talk


def ask_for_more(desk: Desk) -> Offer | None:
    """An offer above the agent's authority and within the team leader's, awaiting approval; None where none fits."""
    office, case = desk.office, desk.callback.case
    least = office.room(desk.callback, desk.agent.role, desk.at) + 5 * _YUAN
    most = min(office.room(desk.callback, Role.TEAM_LEADER, desk.at), case.order.amount or 0)
    if least > most:
        return None
    amount = office.random.randint(least, most) // _YUAN * _YUAN
    return _offer(desk, Plan(PlanKind.PARTIAL_REFUND, amount))


def walk(desk: Desk, last: Step) -> None:
    """Enters the steps one after the other up to this one."""
    for step in steps_of(desk.callback.kind):
        if step <= last:
            _enter(desk, step)


def _say_about(desk: Desk, topic: str) -> str:
    return say_about(desk.office.random, topic, desk.callback.case.issue_type)


def _enter(desk: Desk, step: Step) -> None:
    enter_step(desk.office.session, desk.permit.attempt_id, desk.agent, desk.token, step, desk.wait(10, 30))


def _closes_early(desk: Desk, skip: Skip) -> None:
    _enter(desk, Step.CLOSE)
    explain_skips(desk.office.session, desk.permit.attempt_id, desk.agent, skip, desk.wait(2, 6))


def _rings_out(
    desk: Desk, result: CallResult, disposition: Disposition, next_due_at: datetime | None
) -> ReportedOutcome:
    settle_permit(desk.office.session, desk.permit.id, desk.agent, result, desk.wait(25, 55))
    return ReportedOutcome(result, disposition, say(desk.office.random, disposition.value), next_due_at=next_due_at)


def _hangs_up(
    desk: Desk,
    disposition: Disposition,
    note: str,
    *,
    next_due_at: datetime | None = None,
    promises: tuple[PromisedThing, ...] = (),
) -> ReportedOutcome:
    started_at, ended_at = desk.permit.granted_at + timedelta(seconds=9), desk.wait(5, 20)
    settle_permit(
        desk.office.session,
        desk.permit.id,
        desk.agent,
        CallResult.CONVERSATION,
        ended_at,
        started_at=started_at,
        ended_at=ended_at,
    )
    return ReportedOutcome(CallResult.CONVERSATION, disposition, note, next_due_at, promises)


def _settled(desk: Desk, offer: Offer) -> ReportedOutcome:
    terms, yuan = settlement(offer.kind), (offer.amount or 0) // _YUAN
    promise = PromisedThing(
        terms.department,
        terms.promise.format(yuan=yuan),
        desk.at + timedelta(days=terms.days),
        offer.amount,
    )
    note = desk.office.random.choice(terms.notes).format(yuan=yuan)
    return _hangs_up(desk, Disposition.SETTLED, note, promises=(promise,))


def _accepted_offer(desk: Desk) -> Offer | None:
    office = desk.office
    prepared = desk.callback.preparation.plans[:2] if desk.callback.preparation else []
    takes_first = office.random.random() < 0.5
    for plan, accepted in zip(prepared, (takes_first, True), strict=False):
        offer = _offer(desk, Plan(plan.kind, plan.amount, plan.note or ""))
        if offer is None or not _may_be_offered(desk, offer):
            continue
        answer_offer(office.session, offer.id, desk.agent, accepted=accepted, now=desk.wait(10, 30))
        if accepted:
            return offer
        _enter(desk, Step.NEGOTIATE)
    return None


def _offer(desk: Desk, plan: Plan) -> Offer | None:
    office = desk.office
    at = desk.wait(5, 20)
    made = make_offer(office.session, office.settings, desk.callback.id, desk.agent, desk.token, plan, at)
    return None if isinstance(made, OfferAssessment) else made


def _may_be_offered(desk: Desk, offer: Offer) -> bool:
    # An agent who gave much today needs the leader's yes even for small things.
    return offer.status is OfferStatus.OPEN or _is_granted(desk, offer, Decision.APPROVE)


def _is_granted(desk: Desk, offer: Offer, decision: Decision) -> bool:
    if offer.approval is None:
        return offer.status is OfferStatus.OPEN
    office = desk.office
    office.session.flush()  # gives the request its id
    senior = office.staff.senior(offer.approval.asked_role)
    amount = (offer.amount or 0) * 8 // 10 // _YUAN * _YUAN if decision is Decision.COUNTER else None
    words = say(office.random, _WORDS_FOR[decision])
    at = desk.wait(40, 110)
    decided = decide(
        office.session, office.settings, offer.approval.id, senior, decision, at, amount=amount, words=words
    )
    return isinstance(decided, Approval) and decided.status in (ApprovalStatus.APPROVED, ApprovalStatus.COUNTERED)
