"""What a call meant: recorded once for every attempt, with all that follows from it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Offer, Outcome, User
from callguard.db.vault import Vault
from callguard.domain import disposition as rules
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.disposition import Disposition, check_outcome
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.offer import OfferStatus
from callguard.domain.register import RegisterKind
from callguard.services.customer_lock import lock_customers
from callguard.services.outcome_effects import PromisedThing, heed_customer, keep_promises, move_on, tell_seniors
from callguard.services.permits import may_refine, settle_permit
from callguard.services.phrases.alarms import heed_words
from callguard.services.phrases.wording import wording_errors
from callguard.services.register import record
from callguard.settings import Settings

# Made once, and its limit written out so that PostgreSQL keeps the plan: every claim asks it.
_OWED = (
    select(Attempt)
    .outerjoin(Outcome, Outcome.attempt_id == Attempt.id)
    .where(Attempt.agent_id == bindparam("agent"), Attempt.callback_id.is_not(None), Outcome.id.is_(None))
    .order_by(Attempt.id)
    .limit(literal_column("1", Integer))
)


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
    keep_promises(session, callback, agent, reported.promises, now)
    heed_words(session, callback.case, agent, _texts(reported).values(), now)
    heed_customer(session, attempt, callback, agent, outcome, now)
    tell_seniors(session, callback, agent, outcome, now)
    if _still_theirs(callback, agent):
        move_on(session, vault, settings, callback, outcome, now)
    return outcome


def owed_outcome(session: Session, agent: User, callback_id: int | None = None) -> Attempt | None:
    """The agent's oldest attempt, of this callback or of any (None), whose outcome nobody has recorded."""
    owed = _OWED if callback_id is None else _OWED.where(Attempt.callback_id == callback_id)
    return session.scalar(owed, {"agent": agent.id})


def _own_attempt(session: Session, attempt_id: int, agent: User) -> Attempt:
    attempt = session.get(Attempt, attempt_id)
    if attempt is None:
        raise UnknownId
    # Two persons, where they were one when it was dialled and have been parted since.
    lock_customers(session, (attempt.customer_id, attempt.case.customer_id))
    session.refresh(attempt)
    if attempt.agent_id != agent.id:
        raise NotYours
    return attempt


def _still_theirs(callback: Callback, agent: User) -> bool:
    """Whether nobody else has taken the callback up, or dealt with it, since."""
    open_still = callback.status in (CallbackStatus.PENDING, CallbackStatus.CLAIMED)
    return open_still and callback.lease_agent_id in (agent.id, None)


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
            issue_type=attempt.case.issue_type,
            accepted_offers=session.scalar(accepted) or 0,
            commitments=len(reported.promises),
        ),
        now,
    )
    errors += wording_errors(session, _texts(reported))
    if errors:
        raise InvalidFields(errors)


def _texts(reported: ReportedOutcome) -> dict[str, str]:
    """What the agent wrote in their own words, by field."""
    promised = {f"commitments.{index}.words": one.words for index, one in enumerate(reported.promises)}
    return {"note": reported.note} | promised


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
