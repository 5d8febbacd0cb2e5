"""What is kept of a talk: its steps, the reasons for what it left out, its note; and what its end asks for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from callguard.db.models import Attempt, Callback, CaseTrigger, Offer, RegisterEntry, StepSkip, User
from callguard.domain.approval import Decision
from callguard.domain.attempt import CallResult
from callguard.domain.commitment import Department
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.phrases import PhraseCategory
from callguard.domain.register import RegisterKind
from callguard.domain.script import Step
from callguard.domain.talk import Skip, SkipReason, Talk
from callguard.services.approvals import decide, pending_approvals
from callguard.services.call_sheets import CallSheet, call_sheet
from callguard.services.call_steps import enter_step
from callguard.services.offers import answer_offer, make_offer
from callguard.services.outcome_effects import PromisedThing
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.talks import current_talk, explain_skips, keep_note
from tests.house import NOW, House

MINUTE = timedelta(minutes=1)
REFUSED = ReportedOutcome(CallResult.CONVERSATION, Disposition.REFUSED, "顾客要全额退")
HURRIED = Skip(SkipReason.NO_TIME)


class Call:
    """A call being made by the agent."""

    def __init__(self, house: House, callback_id: int | None = None, now_offset: timedelta = timedelta()) -> None:
        self.house = house
        self.at = NOW + now_offset
        self.callback_id = callback_id or house.callback()
        self.attempt_id, self.token = house.dialled(self.callback_id, now=self.at)

    def walk(self, *steps: int) -> "Call":
        """Goes to these steps, one after the other."""
        with self.house.writing() as session:
            for step in steps:
                enter_step(session, self.attempt_id, self.house.agent, self.token, Step(step), self.at)
        return self

    def explain(self, skip: Skip = HURRIED, *, at_the_end: bool = False, agent: User | None = None) -> tuple[Step, ...]:
        """Gives a reason for what was left out."""
        with self.house.writing() as session:
            agent = agent or self.house.agent
            return explain_skips(session, self.attempt_id, agent, skip, self.at + MINUTE, at_the_end=at_the_end)

    def note(self, note: str, agent: User | None = None) -> None:
        """Keeps a note."""
        with self.house.writing() as session:
            keep_note(session, self.attempt_id, agent or self.house.agent, note, self.at)

    def talk(self) -> Talk:
        """The talk as it stands."""
        with self.house.database.reading() as session:
            return current_talk(session, session.get_one(Attempt, self.attempt_id))

    def sheet(self, agent: User | None = None) -> CallSheet:
        """The call page's facts."""
        with self.house.database.reading() as session:
            house = self.house
            return call_sheet(session, house.vault, house.settings, self.callback_id, agent or house.agent, self.at)

    def ends(
        self, reported: ReportedOutcome = REFUSED, *, scripted: bool = True, after: timedelta = MINUTE
    ) -> dict[str, str]:
        """Records the outcome; what is wrong with it, by field."""
        house = self.house
        try:
            with house.writing() as session:
                services = (session, house.vault, house.settings, self.attempt_id, house.agent)
                record_outcome(*services, reported, self.at + after, scripted=scripted)
        except InvalidFields as refused:
            return {error.field: error.code for error in refused.errors}
        return {}

    def accept(self, plan: Plan) -> None:
        """Offers a plan, and the customer takes it."""
        with self.house.writing() as session:
            given = (session, self.house.settings, self.callback_id, self.house.agent, self.token)
            offer = make_offer(*given, plan, self.at)
            assert isinstance(offer, Offer)
            session.flush()
            answer_offer(session, offer.id, self.house.agent, accepted=True, now=self.at)


@pytest.fixture
def call(house: House) -> Call:
    return Call(house)


def kept(house: House, kind: RegisterKind) -> Sequence[RegisterEntry]:
    with house.database.reading() as session:
        return session.scalars(select(RegisterEntry).where(RegisterEntry.kind == kind)).all()


def test_a_jump_says_in_the_register_what_it_left_out(house: House, call: Call) -> None:
    call.walk(1, 4)
    facts = [entry.facts for entry in kept(house, RegisterKind.STEP_ENTERED)]
    assert facts == [{"step": 1}, {"step": 4, "skipped": "2, 3"}]


def test_a_step_pressed_twice_is_come_to_once(house: House, call: Call) -> None:
    call.walk(1, 1)
    assert [one.step for one in call.talk().entered] == [1]
    assert len(kept(house, RegisterKind.STEP_ENTERED)) == 1


def test_one_reason_explains_all_that_was_left_out(house: House, call: Call) -> None:
    call.walk(1, 4)
    assert call.explain(Skip(SkipReason.OTHER, " 孩子在旁边哭 ")) == (2, 3)
    assert call.talk().explained == {2, 3}
    (entry,) = kept(house, RegisterKind.STEPS_SKIPPED)
    assert (entry.facts, entry.note) == ({"steps": "2, 3", "reason": "other"}, "孩子在旁边哭")


