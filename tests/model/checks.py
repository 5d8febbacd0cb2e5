"""What must be true after every step: the tables say what the plain company says, and the queue is true."""

from collections import Counter

from hypothesis.stateful import invariant
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import (
    Attempt,
    Callback,
    Case,
    Customer,
    DialPermit,
    Lane,
    QueueEntry,
    RegisterEntry,
    Shop,
)
from callguard.domain import guard
from callguard.services.queue.keeping import bring_up_to_date
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.queue.upkeep import recompute_outdated
from tests.model.asked import policies_in_force, policy_called
from tests.model.awaited import class_of, is_callable, verdict_on
from tests.model.plain import ON_DESK, WAITING
from tests.model.plain import Callback as Waiting
from tests.model.played import MakeStage, Played, Scene


class Checks(Played):
    """Everything that holds between two steps."""

    def __init__(self, make_stage: MakeStage, scene: Scene) -> None:
        super().__init__(make_stage, scene)
        self._last_line = 0

    @invariant()
    def all_is_as_it_ought_to_be(self) -> None:
        with self.stage.database.reading() as session:
            self._callbacks_are_as_they_ought_to_be(session)
            self._calls_are_as_they_ought_to_be(session)
            self._nobody_is_surveyed_twice(session)
            self._people_are_as_they_ought_to_be(session)
            self._register_has_one_line_for_each_change(session)
        self._nobody_is_taken_twice()
        with self.stage.database.trying() as session:
            self._let_time_act(session)
            self._queue_is_true(session)

    def _callbacks_are_as_they_ought_to_be(self, session: Session) -> None:
        row = Callback
        columns = (row.id, row.kind, row.status, row.due_at, row.lease_token, row.lease_expires_at)
        found = [tuple(each) for each in session.execute(select(*columns).order_by(row.id))]
        assert found == [
            (one.id, one.kind, one.status, one.due_at, one.token, one.lease_ends_at)
            for one in sorted(self.company.callbacks.values(), key=lambda one: one.id)
        ]

    def _calls_are_as_they_ought_to_be(self, session: Session) -> None:
        columns = (Attempt.id, DialPermit.id, Attempt.placed_at, Attempt.result, DialPermit.status)
        found = [tuple(each) for each in session.execute(select(*columns).join(DialPermit).order_by(Attempt.id))]
        assert found == [(one.id, one.permit_id, one.at, one.result, one.permit) for one in self.company.dials]

    def _nobody_is_surveyed_twice(self, session: Session) -> None:
        """Of a case at most one survey is planned, and no survey is dialled but once."""
        planned = select(Callback.case_id).where(Callback.kind == "survey", Callback.status.in_([WAITING, ON_DESK]))
        dialled = select(Attempt.callback_id).join(Callback, Callback.id == Attempt.callback_id)
        for once in (planned, dialled.where(Callback.kind == "survey")):
            [column] = once.selected_columns
            assert session.execute(once.group_by(column).having(func.count() > 1)).all() == []

    def _people_are_as_they_ought_to_be(self, session: Session) -> None:
        found: dict[int, list[int]] = {}
        for own, into in session.execute(select(Customer.id, Customer.merged_into_id).order_by(Customer.id)):
            found.setdefault(into or own, []).append(own)
        places = {own: place for place, own in enumerate(sorted(one for group in found.values() for one in group), 1)}
        persons = sorted([one.id for one in person.customers] for person in self.company.persons)
        assert sorted([places[own] for own in group] for group in found.values()) == persons

    def _register_has_one_line_for_each_change(self, session: Session) -> None:
        new = select(RegisterEntry.id, RegisterEntry.kind, Shop.code, Case.number).join(RegisterEntry.case)
        rows = session.execute(new.join(Case.shop).where(RegisterEntry.id > self._last_line)).all()
        self._last_line = max([self._last_line, *(row.id for row in rows)])
        lines, self.company.lines = self.company.lines, []
        assert Counter(f"{row.kind} {row.code}/{row.number}" for row in rows) == Counter(lines)

    def _nobody_is_taken_twice(self) -> None:
        """Two at once are left to those who were taken up, or rung, before they were found to be one person."""
        for person in self.company.persons:
            live = [one.taken_from for one in self.company.held(person) if one.is_live(self.now)]
            going_on = [one.taken_from for one in self.company.open_dials(person)]
            for taken in (live, going_on):
                assert not any(one & other for place, one in enumerate(taken) for other in taken[:place])

    def _let_time_act(self, session: Session) -> None:
        stage, now = self.stage, self.now
        while turn_entries(session, now):
            pass
        found = recompute_stale(session)
        found += recompute_outdated(session, stage.settings, now) if self.outdated else 0
        if found:
            bring_up_to_date(session, stage.vault, stage.settings, now)

    def _queue_is_true(self, session: Session) -> None:
        rows = session.execute(select(QueueEntry, Lane.zones).join(Lane)).all()
        entries = {entry.callback_id: (entry, zones) for entry, zones in rows}
        for person in self.company.persons:
            theirs = [one for case in person.all("cases") for one in case.callbacks]
            found = {one: entries.pop(one.id) for one in theirs if one.id in entries}
            if self.company.held(person):
                # What became of the others meanwhile is looked at when the one is off the desk.
                assert {entry.standing for entry, _zones in found.values()} <= {"held"}, person
            else:
                assert set(found) == {one for one in theirs if one.status == WAITING and one.is_wanted}
                for callback, (entry, zones_) in found.items():
                    self._entry_is_true(callback, entry, zones_)
        assert entries == {}

    def _entry_is_true(self, callback: Waiting, entry: QueueEntry, zones: str) -> None:
        now, person = self.now, self.company.person_of(callback)
        policies = [policy_called(name) for name in policies_in_force(self.company, callback.case.shop, now)]
        opens = zones == "" or guard.windows_open(policies, zones.split(","), now)
        where = (callback.id, entry.standing, zones, now)
        assert (entry.standing == "ready" and opens) == is_callable(self.company, callback, now), where
        assert (entry.standing == "no_number") == (person.number(now) is None), where
        assert entry.case_class == class_of(callback, now), where
        # While the lane is closed, what stands there is not looked at.
        is_due = opens and callback.due_at <= now and person.number(now) is not None
        if is_due and verdict_on(self.company, callback, now) == "needs_release":
            assert entry.standing == "needs_release", where
