"""Planning the next call."""

from datetime import timedelta

import pytest

from callguard.db.models import Callback, Case, User
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.errors import IllegalStep, InvalidFields, UnknownId
from callguard.domain.guard import Rule, Verdict
from callguard.domain.register import RegisterKind
from callguard.services.callbacks import PlannedCallback, callers_for, open_callbacks, plan_callback
from tests.house import NOW, House
from tests.told import entries

HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(house: House) -> int:
    callback_id = house.callback()
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def plan(
    house: House, case_id: int, due: timedelta = HOUR, user: User | None = None, agent: User | None = None
) -> PlannedCallback:
    with house.writing() as session:
        services = (session, house.vault, house.settings)
        kind = CallbackKind.PROMISED
        return plan_callback(*services, case_id, user or house.agent, NOW + due, kind, NOW, agent=agent)


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
