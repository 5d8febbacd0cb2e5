"""What must stand before a practice call begins, by the rules of a call to a customer."""

import pytest
from sqlalchemy.orm import Session

from callguard.db.models import Notification, PracticeCall
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.practice import PracticeState
from callguard.domain.script import Step
from callguard.services.practice.calls import call_off_practice
from callguard.services.practice.preparing import prepare_practice, suggested_in_practice
from callguard.services.practice.sheets import practice_sheet
from callguard.services.practice.talking import enter_practice_step
from tests.house import LADDER, NOW, House
from tests.services.test_practice import KETTLE, asked, counts, opened, prepare, state, talked

NO_PLANS = PlanLadder(())
GIFTS = PlanLadder((Plan(PlanKind.RESEND, note="补两只"), Plan(PlanKind.GIFT, 800)), floor=800)


def enter(house: House, call_id: int) -> None:
    with house.writing() as session:
        enter_practice_step(session, call_id, house.agent, Step.INTRODUCE, NOW)


def faults(house: House, call_id: int, ladder: PlanLadder, **more: int) -> set[str]:
    with pytest.raises(InvalidFields) as refused:
        prepare(house, call_id, ladder, demands="", **more)
    return {error.field for error in refused.value.errors}


def plans(session: Session, call_id: int) -> list[Plan]:
    return practice_sheet(session.get_one(PracticeCall, call_id)).plans


def test_the_suggested_ladder_is_within_authority_and_can_be_kept_as_it_is(house: House) -> None:
    call_id = opened(house)
    with house.database.reading() as session:
        ladder = suggested_in_practice(session.get_one(PracticeCall, call_id))
    assert [plan.cost for plan in ladder.plans] == [0, 2500, 5000]
    prepare(house, call_id, ladder)
    with house.database.reading() as session:
        assert plans(session, call_id) == list(ladder.plans)


def test_no_step_begins_before_two_plans_stand(house: House) -> None:
    call_id = opened(house)
    assert state(house, call_id) is PracticeState.PREPARING
    with pytest.raises(IllegalStep) as refused:
        enter(house, call_id)
    assert refused.value.params == {"reason": "practice_state"}
    assert faults(house, call_id, NO_PLANS) == {"plans", "demands"}
    over_order = PlanLadder((Plan(PlanKind.RESEND), Plan(PlanKind.PARTIAL_REFUND, 12801)))
    assert faults(house, call_id, over_order) == {"plans.1.amount", "demands"}
    assert state(house, call_id) is PracticeState.PREPARING
    prepare(house, call_id)
    enter(house, call_id)
    assert state(house, call_id) is PracticeState.TALKING


def test_preparing_again_replaces_the_plans(house: House) -> None:
    call_id = opened(house)
    prepare(house, call_id)
    prepare(house, call_id, GIFTS)
    with house.database.reading() as session:
        assert plans(session, call_id) == list(GIFTS.plans)
        prepared = session.get_one(PracticeCall, call_id).preparation
        assert prepared is not None
        assert (prepared.floor_amount, prepared.likely_demands, prepared.beyond_authority) == (800, "要补发", "请赵姐")
        assert prepared.prepared_at == NOW


def test_where_somebody_is_hurt_a_leader_of_the_shop_is_named_and_is_not_told(house: House) -> None:
    call_id = opened(house, KETTLE)
    with house.database.reading() as session:
        told = session.query(Notification).count()
    assert faults(house, call_id, NO_PLANS) == {"senior_on_duty"}
    for somebody in (house.colleague, house.outsider):
        assert faults(house, call_id, NO_PLANS, senior_id=somebody.id) == {"senior_on_duty"}
    prepare(house, call_id, NO_PLANS, demands="", senior_id=house.supervisor.id)
    assert state(house, call_id) is PracticeState.READY
    with house.database.reading() as session:
        prepared = session.get_one(PracticeCall, call_id).preparation
        assert prepared is not None
        assert prepared.senior_id == house.supervisor.id
        assert session.query(Notification).count() == told


def test_it_may_be_prepared_while_nobody_plays_the_buyer_yet(house: House) -> None:
    call_id = asked(house)
    prepare(house, call_id)
    assert state(house, call_id) is PracticeState.ASKED
    with pytest.raises(IllegalStep):
        enter(house, call_id)


def test_once_the_talk_runs_or_is_called_off_it_stands(house: House) -> None:
    call_id = talked(house)
    with pytest.raises(IllegalStep):
        prepare(house, call_id, GIFTS)
    with house.writing() as session:
        call_off_practice(session, call_id, house.agent, NOW)
    with pytest.raises(IllegalStep):
        prepare(house, call_id, GIFTS)
    with house.database.reading() as session:
        assert plans(session, call_id) == list(LADDER.plans)


def test_nobody_else_prepares_it(house: House) -> None:
    call_id = opened(house)
    for somebody in (house.colleague, house.leader):
        with house.writing() as session, pytest.raises(UnknownId):
            prepare_practice(session, call_id, somebody, LADDER, NOW, demands="要补发", beyond_authority="")


def test_nothing_real_is_written_by_preparing_twice(house: House) -> None:
    call_id = opened(house)
    with house.database.reading() as session:
        before = counts(session)
    prepare(house, call_id)
    prepare(house, call_id, GIFTS)
    with house.database.reading() as session:
        assert counts(session) == before
