"""Planning the next call."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from callguard.db.models import Callback, Case, User
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.guard import Rule, Verdict
from callguard.domain.register import RegisterKind
from callguard.services.callbacks import (
    PlannedCallback,
    callback_for,
    callers_for,
    open_callbacks,
    plan_callback,
    postpone,
    unbind,
)
from callguard.services.queue.claiming import claim_next
from tests.house import NOW, House
from tests.told import entries, stored

HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(house: House) -> int:
    callback_id = house.callback()
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def plan(
    house: House,
    case_id: int,
    due: timedelta = HOUR,
    user: User | None = None,
    agent: User | None = None,
    bound_until_at: datetime | None = None,
) -> PlannedCallback:
    with house.writing() as session:
        services = (session, house.vault, house.settings)
        kind = CallbackKind.PROMISED
        plan_it = partial(plan_callback, *services, case_id, user or house.agent, NOW + due, kind, NOW)
        return plan_it(agent=agent, bound_until_at=bound_until_at)


def planned(house: House, case_id: int) -> list[Callback]:
    with house.database.reading() as session:
        return open_callbacks(session, session.get_one(Case, case_id))


def test_plans_a_call_and_says_so_in_the_register(house: House, case_id: int) -> None:
    callback = plan(house, case_id, agent=house.colleague).callback
    assert (callback.due_at, callback.kind, callback.agent_id) == (NOW + HOUR, "promised", house.colleague.id)
    (entry,) = entries(house, RegisterKind.CALLBACK_PLANNED)
    assert entry.facts == {
        "kind": "promised",
        "due_at": (NOW + HOUR).isoformat(),
        "agent": house.colleague.display_name,
    }


def test_a_form_sent_twice_plans_one_call(house: House, case_id: int) -> None:
    assert plan(house, case_id).callback.id == plan(house, case_id).callback.id
    assert len(entries(house, RegisterKind.CALLBACK_PLANNED)) == 1
    assert plan(house, case_id, 2 * HOUR).callback.id
    assert len(planned(house, case_id)) == 3


def test_a_time_outside_the_window_is_planned_with_a_warning(house: House, case_id: int) -> None:
    assert plan(house, case_id).answer.verdict is Verdict.ALLOW
    at_night = plan(house, case_id, 8 * HOUR)
    assert [refusal.rule for refusal in at_night.answer.refusals] == [Rule.WINDOWS]
    assert at_night.callback.due_at == NOW + 8 * HOUR


@pytest.mark.parametrize("due", [timedelta(0), -HOUR])
def test_refuses_a_time_that_is_past(house: House, case_id: int, due: timedelta) -> None:
    with pytest.raises(InvalidFields) as refused:
        plan(house, case_id, due)
    assert [(error.field, error.code) for error in refused.value.errors] == [("due_at", "time_in_past")]
    assert len(planned(house, case_id)) == 1


def test_refuses_a_closed_case(house: House, case_id: int) -> None:
    with house.writing() as session:
        session.get_one(Case, case_id).status = CaseStatus.CLOSED
    with pytest.raises(IllegalStep) as refused:
        plan(house, case_id)
    assert refused.value.params == {"reason": "case_closed"}


def test_refuses_an_agent_who_does_not_work_there(house: House, case_id: int) -> None:
    with pytest.raises(InvalidFields) as refused:
        plan(house, case_id, agent=house.outsider)
    assert [error.code for error in refused.value.errors] == ["agent_may_not_call"]


def test_a_review_is_not_for_the_front_line(house: House) -> None:
    callback_id = house.callback(issue_type=IssueType.BAD_REVIEW)
    with house.database.reading() as session:
        callers = {
            user.id for user in callers_for(session, house.settings, session.get_one(Callback, callback_id).case)
        }
    assert house.specialist.id in callers
    assert house.agent.id not in callers


def test_knows_no_case_of_another_shop(house: House, case_id: int) -> None:
    for user, case in ((house.outsider, case_id), (house.agent, 10**6)):
        with pytest.raises(UnknownId):
            plan(house, case, user=user)


def test_a_call_planned_for_somebody_is_theirs_for_an_hour_past_its_time(house: House, case_id: int) -> None:
    assert plan(house, case_id, agent=house.colleague).callback.bound_until_at == NOW + 2 * HOUR
    assert plan(house, case_id, 2 * HOUR).callback.bound_until_at is None


def test_a_binding_may_have_an_end_of_its_own(house: House, case_id: int) -> None:
    bound = plan(house, case_id, agent=house.colleague, bound_until_at=NOW + 5 * HOUR).callback
    assert bound.bound_until_at == NOW + 5 * HOUR


def test_a_binding_needs_somebody_and_ends_after_the_call_is_due(house: House, case_id: int) -> None:
    with pytest.raises(InvalidFields) as to_nobody:
        plan(house, case_id, bound_until_at=NOW + 5 * HOUR)
    with pytest.raises(InvalidFields) as too_short:
        plan(house, case_id, agent=house.colleague, bound_until_at=NOW + HOUR)
    faults = [(error.field, error.code) for refused in (to_nobody, too_short) for error in refused.value.errors]
    assert faults == [("agent", "bound_to_nobody"), ("bound_until_at", "bound_ends_before_due")]


def test_a_binding_moves_with_its_call_but_is_not_renewed(house: House, case_id: int) -> None:
    callback_id = plan(house, case_id, agent=house.colleague).callback.id
    with house.writing() as session:
        postpone(session.get_one(Callback, callback_id), NOW + 3 * HOUR, NOW)
    assert stored(house, callback_id).bound_until_at == NOW + 4 * HOUR
    with house.writing() as session:
        postpone(session.get_one(Callback, callback_id), NOW + 9 * HOUR, NOW + 4 * HOUR)
    assert (stored(house, callback_id).due_at, stored(house, callback_id).bound_until_at) == (
        NOW + 9 * HOUR,
        NOW + 4 * HOUR,
    )


def test_a_leader_makes_a_bound_call_anybodys(house: House) -> None:
    callback_id = house.callback(agent=house.colleague)
    for _ in range(2):
        with house.writing() as session:
            unbind(session, callback_id, house.leader, NOW)
    with house.writing() as session:
        assert claim_next(session, house.vault, house.settings, house.agent, NOW) is not None
    (entry,) = entries(house, RegisterKind.CALLBACK_UNBOUND)
    assert (entry.actor_id, entry.facts) == (house.leader.id, {"agent": house.colleague.display_name})


def test_nobody_unbinds_another_shops_call(house: House) -> None:
    callback_id = house.callback(agent=house.colleague)
    with house.writing() as session, pytest.raises(UnknownId):
        unbind(session, callback_id, house.outsider, NOW)


def test_knows_a_callback_for_the_people_of_its_shop(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        assert callback_for(session, callback_id, house.agent).id == callback_id
        for user, wanted in ((house.outsider, callback_id), (house.agent, 10**6)):
            with pytest.raises(UnknownId):
                callback_for(session, wanted, user)