def test_a_reason_where_nothing_is_left_out_leaves_no_trace(house: House, call: Call) -> None:
    call.walk(1, 2)
    assert call.explain() == ()
    assert kept(house, RegisterKind.STEPS_SKIPPED) == []


def test_what_was_explained_keeps_its_reason(house: House, call: Call) -> None:
    call.walk(1, 3).explain()
    call.walk(5)
    assert call.explain(Skip(SkipReason.NOT_WANTED)) == (4,)
    with house.database.reading() as session:
        reasons = {skip.step: skip.reason for skip in session.scalars(select(StepSkip))}
    assert reasons == {2: SkipReason.NO_TIME, 4: SkipReason.NOT_WANTED}


def test_at_the_end_a_reason_covers_what_was_never_come_to(call: Call) -> None:
    call.walk(1, 2, 3, 4)
    assert call.explain(at_the_end=True) == (5, 6, 7)


def test_a_reason_must_say_something(call: Call) -> None:
    call.walk(1, 4)
    with pytest.raises(InvalidFields):
        call.explain(Skip(SkipReason.OTHER))


def test_only_whose_call_it_is_explains_and_notes(house: House, call: Call) -> None:
    for deed in (lambda: call.explain(agent=house.colleague), lambda: call.note("x", house.colleague)):
        with pytest.raises(NotYours):
            deed()
    call.attempt_id = 999
    with pytest.raises(UnknownId):
        call.explain()


def test_after_the_outcome_nothing_is_added(call: Call) -> None:
    call.walk(1, 2, 3, 4, 5, 6, 7)
    assert call.ends() == {}
    for deed in (call.explain, lambda: call.note("x")):
        with pytest.raises(IllegalStep):
            deed()


def test_a_talk_that_settled_nothing_is_not_recorded_before_its_close(call: Call) -> None:
    call.walk(1, 2, 3, 4, 5, 6)
    assert call.ends() == {"disposition": "closing_missing"}
    call.walk(7)
    assert call.ends() == {}


def test_what_was_left_out_is_asked_for_before_the_outcome(call: Call) -> None:
    call.walk(1, 2, 4, 7)
    assert call.ends() == {"skipped": "steps_unexplained"}
    call.explain()
    assert call.ends() == {}


def test_all_that_is_missing_is_told_at_once(call: Call) -> None:
    bare = ReportedOutcome(CallResult.CONVERSATION, Disposition.REFUSED)
    assert call.walk(1).ends(bare) == {"note": "note_missing", "disposition": "closing_missing"}


def test_whoever_walks_no_steps_has_another_script_except_on_the_page(call: Call) -> None:
    assert call.ends() == {"disposition": "closing_missing"}
    assert call.ends(scripted=False) == {}


def test_whoever_walks_some_steps_owes_the_rest_everywhere(call: Call) -> None:
    assert call.walk(1).ends(scripted=False) == {"disposition": "closing_missing"}


def test_off_the_desk_nothing_is_asked(house: House, call: Call) -> None:
    assert call.walk(1, 4).ends(after=house.settings.lease_length) == {}


def test_after_a_yes_nobody_has_to_negotiate(call: Call) -> None:
    call.walk(1, 2, 3, 4).accept(Plan(PlanKind.COUPON, 500))
    call.walk(7)
    promise = PromisedThing(Department.OPERATIONS, "优惠券", NOW + timedelta(days=1), 500)
    assert call.ends(ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "", None, (promise,))) == {}


def test_settled_by_words_owes_every_step_and_without_a_promise_its_close(call: Call) -> None:
    settled = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "说明后满意")
    call.walk(1, 2, 3, 4).explain(at_the_end=True)
    assert call.ends(settled) == {"disposition": "closing_missing"}
    promise = PromisedThing(Department.AFTER_SALES, "发一份说明书", NOW + timedelta(days=1))
    assert call.ends(replace(settled, promises=(promise,))) == {}


def test_a_promise_is_no_reason_for_leaving_out_steps(call: Call) -> None:
    promise = PromisedThing(Department.AFTER_SALES, "发一份说明书", NOW + timedelta(days=1))
    settled = ReportedOutcome(CallResult.CONVERSATION, Disposition.SETTLED, "说明后满意", promises=(promise,))
    assert call.walk(1, 2, 3, 4, 5, 7).ends(settled) == {"skipped": "steps_unexplained"}


