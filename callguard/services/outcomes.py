"""What a call meant: recorded once for every attempt, with all that follows from it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Integer, bindparam, literal_column, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Outcome, User
from callguard.db.vault import Vault
from callguard.domain import outcome as rules
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackStatus
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.outcome import check_outcome
from callguard.domain.register import RegisterKind
from callguard.domain.talk import check_ending
from callguard.services.leases import holds
from callguard.services.outcome_effects import PromisedThing, heed_customer, keep_promises, move_on, tell_seniors
from callguard.services.permits import may_refine, settle_permit
from callguard.services.phrases.alarms import heed_words
from callguard.services.phrases.wording import wording_errors
from callguard.services.register import record
from callguard.services.surveys import plan_survey
from callguard.services.talks import accepted_offers, current_talk, own_attempt
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
    """What the agent says at the end of a call; `survey_at` asks for a survey then, `rating` is a survey's answer."""

    result: CallResult
    disposition: Disposition
    note: str = ""
    next_due_at: datetime | None = None
    promises: tuple[PromisedThing, ...] = field(default=())
    rating: int | None = None
    survey_at: datetime | None = None


def record_outcome(
    session: Session,
    vault: Vault,
    settings: Settings,
    attempt_id: int,
    agent: User,
    reported: ReportedOutcome,
    now: datetime,
    *,
    scripted: bool = False,
) -> Outcome:
    """Settles the attempt if need be, records its outcome, does what follows; InvalidFields when it can't be so.

    `scripted` where the steps are walked through for every call; elsewhere a talk without any followed another script.
    An agent may record the outcome of their own attempt even after the lease was lost: what happened must be told.
    The callback moves on only while nobody else has taken it up.
    """
    attempt = own_attempt(session, attempt_id, agent)
    result = reported.result if _may_still_say(attempt, reported.result) else attempt.result
    callback = session.get_one(Callback, attempt.callback_id, populate_existing=True)
    # Before it is judged: what is written at the very end may put somebody's safety at stake.
    heed_words(session, callback.case, agent, _texts(reported).values(), now)
    errors = _faults(session, attempt, callback, reported, result, now)
    if (scripted or attempt.steps) and _lies_on_desk(session, attempt, now):
        talk, promised = current_talk(session, attempt), bool(reported.promises)
        errors += check_ending(talk, reported.disposition, result, promised=promised)
    errors += wording_errors(session, _texts(reported))
    if errors:
        raise InvalidFields(errors)
    if attempt.permit is not None:
        settle_permit(session, attempt.permit.id, agent, result, now)
    outcome = _write(session, attempt, callback, agent, reported, now)
    keep_promises(session, callback, agent, reported.promises, now)
    heed_customer(session, attempt, callback, agent, outcome, now)
    tell_seniors(session, callback, agent, outcome, now)
    if _still_theirs(callback, agent):
        move_on(session, vault, settings, callback, outcome, now)
        if reported.survey_at is not None:
            plan_survey(session, callback.case, reported.survey_at, agent, now)
    return outcome


def owed_outcome(session: Session, agent: User, callback_id: int | None = None) -> Attempt | None:
    """The agent's oldest attempt, of this callback or of any (None), whose outcome nobody has recorded."""
    owed = _OWED if callback_id is None else _OWED.where(Attempt.callback_id == callback_id)
    return session.scalar(owed, {"agent": agent.id})


def _still_theirs(callback: Callback, agent: User) -> bool:
    """Whether nobody else has taken the callback up, or dealt with it, since."""
    open_still = callback.status in (CallbackStatus.PENDING, CallbackStatus.CLAIMED)
    return open_still and callback.lease_agent_id in (agent.id, None)


def _may_still_say(attempt: Attempt, result: CallResult) -> bool:
    return attempt.settled_at is None or may_refine(attempt, result)


def _faults(
    session: Session,
    attempt: Attempt,
    callback: Callback,
    reported: ReportedOutcome,
    result: CallResult,
    now: datetime,
) -> tuple[FieldError, ...]:
    return check_outcome(
        rules.Outcome(
            disposition=reported.disposition,
            result=result,
            note=reported.note,
            next_due_at=reported.next_due_at,
            spoken_as=attempt.case.spoken_as,
            accepted_offers=accepted_offers(session, attempt.callback_id),
            commitments=len(reported.promises),
            kind=callback.kind,
            rating=reported.rating,
            survey_at=reported.survey_at,
        ),
        now,
    )


def _lies_on_desk(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether the talk can still be mended: off the desk nobody goes back to a step."""
    return holds(session.get_one(Callback, attempt.callback_id), attempt.agent_id, now)


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
        facts={"result": attempt.result.value} | ({"rating": reported.rating} if reported.rating else {}),
    )
    return outcome
