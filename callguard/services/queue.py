"""The daily call list: what may be called now and in which order, what waits until when, what is refused and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, Customer, CustomerIdentifier, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseClass, CaseStatus, IssueType
from callguard.domain.errors import IllegalStep
from callguard.domain.queue_order import QueueItem, case_class, sort_key
from callguard.services.guard_questions import Questioner
from callguard.services.leases import callback_on_desk, is_free, take_lease
from callguard.settings import Settings

DEADLINE_SOON = timedelta(hours=24)


class Standing(StrEnum):
    """Where a callback stands in the list."""

    CALLABLE = "callable"
    NEEDS_RELEASE = "needs_release"
    WAITING = "waiting"
    NOT_TODAY = "not_today"
    NO_NUMBER = "no_number"


@dataclass(frozen=True)
class ListedCallback:
    """One line of the list; `answer` is the guard's, `from_at` when it can be called at the earliest (None: never)."""

    callback: Callback
    case_class: CaseClass
    number: CustomerIdentifier | None
    answer: guard.Answer
    standing: Standing
    from_at: datetime | None


@dataclass(frozen=True)
class DailyList:
    """An agent's list for the day, each part in the order of work; `on_desk` is what they hold now."""

    on_desk: Callback | None
    lines: tuple[ListedCallback, ...]

    def standing(self, *standings: Standing) -> tuple[ListedCallback, ...]:
        """The lines that stand so."""
        return tuple(line for line in self.lines if line.standing in standings)


def daily_list(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> DailyList:
    """All the agent could be asked to call until the end of the local day."""
    callbacks = session.scalars(_candidates(agent, now).where(Callback.due_at < _end_of_day(settings, now))).all()
    lines = tuple(_judged(session, vault, settings, callbacks, now))
    return DailyList(callback_on_desk(session, agent, now), lines)


def claim_next(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> Callback | None:
    """Lays the most urgent callback that may be called now on the agent's desk; None when there is none.

    What lies there already comes back: an agent holds one at a time.
    """
    on_desk = _locked_desk(session, agent, now)
    if on_desk is not None:
        return on_desk
    callbacks = session.scalars(_candidates(agent, now).where(Callback.due_at <= now)).all()
    busy = _persons_on_desks(session, now)
    for line in _judged(session, vault, settings, callbacks, now):
        free = line.callback.case.customer.person_id not in busy
        if line.standing is Standing.CALLABLE and free and _claim(session, settings, line.callback, agent, now):
            return line.callback
    return None


def claim(session: Session, settings: Settings, callback_id: int, agent: User, now: datetime) -> Callback | None:
    """Lays this callback on the agent's desk, chosen by hand; None when it is not theirs to take or not free.

    IllegalStep while another one lies there.
    """
    on_desk = _locked_desk(session, agent, now)
    if on_desk is not None and on_desk.id != callback_id:
        raise IllegalStep(reason="desk_occupied", callback=on_desk.id)
    if on_desk is not None:
        return on_desk
    callback = session.scalar(_candidates(agent, now).where(Callback.id == callback_id))
    if callback is None or not _claim(session, settings, callback, agent, now):
        return None
    return callback


def _locked_desk(session: Session, agent: User, now: datetime) -> Callback | None:
    """What lies on the desk, under a lock: two tabs of one agent must not claim two callbacks."""
    # Not the lock that rows pointing to the user wait for: two requests that wrote such a row would wait in a ring.
    session.execute(select(User.id).where(User.id == agent.id).with_for_update(key_share=True))
    return callback_on_desk(session, agent, now)


def _claim(session: Session, settings: Settings, callback: Callback, agent: User, now: datetime) -> bool:
    taken = take_lease(session, callback.id, agent, now, settings.lease_length)
    session.refresh(callback)
    return taken


def _candidates(agent: User, now: datetime) -> Select[Callback]:
    handled = [issue_type for issue_type in IssueType if agent.role.handles(issue_type)]
    return (
        select(Callback)
        .join(Callback.case)
        .where(is_free(now), Case.status == CaseStatus.OPEN, Case.issue_type.in_(handled))
        .where(Case.shop_id.in_([shop.id for shop in agent.shops]))
        .where(or_(Callback.agent_id.is_(None), Callback.agent_id == agent.id))
        .options(joinedload(Callback.case).joinedload(Case.order), joinedload(Callback.case).joinedload(Case.customer))
    )


def _judged(
    session: Session, vault: Vault, settings: Settings, callbacks: Iterable[Callback], now: datetime
) -> Iterator[ListedCallback]:
    callbacks = list(callbacks)
    questioner = Questioner(session, vault, settings.policy, {one.case.customer_id for one in callbacks}, now)
    numbers = {one.id: questioner.history_of(one.case).number_to_dial(now) for one in callbacks}
    end_of_day = _end_of_day(settings, now)
    for callback in sorted(callbacks, key=lambda one: sort_key(_item(one, numbers[one.id], now))):
        answer = questioner.answer(callback)
        standing, from_at = _standing(callback, numbers[callback.id], answer, now, end_of_day)
        yield ListedCallback(callback, _class_of(callback, now), numbers[callback.id], answer, standing, from_at)


def _item(callback: Callback, number: CustomerIdentifier | None, now: datetime) -> QueueItem:
    return QueueItem(
        case_class=_class_of(callback, now),
        created_at=callback.case.opened_at,
        deadline_at=callback.case.deadline_at,
        promised_at=callback.due_at if callback.kind is CallbackKind.PROMISED else None,
        number_expires_at=number.expires_at if number else None,
        value=callback.case.order.amount or 0,
    )


def _standing(
    callback: Callback, number: CustomerIdentifier | None, answer: guard.Answer, now: datetime, end_of_day: datetime
) -> tuple[Standing, datetime | None]:
    # A release opens this very call; what comes next is judged without it.
    allowed_at = now if answer.verdict is guard.Verdict.ALLOW else answer.next_allowed_at
    from_at = None if allowed_at is None else max(allowed_at, callback.due_at)
    if number is None:
        return Standing.NO_NUMBER, None
    if answer.verdict is guard.Verdict.NEEDS_RELEASE and callback.due_at <= now:
        return Standing.NEEDS_RELEASE, from_at
    if from_at is None or from_at >= end_of_day:
        return Standing.NOT_TODAY, from_at
    return (Standing.CALLABLE if from_at <= now else Standing.WAITING), from_at


def _class_of(callback: Callback, now: datetime) -> CaseClass:
    case = callback.case
    return case_class(case.issue_type, case.escalation, callback.kind, case.deadline_at, now, DEADLINE_SOON)


def _end_of_day(settings: Settings, now: datetime) -> datetime:
    zone = ZoneInfo(settings.display_tz)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _persons_on_desks(session: Session, now: datetime) -> set[int]:
    """Whom somebody is about to ring: a second agent should not prepare for the same person."""
    held = (
        select(Customer.person_id)
        .join(Case, Case.customer_id == Customer.id)
        .join(Callback, Callback.case_id == Case.id)
    )
    return set(session.scalars(held.where(Callback.status == CallbackStatus.CLAIMED, Callback.lease_expires_at > now)))
