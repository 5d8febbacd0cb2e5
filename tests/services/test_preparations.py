"""Before the call, and the steps in it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from callguard.db.models import Attempt, Callback, DialPermit, Notification, RegisterEntry
from callguard.db.models import Plan as PlanRow
from callguard.domain.case import IssueType
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import IllegalStep, InvalidFields, StaleLease
from callguard.domain.guard import parse_policy
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.register import RegisterKind
from callguard.domain.script import Step
from callguard.services.call_steps import enter_step
from callguard.services.cases import add_note
from callguard.services.guard_policies import activate_policy, policies_in_force
from callguard.services.permits import take_permit
from callguard.services.preparations import is_prepared, prepare, senior_on_duty, suggested_ladder
from tests.house import LADDER, NOW, House


def test_suggests_a_ladder_that_is_within_authority_and_can_be_recorded_as_it_is(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session:
        ladder = suggested_ladder(session, session.get_one(Callback, callback_id), house.agent, NOW)
        assert len(ladder.plans) >= 2
        prepare(session, callback_id, house.agent, token, ladder, NOW, demands="全额退款", beyond_authority="请主管")


def test_preparing_again_replaces_the_plans(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    ladder = PlanLadder((Plan(PlanKind.RESEND), Plan(PlanKind.COUPON, 800)))
    with house.writing() as session:
        prepare(session, callback_id, house.agent, token, ladder, NOW, demands="补发", beyond_authority="请主管")
    with house.database.reading() as session:
        kinds = session.scalars(select(PlanRow.kind).order_by(PlanRow.position)).all()
        assert kinds == [PlanKind.RESEND, PlanKind.COUPON]


def test_too_few_plans_are_refused_at_the_field(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    with house.writing() as session, pytest.raises(InvalidFields) as refused:
        prepare(session, callback_id, house.agent, token, PlanLadder(()), NOW, demands="", beyond_authority="")
    assert {error.field for error in refused.value.errors} == {"plans", "demands"}


def raised(house: House, callback_id: int) -> None:
    with house.writing() as session:
        add_note(session, session.get_one(Callback, callback_id).case_id, house.agent, "孩子烫伤去了急诊", NOW)


def test_a_case_raised_to_safety_is_prepared_like_one(house: House) -> None:
    callback_id = house.callback()
    raised(house, callback_id)
    token = house.claimed(callback_id)
    with house.writing() as session:
        ladder = suggested_ladder(session, session.get_one(Callback, callback_id), house.agent, NOW)
        assert ladder.plans == ()
        by_whom = (session, callback_id, house.agent, token)
        with pytest.raises(InvalidFields) as refused:
            prepare(*by_whom, LADDER, NOW, demands="全额退款", beyond_authority="请主管")
        assert [error.field for error in refused.value.errors] == ["senior_on_duty"]
        prepare(*by_whom, ladder, NOW, demands="", beyond_authority="", senior=house.leader)


def test_what_was_prepared_before_the_case_was_raised_names_no_senior_yet(house: House) -> None:
    callback_id = house.callback()
    token = house.prepared(callback_id)
    raised(house, callback_id)
    dial = (house.vault, house.settings, callback_id, house.agent, token, NOW)
    with house.writing() as session:
        assert not is_prepared(session.get_one(Callback, callback_id))
        with pytest.raises(IllegalStep) as refused:
            take_permit(session, *dial)
        assert refused.value.params == {"reason": "not_prepared"}
    with house.writing() as session:
        by_whom, senior = (session, callback_id, house.agent, token), house.leader
        prepare(*by_whom, PlanLadder(()), NOW, demands="", beyond_authority="", senior=senior)
    with house.writing() as session:
        assert is_prepared(session.get_one(Callback, callback_id))
        assert isinstance(take_permit(session, *dial), DialPermit)


def test_personal_safety_needs_the_senior_on_duty(house: House) -> None:
    callback_id = house.callback(issue_type=IssueType.PERSONAL_SAFETY)
    token = house.claimed(callback_id)
    nothing = PlanLadder(())
    with house.writing() as session:
        with pytest.raises(InvalidFields):
            prepare(session, callback_id, house.agent, token, nothing, NOW, demands="", beyond_authority="")
        senior = house.supervisor
        recorded = prepare(
            session, callback_id, house.agent, token, nothing, NOW, demands="", beyond_authority="", senior=senior
        )
    assert recorded.senior_id == house.supervisor.id
    with house.database.reading() as session:
        told = session.scalars(select(Notification)).one()
    assert (told.user_id, told.kind) == (house.supervisor.id, "senior_named")


def test_nobody_prepares_what_they_lost(house: House) -> None:
    callback_id = house.callback()
    token = house.claimed(callback_id)
    gone = NOW + house.settings.lease_length
    with house.writing() as session, pytest.raises(StaleLease):
        prepare(session, callback_id, house.agent, token, LADDER, gone, demands="退款", beyond_authority="请主管")


def test_every_step_is_noted_with_its_time(house: House) -> None:
    attempt_id, token = house.dialled(house.callback())
    with house.writing() as session:
        for minutes, step in enumerate((Step.INTRODUCE, Step.REASON, Step.LISTEN, Step.REASON)):
            enter_step(session, attempt_id, house.agent, token, step, NOW + timedelta(minutes=minutes))
    with house.database.reading() as session:
        steps = [entry.step for entry in session.get_one(Attempt, attempt_id).steps]
        assert steps == [Step.INTRODUCE, Step.REASON, Step.LISTEN, Step.REASON]
        noted = select(func.count()).where(RegisterEntry.kind == RegisterKind.STEP_ENTERED)
        assert session.scalar(noted) == 4


def test_steps_belong_to_the_call_of_the_agent(house: House) -> None:
    attempt_id, token = house.dialled(house.callback())
    with house.writing() as session:
        for attempt, agent in ((attempt_id, house.colleague), (999, house.agent)):
            with pytest.raises(IllegalStep):
                enter_step(session, attempt, agent, token, Step.REASON, NOW)


def test_the_strictest_of_company_and_shop_holds_from_its_instant_on(house: House) -> None:
    strict: dict[str, object] = {
        "name": "shop",
        "limits": [{"id": "none", "max": 0, "per": "customer", "lifetime": True, "counts": []}],
    }
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "company"}), None, NOW, NOW)
        later = NOW + timedelta(days=1)
        activate_policy(session, parse_policy(strict), house.shop, later, NOW)
    with house.database.reading() as session:

        def names(shop_id: int, days: int) -> list[str]:
            now = NOW + timedelta(days=days)
            return [policy.name for policy in policies_in_force(session, shop_id, house.settings.policy, now)]

        assert names(house.shop.id, -1) == [house.settings.policy]
        assert names(house.shop.id, 0) == ["company"]
        assert names(house.shop.id, 1) == ["company", "shop"]
        assert names(house.other_shop.id, 1) == ["company"]


def test_only_a_leader_of_the_calls_shop_can_be_named(house: House) -> None:
    callback_id, other = house.callback(), house.callback(shop=house.other_shop)
    with house.database.reading() as session:
        named = senior_on_duty(session, callback_id, house.supervisor.id)
        assert named is not None
        assert named.id == house.supervisor.id
        for wanted, user_id in (
            (callback_id, None),
            (callback_id, house.colleague.id),
            (callback_id, 10**6),
            (other, house.leader.id),
            (10**6, house.supervisor.id),
        ):
            assert senior_on_duty(session, wanted, user_id) is None
