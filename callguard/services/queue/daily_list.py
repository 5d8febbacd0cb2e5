"""The daily call list: what may be called now and in which order, what waits until when, what is refused and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, CustomerIdentifier, Lane, QueueEntry, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseClass
from callguard.domain.queue_entry import EntryStanding
from callguard.services.certificates import issue_types_of
from callguard.services.guard_questions import Questioner
from callguard.services.leases import callback_on_desk
from callguard.services.queue.heads import BY_URGENCY, heads_of, lanes_bound, stands
from callguard.services.queue.lanes import skills_of
from callguard.settings import Settings

LISTED = 100
"""How many callbacks of each part are shown: more than anybody calls in a day."""

_ORDERS: Mapping[EntryStanding, tuple[Any, ...]] = {
    EntryStanding.READY: BY_URGENCY,
    EntryStanding.NEEDS_RELEASE: (QueueEntry.callable_from_at,),
    EntryStanding.NO_NUMBER: (QueueEntry.callable_from_at,),
    EntryStanding.PLANNED: (QueueEntry.callable_from_at,),
    EntryStanding.WAITING: (QueueEntry.callable_from_at,),
    EntryStanding.STALE: (QueueEntry.callable_from_at,),
}
"""The parts of the list, and in which order each is read."""


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
    """An agent's list for the day, each part in the order of work; `on_desk` is what they hold now.

    With `is_cut` there is more of at least one part than can be shown.
    """

    on_desk: Callback | None
    lines: tuple[ListedCallback, ...]
    is_cut: bool

    def standing(self, *standings: Standing) -> tuple[ListedCallback, ...]:
        """The lines that stand so."""
        return tuple(line for line in self.lines if line.standing in standings)


def daily_list(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> DailyList:
    """What the agent could be asked to call until the end of the local day."""
    parts = _entries(session, settings, agent, _end_of_day(settings, now))
    entries = sorted((entry for part in parts for entry in part), key=lambda one: (one.case_class, one.order_key))
    judged = _judged(session, vault, settings, entries, now)
    # Where a certificate is asked for since today, an entry may stand in everybody's lane for a little while yet.
    may_call_about = issue_types_of(session, settings, agent)
    lines = tuple(line for line in judged if line.callback.case.issue_type in may_call_about)
    return DailyList(callback_on_desk(session, agent, now), lines, any(len(part) > LISTED for part in parts))


def _entries(session: Session, settings: Settings, agent: User, end_of_day: datetime) -> list[Sequence[Row[Any]]]:
    lanes = select(Lane.id).where(Lane.shop_id.in_([shop.id for shop in agent.shops]))
    lane_ids = session.scalars(lanes.where(Lane.skill.in_(skills_of(session, settings, agent)))).all()
    asked = {**lanes_bound(agent.id, lane_ids), "end_of_day": end_of_day}
    return [session.execute(_first(len(lane_ids), standing), asked).all() for standing in _ORDERS]


@cache
def _first(lanes: int, standing: EntryStanding) -> Select[Any]:
    """The first entries of a part in so many lanes, of what is due before `:end_of_day`."""
    order, due = _ORDERS[standing], QueueEntry.due_at < bindparam("end_of_day")
    heads = heads_of(lanes, order, LISTED + 1, stands(standing), due).subquery()
    return select(heads).order_by(*(heads.c[column.key] for column in order)).limit(LISTED + 1)


def _judged(
    session: Session, vault: Vault, settings: Settings, entries: Sequence[Row[Any]], now: datetime
) -> Iterator[ListedCallback]:
    ids = [entry.callback_id for entry in entries]
    customer_ids = session.scalars(select(Case.customer_id).join(Callback).where(Callback.id.in_(ids))).all()
    questioner, end_of_day = Questioner(session, vault, settings.policy, customer_ids, now), _end_of_day(settings, now)
    # Afterwards: the cases that come with earlier calls would forget whose they are.
    callbacks = _callbacks(session, ids)
    for entry in entries:
        callback = callbacks[entry.callback_id]
        number, answer = questioner.history_of(callback.case).number_to_dial(now), questioner.answer(callback)
        standing, from_at = _standing(callback, number, answer, now, end_of_day)
        yield ListedCallback(callback, CaseClass(entry.case_class), number, answer, standing, from_at)


def _callbacks(session: Session, ids: Sequence[int]) -> Mapping[int, Callback]:
    case = joinedload(Callback.case)
    wanted = select(Callback).where(Callback.id.in_(ids))
    found = session.scalars(wanted.options(*(case.joinedload(of) for of in (Case.order, Case.customer, Case.shop))))
    return {callback.id: callback for callback in found}


def _standing(
    callback: Callback, number: CustomerIdentifier | None, answer: guard.Answer, now: datetime, end_of_day: datetime
) -> tuple[Standing, datetime | None]:
    # A release opens this very call; what comes next is judged without it.
    allowed_at = now if answer.verdict is guard.Verdict.ALLOW else answer.next_allowed_at
    from_at = None if allowed_at is None else max(allowed_at, callback.due_at)
    if number is None:
        return Standing.NO_NUMBER, None
    # No release is given for a survey.
    releasable = answer.verdict is guard.Verdict.NEEDS_RELEASE and callback.kind is not CallbackKind.SURVEY
    if releasable and callback.due_at <= now:
        return Standing.NEEDS_RELEASE, from_at
    if from_at is None or from_at >= end_of_day:
        return Standing.NOT_TODAY, from_at
    return (Standing.CALLABLE if from_at <= now else Standing.WAITING), from_at


def _end_of_day(settings: Settings, now: datetime) -> datetime:
    zone = ZoneInfo(settings.display_tz)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)
