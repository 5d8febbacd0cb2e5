"""The jobs that take more than one transaction, so that none is long."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.vault import Vault
from callguard.jobs.turn import Turn
from callguard.services.digests import (
    DaySummary,
    day_summary,
    send_day_plan,
    send_evening_reminder,
    send_morning_digest,
)
from callguard.services.parts import Part
from callguard.services.plan.day_plan import day_plan
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.queue.upkeep import in_chunks, recompute_outdated
from callguard.services.refused_calls import find_refused_calls, move_refused_call
from callguard.services.surveys import cancel_survey, find_lapsed_surveys
from callguard.services.team import front_line, leaders
from callguard.settings import Settings

T = TypeVar("T")


def turn_queue(turn: Turn) -> None:
    """Lets time act on the queue, and has worked out anew what nothing more is known of."""
    _until_none_is_left(turn, lambda session: turn_entries(session, turn.now))
    _until_none_is_left(turn, recompute_stale)


def follow_policies(turn: Turn) -> None:
    """Has the queue worked out anew where other policies are in force by now."""
    # The time is asked anew for each chunk: should rules come into force meanwhile, what is written by them would pass
    # for outdated before the go's own time, again and again.
    settings, clock = turn.runtime.settings, turn.runtime.clock
    _until_none_is_left(turn, lambda session: recompute_outdated(session, settings, clock()))


def move_refused_calls(turn: Turn) -> None:
    """Goes through the promises that are due and the calls that may never be made, and tells of those refused now."""
    _part_by_part(turn, find_refused_calls, move_refused_call)


def cancel_lapsed_surveys(turn: Turn) -> None:
    """Goes through the surveys that are due, and gives up those that may not be made or would disturb."""
    _part_by_part(turn, find_lapsed_surveys, cancel_survey)


def send_morning_digests(turn: Turn) -> None:
    """Tells everyone on the front line what the day brings."""
    for agent, summary in _summaries(turn):
        with turn.writing() as session:
            send_morning_digest(session, agent, summary, turn.now)


def send_day_plans(turn: Turn) -> None:
    """Tells every leader what the day holds, and how much of it can't be done."""
    runtime = turn.runtime
    with turn.reading() as session:
        seniors = leaders(session)
    for senior in seniors:
        with turn.reading() as session:
            plan = day_plan(session, runtime.vault, runtime.settings, senior, turn.now, with_lines=False)
        with turn.writing() as session:
            send_day_plan(session, runtime.settings, senior, plan, turn.now)


def send_evening_reminders(turn: Turn) -> None:
    """Tells everyone on the front line what is left of the day."""
    for agent, summary in _summaries(turn):
        with turn.writing() as session:
            send_evening_reminder(session, agent, summary, turn.now)


def _until_none_is_left(turn: Turn, chunk: Callable[[Session], int]) -> None:
    for _done in in_chunks(turn.writing, chunk):
        turn.runtime.database.let_others_write()


def _summaries(turn: Turn) -> Iterator[tuple[User, DaySummary]]:
    runtime = turn.runtime
    with turn.reading() as session:
        agents = front_line(session)
    for agent in agents:
        with turn.reading() as session:
            summary = day_summary(session, runtime.vault, runtime.settings, agent, turn.now)
        yield agent, summary


def _part_by_part(
    turn: Turn,
    find: Callable[[Session, Vault, Settings, datetime, int], Part[T]],
    deal_with: Callable[[Session, T, datetime], None],
) -> None:
    """Deals with each of what is found in a transaction of its own."""
    runtime = turn.runtime
    last_id: int | None = 0
    while last_id is not None:
        with turn.reading() as session:
            part = find(session, runtime.vault, runtime.settings, turn.now, last_id)
        for one in part.found:
            with turn.writing() as session:
                deal_with(session, one, turn.now)
        last_id = part.last_id
