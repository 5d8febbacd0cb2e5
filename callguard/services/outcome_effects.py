"""What follows from an outcome: promises to keep, wishes to heed, and the callback's way on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Commitment, Consent, DoNotCall, Outcome, User
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.callback import PROMISED_CALL_MAY_TAKE, CallbackKind, CallbackStatus, bound_until
from callguard.domain.case import CaseStatus
from callguard.domain.commitment import Department
from callguard.domain.disposition import Disposition, DispositionRule, NextCall, rules_of
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.services.callbacks import open_callbacks, planned_at, postpone
from callguard.services.guard_questions import Questioner
from callguard.services.leases import release_lease
from callguard.services.notifications import notify
from callguard.services.persons import may_have_reached
from callguard.services.register import record
from callguard.services.team import first_seniors
from callguard.settings import Settings


@dataclass(frozen=True)
class PromisedThing:
    """A commitment as it was filled in."""

    department: Department
    words: str
    due_at: datetime
    amount: int | None = None


def keep_promises(
    session: Session, callback: Callback, agent: User, promises: Sequence[PromisedThing], now: datetime
) -> None:
    """Makes a commitment of everything that was promised."""
    for promise in promises:
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


def heed_customer(
    session: Session, attempt: Attempt, callback: Callback, agent: User, outcome: Outcome, now: datetime
) -> None:
    """What the customer asked for counts from this instant on, for whoever comes next."""
    said = {"words": outcome.note, "heard_by_id": agent.id}
    if _rule(callback, outcome).records_do_not_call:
        persons = may_have_reached(session, attempt)
        session.add_all([DoNotCall(customer_id=customer.id, since_at=now, **said) for customer in persons])
        record(session, RegisterKind.DO_NOT_CALL, callback.case, now, agent, callback=callback)
    if outcome.disposition is Disposition.CALL_LATER and outcome.next_due_at is not None:
        until = outcome.next_due_at + PROMISED_CALL_MAY_TAKE
        about = {"customer_id": callback.case.customer_id, "case_id": callback.case_id}
        session.add(Consent(given_at=now, from_at=outcome.next_due_at, until_at=until, **about, **said))
        facts = {"from_at": outcome.next_due_at.isoformat(), "until_at": until.isoformat()}
        record(session, RegisterKind.CONSENT, callback.case, now, agent, callback=callback, facts=facts)
    if outcome.disposition is Disposition.WRONG_NUMBER or attempt.result is CallResult.INVALID_NUMBER:
        attempt.identifier.retired_at = now


def tell_seniors(session: Session, callback: Callback, agent: User, outcome: Outcome, now: datetime) -> None:
    """Lets the leader on duty know of a threat or of abuse: the case needs them, and so may the agent."""
    if not _rule(callback, outcome).tells_senior:
        return
    about = {"agent": agent.display_name, "disposition": outcome.disposition.value}
    key = str(outcome.attempt_id)
    for senior in first_seniors(session, callback.case.shop_id):
        notify(session, senior.id, NotificationKind.CALL_WENT_BADLY, key, now, callback=callback, facts=about)


def move_on(
    session: Session, vault: Vault, settings: Settings, callback: Callback, outcome: Outcome, now: datetime
) -> None:
    """Ends the callback, or lets it wait for its next time; closes the case when that is what the outcome means.

    Who is to be rung again about a case that is closed, dissatisfied with how it was settled or promised a call after
    the platform's list had closed it, has it opened again.
    """
    rule = _rule(callback, outcome)
    release_lease(callback)
    if rule.next_call is NextCall.PROPOSED:
        session.flush()
        answer = Questioner(session, vault, settings.policy, [callback.case.customer_id], now).answer(callback)
        postpone(callback, outcome.next_due_at or answer.next_allowed_at or callback.due_at, now)
        return
    callback.status, callback.done_at = CallbackStatus.DONE, now
    if outcome.next_due_at is not None:
        if callback.case.status is CaseStatus.CLOSED:
            _reopen(session, callback, outcome, now)
        _add_next(session, callback, outcome, outcome.next_due_at, now)
    # The platform's list may have closed it while the call went on.
    elif rule.closes_case and callback.case.status is CaseStatus.OPEN:
        callback.case.status, callback.case.closed_at = CaseStatus.CLOSED, now
        record(session, RegisterKind.CASE_CLOSED, callback.case, now, callback=callback)


def _rule(callback: Callback, outcome: Outcome) -> DispositionRule:
    return rules_of(callback.kind)[outcome.disposition]


def _reopen(session: Session, callback: Callback, outcome: Outcome, now: datetime) -> None:
    case, agent = callback.case, session.get_one(User, outcome.agent_id)
    case.status, case.closed_at = CaseStatus.OPEN, None
    # Calls left over from before it was closed would come up again, and at once.
    left_over = open_callbacks(session, case)
    for one in left_over:
        release_lease(one)
        one.status, one.done_at = CallbackStatus.CANCELLED, now
    facts = {"after": callback.kind.value, "cancelled": len(left_over)}
    record(session, RegisterKind.CASE_REOPENED, case, now, agent, callback=callback, facts=facts)


def _add_next(session: Session, callback: Callback, outcome: Outcome, due_at: datetime, now: datetime) -> None:
    promised = _rule(callback, outcome).next_call is NextCall.NAMED
    # Noted while the customer spoke, and confirmed now: one call, not two.
    if promised and planned_at(session, callback.case, due_at, CallbackKind.PROMISED) is not None:
        return
    session.add(
        Callback(
            case_id=callback.case_id,
            kind=CallbackKind.PROMISED if promised else CallbackKind.SERVICE,
            due_at=due_at,
            agent_id=outcome.agent_id if promised else None,
            bound_until_at=bound_until(due_at) if promised else None,
            created_at=now,
        )
    )