def test_a_later_call_knows_how_far_the_last_one_came(house: House, call: Call) -> None:
    call.walk(1, 2, 3, 4, 5, 7)
    wants_time = ReportedOutcome(
        CallResult.CONVERSATION, Disposition.WANTS_TIME, "要跟家里商量", NOW + timedelta(hours=3)
    )
    call.explain()
    assert call.ends(wants_time) == {}
    with house.database.reading() as session:
        following = session.scalars(select(Callback.id).where(Callback.id != call.callback_id)).one()
    later = Call(house, following, timedelta(hours=3))
    assert later.talk().before == {1, 2, 3, 4, 5, 7}
    sheet = later.sheet()
    assert sheet.talk.resumes_at is Step.NEGOTIATE
    assert sheet.is_told
    assert sheet.last_talk is not None
    assert (sheet.last_talk.agent_id, sheet.last_talk.reached, sheet.last_talk.note) == (
        house.agent.id,
        Step.NEGOTIATE,
        "要跟家里商量",
    )


def test_a_call_nobody_answered_is_no_last_talk(house: House, call: Call) -> None:
    unanswered = ReportedOutcome(CallResult.NO_ANSWER, Disposition.NO_ANSWER)
    assert call.ends(unanswered) == {}
    again = Call(house, call.callback_id, timedelta(hours=3))
    assert again.sheet().last_talk is None


def test_who_was_reached_but_not_listened_to_has_not_told_their_matter(house: House, call: Call) -> None:
    call.walk(1, 2, 7)
    call.explain()
    busy = ReportedOutcome(CallResult.CONVERSATION, Disposition.CALL_LATER, "在开会", NOW + timedelta(hours=3))
    assert call.ends(busy) == {}
    with house.database.reading() as session:
        following = session.scalars(select(Callback.id).where(Callback.id != call.callback_id)).one()
    later = Call(house, following, timedelta(hours=3)).sheet()
    assert (later.attempt_no, later.is_told) == (2, False)


def test_what_was_refused_stands_on_the_sheet(house: House, call: Call) -> None:
    with house.writing() as session:
        given = (session, house.settings, call.callback_id, house.agent, call.token)
        first = make_offer(*given, Plan(PlanKind.COUPON, 500), NOW)
        assert isinstance(first, Offer)
        answer_offer(session, first.id, house.agent, False, NOW)
        make_offer(*given, Plan(PlanKind.COUPON, 1000), NOW)
    assert [offer.amount for offer in call.sheet().refused_offers] == [500]


def test_before_the_first_step_there_is_no_last_talk(call: Call) -> None:
    sheet = call.sheet()
    assert (sheet.last_talk, sheet.step, sheet.talk) == (None, None, Talk())


def test_whoever_takes_over_goes_on_with_steps_and_note(house: House, call: Call) -> None:
    call.walk(1, 2, 3, 4).note("杯子碎了两只，要全额退")
    with house.writing() as session:
        given = (session, house.settings, call.callback_id, house.agent, call.token)
        make_offer(*given, Plan(PlanKind.PARTIAL_REFUND, 15_000), NOW)
    with house.writing() as session:
        (asked,) = pending_approvals(session, house.supervisor)
        decide(session, house.settings, asked.id, house.supervisor, Decision.TAKE_OVER, NOW)
    sheet = call.sheet(house.supervisor)
    assert sheet.attempt is not None
    assert (sheet.step, sheet.attempt.note) == (Step.PROPOSE, "杯子碎了两只，要全额退")


def test_words_of_danger_in_a_note_raise_the_case_while_it_is_written(house: House) -> None:
    call = Call(house)
    call.note("喝了以后过敏，说要打 12315")
    call.note("喝了以后过敏，说要打 12315 投诉")
    with house.database.reading() as session:
        raised = session.scalars(select(CaseTrigger.category)).all()
    assert sorted(raised) == [PhraseCategory.REGULATOR, PhraseCategory.SAFETY]


def test_the_sheet_takes_as_many_statements_for_a_long_story_as_for_a_short_one(house: House, call: Call) -> None:
    counts: list[int] = []
    for orders in (1, 6):
        for number in range(orders):
            house.callback()
            earlier = NOW - timedelta(days=1 + orders + number)
            house.attempted(call.callback_id, CallResult.NO_ANSWER, earlier, house.supervisor)
        call.walk(1, 4)
        call.explain()
        statements: list[str] = []

        def note(*details: object, seen: list[str] = statements) -> None:
            seen.append(str(details[2]))

        event.listen(house.database.engine, "before_cursor_execute", note)
        sheet = call.sheet()
        event.remove(house.database.engine, "before_cursor_execute", note)
        assert len(sheet.cases) == len(sheet.orders)
        assert sheet.talk.explained == {2, 3}
        counts.append(len(statements))
    assert len(sheet.cases) == 8
    assert counts[0] == counts[1]
