"""What a call meant: recorded once for every attempt, with all that follows from it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Commitment, Consent, DoNotCall, Offer, Outcome, User
from callguard.db.vault import Vault
from callguard.domain import disposition as rules
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.commitment import Department
from callguard.domain.disposition import RULES, Disposition, NextCall, check_outcome
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.services.customer_lock import lock_customer
from callguard.services.guard_questions import Questioner
from callguard.services.leases import release_lease
from callguard.services.permits import may_refine, settle_permit
from callguard.services.register import record
from callguard.settings import Settings

PROMISED_CALL_MAY_TAKE = timedelta(minutes=30)
"""How long after the promised time the customer's consent to that call still holds."""


@dataclass(frozen=True)
class PromisedThing:
    """A commitment as it was filled in."""

    department: Department
    words: str
    due_at: datetime
    amount: int | None = None


@dataclass(frozen=True)
class ReportedOutcome:
    """What the agent says at the end of a call."""

    result: CallResult
    disposition: Disposition
    note: str = ""
    next_due_at: datetime | None = None
    promises: tuple[PromisedThing, ...] = field(default=())


def record_outcome(
    session: Session,
    vault: Vault,
    settings: Settings,
    attempt_id: int,
    agent: User,
    reported: ReportedOutcome,
    now: datetime,
) -> Outcome:
    """Settles the attempt if need be, records its outcome, does what follows; InvalidFields when it can't be so.

    An agent may record the outcome of their own attempt even after the lease was lost: what happened must be told.
    The callback moves on only while nobody else has taken it up.
    """
    attempt = _own_attempt(session, attempt_id, agent)
    if session.scalar(select(Outcome).where(Outcome.attempt_id == attempt.id)) is not None:
        raise IllegalStep(reason="outcome_recorded")
    result = reported.result if _may_still_say(attempt, reported.result) else attempt.result
    _refuse_faults(session, attempt, reported, result, now)
    if attempt.permit is not None:
        settle_permit(session, attempt.permit.id, agent, result, now)
    callback = session.get_one(Callback, attempt.callback_id, populate_existing=True)
    outcome = _write(session, attempt, callback, agent, reported, now)
    _keep_promises(session, callback, agent, reported, now)
    _heed_customer(session, attempt, callback, agent, reported, now)
    if callback.lease_agent_id in (agent.id, None):
        _move_on(session, vault, settings, callback, outcome, now)
    return outcome


def owed_outcome(session: Session, agent: User, callback_id: int | None = None) -> Attempt | None:
    """The agent's oldest attempt, of this callback or of any (None), whose outcome nobody has recorded."""
    owed = (
        select(Attempt)
        .outerjoin(Outcome, Outcome.attempt_id == Attempt.id)
        .where(Attempt.agent_id == agent.id, Attempt.callback_id.is_not(None), Outcome.id.is_(None))
    )
    if callback_id is not None:
        owed = owed.where(Attempt.callback_id == callback_id)
    return session.scalar(owed.order_by(Attempt.id).limit(1))


def _own_attempt(session: Session, attempt_id: int, agent: User) -> Attempt:
    attempt = session.get(Attempt, attempt_id)
    if attempt is None:
        raise UnknownId
    lock_customer(session, attempt.customer_id)
    session.refresh(attempt)
    if attempt.agent_id != agent.id:
        raise NotYours
    return attempt


def _may_still_say(attempt: Attempt, result: CallResult) -> bool:
    return attempt.settled_at is None or may_refine(attempt, result)


def _refuse_faults(
    session: Session, attempt: Attempt, reported: ReportedOutcome, result: CallResult, now: datetime
) -> None:
    accepted = select(func.count()).where(
        Offer.callback_id == attempt.callback_id, Offer.status == OfferStatus.ACCEPTED
    )
    errors = check_outcome(
        rules.Outcome(
            disposition=reported.disposition,
            result=result,
            note=reported.note,
            next_due_at=reported.next_due_at,
            accepted_offers=session.scalar(accepted) or 0,
            commitments=len(reported.promises),
        ),
        now,
    )
    if errors:
        raise InvalidFields(errors)


