"""The day judged from its final tables: every decision by the contract, every line of the register counted."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from callguard.db.models import Attempt, CustomerMerge, DialPermit, Outcome, RegisterEntry
from callguard.domain.permit import PermitStatus
from callguard.domain.register import RegisterKind
from tests.domain.guard.oracle import Oracle
from tests.model.stage import Stage
from tests.simulation.log import Decision, Log
from tests.simulation.records import Records
from tests.simulation.surveyed import Surveys

MOST_A_DAY = 3
"""To whom nobody agreed whom they were ever held to be: two calls a day, and the third by release."""


def judged(stage: Stage, log: Log) -> list[str]:
    """What was wrong."""
    records = Records(stage, log)
    return [
        *_wrong_decisions(records, log.decisions),
        *_undecided(records, log.decisions),
        *_too_many_a_day(records),
        *_two_at_once(records),
        *_register_faults(stage),
        *_oneness_faults(stage, log),
        *Surveys(stage, records).faults(),
    ]


def _wrong_decisions(records: Records, decisions: Sequence[Decision]) -> Iterator[str]:
    for decision in decisions:
        expected = Oracle(records.document(decision.callback_id, decision.at)).verdict()
        if decision.verdict != expected:
            yield f"{decision.at} callback {decision.callback_id}: {decision.verdict}, by the contract {expected}"


def _undecided(records: Records, decisions: Sequence[Decision]) -> Iterator[str]:
    """A dial for which nobody was given the leave, or a leave that left no trace."""
    decided = {one.attempt_id for one in decisions if one.attempt_id is not None}
    dialled = {one.id for one in records.dialled}
    if decided != dialled:
        yield f"attempts without a decision or decisions without an attempt: {sorted(decided ^ dialled)}"


def _too_many_a_day(records: Records) -> Iterator[str]:
    tz, counted = ZoneInfo("Asia/Shanghai"), Counter[tuple[int, Any]]()
    for attempt in records.dialled:
        if attempt.result not in ("not_placed", "failed", "invalid_number") and not records.gave_consent(
            attempt.customer_id
        ):
            counted[attempt.customer_id, attempt.placed_at.astimezone(tz).date()] += 1
    yield from (
        f"{number} calls on {on} to customer {who}" for (who, on), number in counted.items() if number > MOST_A_DAY
    )


def _two_at_once(records: Records) -> Iterator[str]:
    open_until: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for attempt in sorted(records.dialled, key=lambda one: one.placed_at):
        began, ended = attempt.placed_at, records.ended_at(attempt)
        person = records.person(attempt.customer_id, began)
        if any(earlier < began < until for one in person for earlier, until in open_until[one]):
            yield f"{began} attempt {attempt.id} while another was open"
        open_until[attempt.customer_id].append((began, ended))


def _register_faults(stage: Stage) -> Iterator[str]:
    """For every attempt one line that it was allowed, one that it was settled, one with its outcome."""
    with stage.database.reading() as session:
        kinds = select(RegisterEntry.kind, RegisterEntry.attempt_id).where(RegisterEntry.attempt_id.is_not(None))
        lines = Counter((str(kind), attempt) for kind, attempt in session.execute(kinds))
        permits = session.execute(
            select(DialPermit.attempt_id, DialPermit.status, Attempt.settled_at).join(Attempt)
        ).all()
        told = set(session.scalars(select(Outcome.attempt_id)))
    for attempt, status, settled_at in permits:
        wanted = {"permit_taken": 1, "attempt_settled": int(settled_at is not None), "outcome": int(attempt in told)}
        wanted |= {"permit_expired": 1} if status is PermitStatus.EXPIRED else {}
        for kind, number in wanted.items():
            if lines[kind, attempt] != number:
                yield f"attempt {attempt}: {lines[kind, attempt]} lines {kind}, expected {number}"


def _oneness_faults(stage: Stage, log: Log) -> Iterator[str]:
    """Whoever was parted was seen to be so, and no case was told twice of one merge or of its end."""
    told = (RegisterKind.CUSTOMER_MERGED, RegisterKind.CUSTOMER_UNMERGED)
    line = (RegisterEntry.kind, RegisterEntry.recorded_at, RegisterEntry.case_id)
    with stage.database.reading() as session:
        undone = set(session.scalars(select(CustomerMerge.undone_at).where(CustomerMerge.undone_at.is_not(None))))
        lines = Counter(tuple(row) for row in session.execute(select(*line).where(RegisterEntry.kind.in_(told))))
    parted = {at for kind, at, _case in lines if kind is RegisterKind.CUSTOMER_UNMERGED}
    changed = {union.at for union in log.unions}
    if undone != parted or not undone <= changed:
        yield f"undone {undone}, by the register {parted}, by the people {changed}"
    yield from (
        f"case {case}: {number} lines {kind} at {at}" for (kind, at, case), number in lines.items() if number > 1
    )
