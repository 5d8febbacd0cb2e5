"""What the guard says of single calls at the first instant at which they could be made today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, CustomerIdentifier
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.day_plan import Obstacle
from callguard.services.guard_questions import Questioner
from callguard.services.plan.hours import Day, LaneToday
from callguard.settings import Settings


@dataclass(frozen=True)
class Judged:
    """A call that is due by tonight and the guard's answer; `callable_at` None: not today."""

    callback: Callback
    lane: LaneToday
    bound: int | None
    number: CustomerIdentifier | None
    answer: guard.Answer
    callable_at: datetime | None
    obstacle: Obstacle | None


def judged(
    session: Session,
    vault: Vault,
    settings: Settings,
    lanes: Mapping[int, LaneToday],
    day: Day,
    entries: Sequence[Row[Any]],
) -> list[Judged]:
    """The answers about these entries, in their order."""
    callbacks = _callbacks(session, [entry.callback_id for entry in entries])
    customer_ids = {one.case.customer_id for one in callbacks.values()}
    questioner = Questioner(session, vault, settings.policy, customer_ids, day.now)
    return [_judged(questioner, callbacks[one.callback_id], lanes[one.lane_id], one.bound, day) for one in entries]


def _judged(questioner: Questioner, callback: Callback, lane: LaneToday, bound: int | None, day: Day) -> Judged:
    question = questioner.question(callback)
    since = max(question.now, callback.due_at)
    opens_at = lane.opens_at(since)
    answer = guard.judge(replace(question, now=opens_at or since))
    number = questioner.history_of(callback.case).number_to_dial(question.now)
    callable_at = None if number is None or opens_at is None else _today(answer, opens_at, day)
    obstacle = None if callable_at else _obstacle(answer, number, opens_at, day)
    return Judged(callback, lane, bound, number, answer, callable_at, obstacle)


def _today(answer: guard.Answer, opens_at: datetime, day: Day) -> datetime | None:
    at = opens_at if answer.verdict is guard.Verdict.ALLOW else answer.next_allowed_at
    return at if at is not None and at < day.ends_at else None


def _obstacle(answer: guard.Answer, number: CustomerIdentifier | None, opens_at: datetime | None, day: Day) -> Obstacle:
    if number is None:
        return Obstacle.NO_NUMBER
    if opens_at is None:
        return Obstacle.CLOSED
    releasable_at = answer.next_releasable_at
    helped = releasable_at is not None and releasable_at < day.ends_at
    return Obstacle.NEEDS_RELEASE if helped else Obstacle.REFUSED


def _callbacks(session: Session, ids: Sequence[int]) -> Mapping[int, Callback]:
    case = joinedload(Callback.case)
    wanted = select(Callback).where(Callback.id.in_(ids))
    found = session.scalars(wanted.options(*(case.joinedload(of) for of in (Case.order, Case.customer, Case.shop))))
    return {callback.id: callback for callback in found}
