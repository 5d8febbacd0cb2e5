"""The one way to the telephone: guard asked and slot reserved under the customer's lock, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import (
    Attempt,
    Callback,
    Case,
    Customer,
    CustomerIdentifier,
    DialPermit,
    Outcome,
    User,
)
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.attempt import NOTHING_RANG, CallResult, says_more
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import IllegalStep, NotYours, UnknownId
from callguard.domain.notification import NotificationKind
from callguard.domain.permit import PermitStatus, may_say_not_placed, outlived
from callguard.domain.register import RegisterKind
from callguard.services.certificates import refuse_uncertified
from callguard.services.customer_lock import lock_customer, lock_customer_of
from callguard.services.guard_decisions import record_decision
from callguard.services.guard_questions import Questioner
from callguard.services.leases import held_callback
from callguard.services.notifications import notify
from callguard.services.preparations import is_prepared
from callguard.services.register import record
from callguard.services.surveys import refuse_unwanted
from callguard.settings import Settings

# Made once: every decision asks them.
_WITH_CASE = (
    select(Callback)
    .where(Callback.id == bindparam("held"))
    .options(joinedload(Callback.case).joinedload(Case.shop), joinedload(Callback.preparation))
    .execution_options(populate_existing=True)
)

_OPEN_OF_PERSON = (
    select(DialPermit)
    .where(
        # Each half by its index; person_id would ask everybody.
        DialPermit.customer_id.in_(
            select(Customer.id).where(
                or_(Customer.id == bindparam("person"), Customer.merged_into_id == bindparam("person"))
            )
        ),
        DialPermit.status == PermitStatus.OPEN,
    )
    .order_by(DialPermit.id)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class RevealedNumber:
    """A number in clear, for the holder of an open permit only; its repr hides it."""

    e164: str
    extension: str | None
    expires_at: datetime

    def __repr__(self) -> str:
        return "RevealedNumber(…)"


def take_permit(
    session: Session, vault: Vault, settings: Settings, callback_id: int, agent: User, token: str, now: datetime
) -> DialPermit | guard.Answer:
    """The leave to dial once, or the guard's answer that says why not; either is recorded, so commit in both cases.

    Asking twice gives the same permit while it is open. Raises StaleLease and NotYours when the callback is not the
    agent's, IllegalStep when they lack the certificate it needs, it is not prepared, the customer has no number, or a
    survey was dialled before or would disturb an open case.
    """
    customer = lock_customer_of(session, callback_id)
    callback = _with_case(session, held_callback(session, callback_id, agent, token, now))
    open_permits = _open_permits(session, customer)
    mine = [one for one in open_permits if one.callback_id == callback.id and one.agent_id == agent.id]
    if mine:
        return mine[0]
    refuse_uncertified(session, settings, agent, callback.case.issue_type)
    refuse_unwanted(session, callback, customer)
    if not is_prepared(callback):
        raise IllegalStep(reason="not_prepared")
    questioner = Questioner(session, vault, settings.policy, [callback.case.customer_id], now)
    number = questioner.history_of(callback.case).number_to_dial(now)
    if number is None:
        raise IllegalStep(reason="no_number")
    if open_permits:
        raise IllegalStep(reason="customer_on_the_telephone")
    question = questioner.question(callback)
    answer = guard.judge(question)
    decision_id = record_decision(session, vault, callback, agent, question, questioner.levels(callback), answer)
    if answer.verdict is not guard.Verdict.ALLOW:
        return answer
    attempt = _reserve_slot(session, customer, callback, agent, number, now)
    return _grant(session, attempt, callback, agent, decision_id, question.now, settings.permit_length)


def settle_permit(
    session: Session,
    permit_id: int,
    agent: User | None,
    result: CallResult,
    now: datetime,
    *,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Attempt:
    """Records what the telephone did; `agent` None is the telephone provider.

    Saying the same twice changes nothing; saying something else afterwards is IllegalStep, and so is an agent's
    "did not dial" once a minute has passed or the customer's number went to the provider: by then it may have rung.
    Only what the provider reported as answered the agent may still say more exactly.
    """
    permit = session.get(DialPermit, permit_id)
    if permit is None:
        raise UnknownId
    lock_customer(session, permit.customer_id)
    session.refresh(permit)
    attempt = permit.attempt
    session.refresh(attempt)
    if agent is not None and permit.agent_id != agent.id:
        raise NotYours
    if attempt.settled_at is not None:
        if attempt.result is result:
            # What the provider says too no longer rests on the agent's word.
            attempt.settled_by_id = None if agent is None else attempt.settled_by_id
            return attempt
        if agent is None or not may_refine(attempt, result):
            raise IllegalStep(reason="settled_otherwise")
    may_say_so = attempt.bridged_at is None and may_say_not_placed(permit.granted_at, now)
    if agent is not None and result in NOTHING_RANG and not may_say_so:
        raise IllegalStep(reason="too_late_to_say_not_placed")
    attempt.result, attempt.settled_at, attempt.settled_by_id = result, now, agent.id if agent else None
    attempt.started_at, attempt.ended_at = started_at or attempt.started_at, ended_at or attempt.ended_at
    permit.status = PermitStatus.SETTLED
    _note(session, RegisterKind.ATTEMPT_SETTLED, permit, now, agent, {"result": result.value})
    return attempt


def may_refine(attempt: Attempt, result: CallResult) -> bool:
    """Whether the agent may still say this of a call that is settled: the provider can't tell who picked up."""
    return attempt.bridged_at is not None and says_more(result, attempt.result)