def _write(
    session: Session, attempt: Attempt, callback: Callback, agent: User, reported: ReportedOutcome, now: datetime
) -> Outcome:
    outcome = Outcome(
        attempt_id=attempt.id,
        callback_id=callback.id,
        agent_id=agent.id,
        disposition=reported.disposition,
        note=reported.note.strip(),
        next_due_at=reported.next_due_at,
        recorded_at=now,
    )
    session.add(outcome)
    record(
        session,
        RegisterKind.OUTCOME,
        callback.case,
        now,
        agent,
        callback=callback,
        attempt_id=attempt.id,
        disposition=reported.disposition,
        note=outcome.note or None,
        facts={"result": attempt.result.value},
    )
    return outcome


def _keep_promises(session: Session, callback: Callback, agent: User, reported: ReportedOutcome, now: datetime) -> None:
    for promise in reported.promises:
        session.add(
            Commitment(
                case_id=callback.case_id,
                promised_by_id=agent.id,
                department=promise.department,
                words=promise.words,
                amount=promise.amount,
                due_at=promise.due_at,
                made_at=now,
            )
        )
        facts = {"department": promise.department.value, "due_at": promise.due_at.isoformat(), "amount": promise.amount}
        record(
            session,
            RegisterKind.COMMITMENT_MADE,
            callback.case,
            now,
            agent,
            callback=callback,
            note=promise.words,
            facts=facts,
        )


def _heed_customer(
    session: Session, attempt: Attempt, callback: Callback, agent: User, reported: ReportedOutcome, now: datetime
) -> None:
    """What the customer asked for counts from this instant on, for whoever comes next."""
    said = {"customer_id": attempt.customer_id, "words": reported.note.strip(), "heard_by_id": agent.id}
    if RULES[reported.disposition].records_do_not_call:
        session.add(DoNotCall(since_at=now, **said))
        record(session, RegisterKind.DO_NOT_CALL, callback.case, now, agent, callback=callback)
    if reported.disposition is Disposition.CALL_LATER and reported.next_due_at is not None:
        until = reported.next_due_at + PROMISED_CALL_MAY_TAKE
        consent = Consent(case_id=callback.case_id, given_at=now, from_at=reported.next_due_at, until_at=until, **said)
        session.add(consent)
        facts = {"from_at": reported.next_due_at.isoformat(), "until_at": until.isoformat()}
        record(session, RegisterKind.CONSENT, callback.case, now, agent, callback=callback, facts=facts)
    if reported.disposition is Disposition.WRONG_NUMBER or attempt.result is CallResult.INVALID_NUMBER:
        attempt.identifier.retired_at = now


def _move_on(
    session: Session, vault: Vault, settings: Settings, callback: Callback, outcome: Outcome, now: datetime
) -> None:
    rule = RULES[outcome.disposition]
    release_lease(callback)
    if rule.next_call is NextCall.PROPOSED:
        session.flush()
        answer = Questioner(session, vault, settings.policy, [callback.case.customer_id], now).answer(callback)
        callback.due_at = outcome.next_due_at or answer.next_allowed_at or callback.due_at
        return
    callback.status, callback.done_at = CallbackStatus.DONE, now
    if outcome.next_due_at is not None:
        _add_next(session, callback, outcome, outcome.next_due_at, now)
    elif rule.closes_case:
        callback.case.status, callback.case.closed_at = CaseStatus.CLOSED, now
        record(session, RegisterKind.CASE_CLOSED, callback.case, now, callback=callback)


def _add_next(session: Session, callback: Callback, outcome: Outcome, due_at: datetime, now: datetime) -> None:
    promised = RULES[outcome.disposition].next_call is NextCall.NAMED
    session.add(
        Callback(
            case_id=callback.case_id,
            kind=CallbackKind.PROMISED if promised else CallbackKind.SERVICE,
            due_at=due_at,
            # The customer expects the voice they gave the promise to.
            agent_id=outcome.agent_id if promised else None,
            created_at=now,
        )
    )
