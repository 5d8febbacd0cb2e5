"""The surveys of a day judged from its final tables: who was asked, and who was left in peace for which reason."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from callguard.db.models import Callback, Case, RegisterEntry
from callguard.domain.register import RegisterKind
from tests.domain.guard.oracle import Oracle
from tests.model.stage import Stage
from tests.model.surveyed import KEPT_FOR
from tests.simulation.records import Records

LEEWAY = timedelta(hours=2)
"""Until the jobs process looks again, and as long as somebody may have had one in hand by then."""

_CHANGES = (RegisterKind.CASE_OPENED, RegisterKind.CASE_CLOSED, RegisterKind.CASE_REOPENED)


class Surveys:
    """Every survey there was, and what the register says of them and of the cases."""

    def __init__(self, stage: Stage, records: Records) -> None:
        self._records, self._ended_at = records, stage.now
        line = select(RegisterEntry.__table__).order_by(RegisterEntry.id)
        with stage.database.reading() as session:
            survey = (Callback.id, Callback.due_at, Callback.status, Case.customer_id)
            self._surveys: list[Row[Any]] = list(
                session.execute(select(*survey).join(Callback.case).where(Callback.kind == "survey"))
            )
            case = (Case.id, Case.customer_id, Case.opened_at, Case.status)
            self._cases: list[Row[Any]] = list(session.execute(select(*case)))
            self._changes: dict[int, list[Row[Any]]] = defaultdict(list)
            for row in session.execute(line.where(RegisterEntry.kind.in_(_CHANGES))):
                self._changes[row.case_id].append(row)
            cancelled = RegisterEntry.kind == RegisterKind.CALLBACK_CANCELLED
            self._cancelled = session.execute(line.where(cancelled)).all()
        self._dialled: dict[int, list[datetime]] = defaultdict(list)
        for attempt in records.dialled:
            self._dialled[attempt.callback_id].append(attempt.placed_at)

    def faults(self) -> Iterator[str]:
        """What was wrong."""
        lines = Counter(line.callback_id for line in self._cancelled)
        for survey in self._surveys:
            dialled, late_at = self._dialled[survey.id], survey.due_at + KEPT_FOR + LEEWAY
            if len(dialled) > 1:
                yield f"survey {survey.id} dialled at {dialled}"
            for at in dialled:
                if self._is_something_open(survey, at):
                    yield f"survey {survey.id} dialled at {at} beside an open case"
            if lines[survey.id] != (survey.status == "cancelled"):
                yield f"survey {survey.id} {survey.status}, {lines[survey.id]} lines that it was cancelled"
            if any(at > late_at for at in dialled):
                yield f"survey {survey.id} due at {survey.due_at} dialled at {dialled}"
            if survey.status == "pending" and not dialled and self._ended_at > late_at:
                yield f"survey {survey.id} due at {survey.due_at} is waiting still"
        yield from self._wrongly_cancelled()

    def _wrongly_cancelled(self) -> Iterator[str]:
        surveys = {survey.id: survey for survey in self._surveys}
        for line in self._cancelled:
            expected = self._why(surveys[line.callback_id], line.recorded_at)
            if line.facts["why"] != expected:
                yield f"{line.recorded_at} survey {line.callback_id}: {line.facts['why']}, by the tables {expected}"

    def _why(self, survey: Row[Any], at: datetime) -> str | None:
        if self._is_something_open(survey, at):
            return "case_open"
        oracle = Oracle(self._records.document(survey.id, at))
        if oracle.number is None:
            return "no_number"
        if {rule for _place, rule, _id in oracle.refusals(at)} - {"windows"}:
            return "refused"
        return "too_late" if at >= survey.due_at + KEPT_FOR else None

    def _is_something_open(self, survey: Row[Any], at: datetime) -> bool:
        person = self._records.person(survey.customer_id, at)
        return any(self._is_open(case, at) for case in self._cases if case.customer_id in person)

    def _is_open(self, case: Row[Any], at: datetime) -> bool:
        before: list[RegisterKind] = [line.kind for line in self._changes[case.id] if line.recorded_at < at]
        after: list[RegisterKind] = [line.kind for line in self._changes[case.id] if line.recorded_at >= at]
        if before:
            return before[-1] != RegisterKind.CASE_CLOSED
        # Who lived in the town before the day began is in no line that says so.
        closes_later: bool = after[0] == RegisterKind.CASE_CLOSED if after else case.status == "open"
        opened: bool = case.opened_at < at
        return opened and closes_later