def reveal_number(vault: Vault, permit: DialPermit, agent: User, now: datetime) -> RevealedNumber | None:
    """The number in clear for the permit's holder while it is open; None for everybody else and afterwards."""
    if permit.agent_id != agent.id or permit.status is not PermitStatus.OPEN or now >= permit.expires_at:
        return None
    identifier = permit.attempt.identifier
    return RevealedNumber(vault.open(identifier.value_sealed), identifier.extension, permit.expires_at)


def expire_permits(session: Session, now: datetime) -> int:
    """Ends the open permits nobody is behind any more, and tells who owes the outcome; how many they were.

    What happened stays unknown, and counts.
    """
    forgotten = [permit for permit in _open_past_expiry(session, now) if _is_forgotten(session, permit, now)]
    for permit in forgotten:
        permit.status = PermitStatus.EXPIRED
        _note(session, RegisterKind.PERMIT_EXPIRED, permit, now, None, {})
        callback = session.get_one(Callback, permit.callback_id)
        key = str(permit.attempt_id)
        notify(session, permit.agent_id, NotificationKind.OUTCOME_OWED, key, now, callback=callback)
    return len(forgotten)


def transfer_open_call(session: Session, callback_id: int, to: User) -> None:
    """Makes a call that is going on somebody else's: theirs to settle and to record, with the slot it already has."""
    going_on = select(DialPermit).join(DialPermit.attempt).where(DialPermit.callback_id == callback_id)
    untold = going_on.where(Attempt.settled_at.is_(None), ~Attempt.id.in_(select(Outcome.attempt_id)))
    for permit in session.scalars(untold):
        permit.agent_id = permit.attempt.agent_id = to.id


def _with_case(session: Session, held: Callback) -> Callback:
    """The same, with its case and preparation as they are now that it is locked."""
    return session.scalars(_WITH_CASE, {"held": held.id}).one()


def _open_permits(session: Session, customer: Customer) -> list[DialPermit]:
    """Those of the whole person: a permit stays with whom it was granted for when they are found to be another."""
    return list(session.scalars(_OPEN_OF_PERSON, {"person": customer.id}))


def _reserve_slot(
    session: Session, customer: Customer, callback: Callback, agent: User, number: CustomerIdentifier, now: datetime
) -> Attempt:
    last = session.scalar(select(func.max(Attempt.slot_no)).where(Attempt.customer_id == customer.id))
    attempt = Attempt(
        customer_id=customer.id,
        slot_no=(last or 0) + 1,
        callback_id=callback.id,
        case_id=callback.case_id,
        shop_id=callback.case.shop_id,
        agent_id=agent.id,
        identifier_id=number.id,
        placed_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _grant(
    session: Session,
    attempt: Attempt,
    callback: Callback,
    agent: User,
    decision_id: int,
    now: datetime,
    length: timedelta,
) -> DialPermit:
    permit = DialPermit(
        attempt_id=attempt.id,
        callback_id=callback.id,
        customer_id=attempt.customer_id,
        agent_id=agent.id,
        status=PermitStatus.OPEN,
        granted_at=now,
        expires_at=now + length,
        decision_id=decision_id,
    )
    session.add(permit)
    session.flush()
    _note(session, RegisterKind.PERMIT_TAKEN, permit, now, agent, {"number": attempt.identifier.value_masked})
    return permit


def _open_past_expiry(session: Session, now: datetime) -> list[DialPermit]:
    late = select(DialPermit).where(DialPermit.status == PermitStatus.OPEN, DialPermit.expires_at <= now)
    return list(session.scalars(late.order_by(DialPermit.id).with_for_update(skip_locked=True)))


def _is_forgotten(session: Session, permit: DialPermit, now: datetime) -> bool:
    callback = session.get_one(Callback, permit.callback_id)
    still_held = (
        callback.status is CallbackStatus.CLAIMED
        and callback.lease_agent_id == permit.agent_id
        and callback.lease_expires_at is not None
        and callback.lease_expires_at > now
    )
    return not still_held or outlived(permit.granted_at, now)


def _note(
    session: Session, kind: RegisterKind, permit: DialPermit, now: datetime, actor: User | None, facts: dict[str, str]
) -> None:
    callback = session.get_one(Callback, permit.callback_id)
    record(session, kind, callback.case, now, actor, callback=callback, attempt_id=permit.attempt_id, facts=facts)
