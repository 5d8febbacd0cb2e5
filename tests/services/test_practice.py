"""Practice calls from the wish to the score: who may do what, and that nothing real is touched."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.base import Base
from callguard.db.models import Notification, PracticeCall, User
from callguard.domain.errors import IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.practice import AttitudeRule, Grade, Mark, PracticeState
from callguard.domain.script import Step
from callguard.services.practice.calls import (
    ask_for_practice,
    call_off_practice,
    open_practice,
    practice_call,
    practice_calls_of,
    score_practice,
    take_practice,
)
from callguard.services.practice.preparing import prepare_practice
from callguard.services.practice.talking import end_practice_talk, enter_practice_step, write_practice_notes
from tests.house import LADDER, NOW, House

GLASSES, KETTLE = "glasses", "kettle"
MINUTE = timedelta(minutes=1)
ALL_MET: Mapping[AttitudeRule, Mark] = {rule: Mark(Grade.MET) for rule in AttitudeRule}
OWN_TABLES = {
    "practice_calls",
    "practice_preparations",
    "practice_plans",
    "practice_steps",
    "practice_skips",
    "practice_offers",
    "practice_marks",
    "notifications",
}


def opened(house: House, scenario: str = GLASSES) -> int:
    with house.writing() as session:
        return open_practice(session, house.leader, house.agent.id, scenario, NOW).id


def prepare(house: House, call_id: int, ladder: PlanLadder = LADDER, demands: str = "要补发", **more: int) -> None:
    with house.writing() as session:
        prepare_practice(session, call_id, house.agent, ladder, NOW, demands=demands, beyond_authority="请赵姐", **more)


def asked(house: House) -> int:
    with house.writing() as session:
        return ask_for_practice(session, house.agent, GLASSES, NOW).id


def talked(house: House, *steps: Step) -> int:
    call_id = opened(house)
    prepare(house, call_id)
    for minutes, step in enumerate(steps or (Step.INTRODUCE,)):
        with house.writing() as session:
            enter_practice_step(session, call_id, house.agent, step, NOW + minutes * MINUTE)
    return call_id


def score(house: House, call_id: int, marks: Mapping[AttitudeRule, Mark] = ALL_MET, senior: User | None = None) -> None:
    with house.writing() as session:
        score_practice(session, call_id, senior or house.leader, marks, " 听得进去 ", NOW + 9 * MINUTE)


def state(house: House, call_id: int) -> PracticeState:
    with house.database.reading() as session:
        return session.get_one(PracticeCall, call_id).state


def told(house: House) -> list[tuple[int, str]]:
    with house.database.reading() as session:
        return [(one.user_id, one.kind) for one in session.scalars(select(Notification).order_by(Notification.id))]


def counts(session: Session) -> dict[str, int]:
    """How many rows every table holds but those of practice calls."""
    tables = [table for name, table in Base.metadata.tables.items() if name not in OWN_TABLES]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_from_opening_to_the_score(house: House) -> None:
    call_id = opened(house)
    assert state(house, call_id) is PracticeState.PREPARING
    prepare(house, call_id)
    assert state(house, call_id) is PracticeState.READY
    for minutes, step in enumerate((Step.INTRODUCE, Step.REASON, Step.REASON, Step.LISTEN)):
        with house.writing() as session:
            enter_practice_step(session, call_id, house.agent, step, NOW + minutes * MINUTE)
    assert state(house, call_id) is PracticeState.TALKING
    with house.writing() as session:
        write_practice_notes(session, call_id, house.agent, "周六请客要用")
        end_practice_talk(session, call_id, house.agent, NOW + 5 * MINUTE)
    assert state(house, call_id) is PracticeState.OVER
    score(house, call_id)
    with house.database.reading() as session:
        call = session.get_one(PracticeCall, call_id)
        assert [(one.step, one.entered_at) for one in call.steps] == [
            (Step.INTRODUCE, NOW),
            (Step.REASON, NOW + MINUTE),
            (Step.LISTEN, NOW + 3 * MINUTE),
        ]
        assert (call.state, call.points, call.passed, call.word) == (PracticeState.SCORED, 100, True, "听得进去")
        assert (call.ended_at, call.finished_at) == (NOW + 5 * MINUTE, NOW + 9 * MINUTE)
        assert call.notes == "周六请客要用"
        assert {mark.rule: mark.grade for mark in call.marks} == dict.fromkeys(AttitudeRule, Grade.MET)
    assert told(house) == [(house.agent.id, "practice_set"), (house.agent.id, "practice_scored")]


def test_nothing_real_is_written_by_a_whole_practice_call(house: House) -> None:
    with house.database.reading() as session:
        before = counts(session)
    score(house, talked(house, *Step))
    with house.database.reading() as session:
        assert counts(session) == before


def test_its_tables_lead_to_people_and_to_nothing_else() -> None:
    own = OWN_TABLES - {"notifications"}
    named = {name for name in Base.metadata.tables if name.startswith("practice_")}
    assert named == own
    for name, table in Base.metadata.tables.items():
        led_to = {key.column.table.name for key in table.foreign_keys}
        assert led_to <= own | {"users"} if name in own else not led_to & own, name


def test_who_asks_is_played_by_who_takes_it_first(house: House) -> None:
    call_id = asked(house)
    assert state(house, call_id) is PracticeState.ASKED
    assert told(house) == [(house.leader.id, "practice_asked")]
    with house.writing() as session:
        take_practice(session, call_id, house.supervisor, NOW)
    with house.writing() as session, pytest.raises(IllegalStep):
        take_practice(session, call_id, house.leader, NOW)
    with house.database.reading() as session:
        assert session.get_one(PracticeCall, call_id).senior_id == house.supervisor.id
    assert told(house)[1:] == [(house.agent.id, "practice_set")]


def test_an_agent_has_one_at_a_time(house: House) -> None:
    asked(house)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        open_practice(session, house.leader, house.agent.id, KETTLE, NOW)
    assert refused.value.params == {"reason": "practice_open"}


def test_after_the_score_there_may_be_another(house: House) -> None:
    score(house, talked(house))
    assert state(house, opened(house, KETTLE)) is PracticeState.PREPARING


def test_an_unknown_scenario_is_a_fault_of_its_field(house: House) -> None:
    with house.writing() as session, pytest.raises(InvalidFields) as refused:
        ask_for_practice(session, house.agent, "nonsense", NOW)
    assert [(error.field, error.code) for error in refused.value.errors] == [("scenario", "choice_unknown")]


def test_only_leaders_set_one_and_only_for_their_people(house: House) -> None:
    with house.writing() as session, pytest.raises(NotYours):
        open_practice(session, house.agent, house.colleague.id, GLASSES, NOW)
    with house.writing() as session, pytest.raises(UnknownId):
        open_practice(session, house.leader, house.outsider.id, GLASSES, NOW)


def test_nobody_plays_for_themselves(house: House) -> None:
    with house.writing() as session, pytest.raises(IllegalStep):
        open_practice(session, house.leader, house.leader.id, GLASSES, NOW)
    with house.writing() as session:
        call_id = ask_for_practice(session, house.leader, GLASSES, NOW).id
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        take_practice(session, call_id, house.leader, NOW)
    assert refused.value.params == {"reason": "own_practice"}


def test_only_leaders_of_the_shop_take_one(house: House) -> None:
    call_id = asked(house)
    with house.writing() as session, pytest.raises(NotYours):
        take_practice(session, call_id, house.colleague, NOW)
    with house.writing() as session, pytest.raises(UnknownId):
        take_practice(session, call_id, house.outsider, NOW)


def test_nothing_begins_before_somebody_plays(house: House) -> None:
    call_id = asked(house)
    with house.writing() as session, pytest.raises(IllegalStep) as refused:
        enter_practice_step(session, call_id, house.agent, Step.INTRODUCE, NOW)
    assert refused.value.params == {"reason": "practice_state"}


def test_only_who_practises_walks_through_it(house: House) -> None:
    call_id = talked(house)
    for somebody in (house.colleague, house.leader):
        with house.writing() as session, pytest.raises(UnknownId):
            enter_practice_step(session, call_id, somebody, Step.REASON, NOW)
        with house.writing() as session, pytest.raises(UnknownId):
            write_practice_notes(session, call_id, somebody, "")
        with house.writing() as session, pytest.raises(UnknownId):
            end_practice_talk(session, call_id, somebody, NOW)


def test_who_did_not_play_the_buyer_does_not_score(house: House) -> None:
    call_id = talked(house)
    with pytest.raises(NotYours):
        score(house, call_id, senior=house.supervisor)


def test_what_was_never_talked_through_is_not_scored(house: House) -> None:
    with pytest.raises(IllegalStep):
        score(house, opened(house))


def test_a_sheet_with_something_missing_ends_nothing(house: House) -> None:
    call_id = talked(house)
    marks = {**ALL_MET, AttitudeRule.PROMPT: Mark(Grade.MISSED)}
    with pytest.raises(InvalidFields) as refused:
        score(house, call_id, marks)
    assert [error.field for error in refused.value.errors] == ["words.prompt"]
    assert state(house, call_id) is PracticeState.TALKING


def test_scoring_ends_a_talk_that_nobody_ended(house: House) -> None:
    call_id = talked(house)
    score(house, call_id)
    with house.database.reading() as session:
        assert session.get_one(PracticeCall, call_id).ended_at == NOW + 9 * MINUTE


def test_what_is_over_stays_as_it_is(house: House) -> None:
    call_id = talked(house)
    score(house, call_id)
    with pytest.raises(IllegalStep):
        score(house, call_id)
    with house.writing() as session, pytest.raises(IllegalStep):
        call_off_practice(session, call_id, house.agent, NOW)
    with house.writing() as session, pytest.raises(IllegalStep):
        write_practice_notes(session, call_id, house.agent, "later")


@pytest.mark.parametrize("who", ["agent", "leader", "supervisor"])
def test_either_side_may_call_it_off(house: House, who: str) -> None:
    call_id = talked(house)
    with house.writing() as session:
        call_off_practice(session, call_id, getattr(house, who), NOW + MINUTE)
    assert state(house, call_id) is PracticeState.CALLED_OFF
    assert state(house, opened(house)) is PracticeState.PREPARING


def test_is_seen_by_who_practises_and_by_their_leaders(house: House) -> None:
    call_id = opened(house)
    with house.database.reading() as session:
        for somebody in (house.agent, house.leader, house.supervisor):
            assert practice_call(session, call_id, somebody).id == call_id
            assert [one.id for one in practice_calls_of(session, somebody)] == [call_id]
        for somebody in (house.colleague, house.outsider):
            with pytest.raises(UnknownId):
                practice_call(session, call_id, somebody)
            assert practice_calls_of(session, somebody) == []
        with pytest.raises(UnknownId):
            practice_call(session, 999, house.manager)
    with house.writing() as session, pytest.raises(UnknownId):
        call_off_practice(session, call_id, house.colleague, NOW)
    with house.writing() as session, pytest.raises(UnknownId):
        call_off_practice(session, 999, house.manager, NOW)


def test_the_newest_come_first(house: House) -> None:
    first = talked(house)
    score(house, first)
    second = opened(house, KETTLE)
    with house.database.reading() as session:
        assert [one.id for one in practice_calls_of(session, house.leader)] == [second, first]
