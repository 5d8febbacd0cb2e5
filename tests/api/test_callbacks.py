"""Callbacks planned, claimed and judged."""

from datetime import timedelta

import pytest

from callguard.db.models import DayOff, User
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from tests.api.conftest import TOMORROW, Caller, Calls, paths, told
from tests.application import SettableClock
from tests.house import NOW, House
from tests.told import stored

MINUTES = timedelta(minutes=1)


def test_plans_a_call_for_one_agent_and_warns_of_what_the_guard_would_say(agent: Caller, house: House) -> None:
    case_id = stored_case(house)
    plan = {"case": case_id, "due_at": "2026-11-21T20:00:00+08:00", "kind": "promised", "agent": "xiaozhou"}
    planned = told(agent.post("/callbacks", plan), 201)
    assert (planned["due_at"], planned["agent"]) == ("2026-11-21T12:00:00Z", "xiaozhou")
    assert planned["bound_until_at"] == "2026-11-21T13:00:00Z"
    assert planned["verdict"]["verdict"] == "refuse"
    assert planned["verdict"]["next_allowed_at"] == "2026-11-22T10:00:00+08:00"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"due_at": "2026-11-21T15:00:00"}, "due_at"),
        ({"due_at": "2026-11-20T10:00:00+08:00"}, "due_at"),
        ({"agent": "nobody"}, "agent"),
        ({"agent": "outsider"}, "agent"),
        ({"bound_until_at": "2026-11-22T15:00:00+08:00"}, "agent"),
        ({"agent": "xiaozhou", "bound_until_at": "2026-11-20T15:00:00+08:00"}, "bound_until_at"),
        ({"kind": "friendly"}, "kind"),
        ({"case": "1"}, "case"),
        ({"case": 0}, "case"),
        ({"due": TOMORROW}, "due"),
    ],
)
def test_names_what_is_wrong_with_a_plan(agent: Caller, house: House, change: dict[str, object], path: str) -> None:
    plan = {"case": stored_case(house), "due_at": TOMORROW}
    assert paths(agent.post("/callbacks", plan | change)) == [path]


def test_an_outsider_can_plan_nothing_and_learns_nothing(outsider: Caller, house: House) -> None:
    case_id = stored_case(house)
    there = told(outsider.post("/callbacks", {"case": case_id, "due_at": TOMORROW}), 404)
    nowhere = told(outsider.post("/callbacks", {"case": 99, "due_at": TOMORROW}), 404)
    assert there == nowhere


def test_claims_the_most_urgent_that_is_not_somebody_elses(agent: Caller, colleague: Caller, house: House) -> None:
    house.callback(phone="+8613800138001")
    urgent = house.callback(phone="+8613800138002", issue_type=IssueType.PERSONAL_SAFETY)
    assert agent.claim()["id"] == urgent
    assert colleague.claim()["id"] != urgent


def test_says_why_there_is_nothing_to_claim_on_a_day_off(agent: Caller, house: House) -> None:
    house.callback()
    with house.writing() as session:
        session.add(DayOff(user_id=house.agent.id, on=NOW.date()))
    assert "你今天休息" in told(agent.post("/callbacks/claim", {}), 409)["detail"]


def test_says_why_there_is_nothing_to_claim_in_a_pause(agent: Caller, house: House) -> None:
    house.callback()
    with house.writing() as session:
        session.get_one(User, house.agent.id).paused_until = NOW + MINUTES
    assert "你在休息" in told(agent.post("/callbacks/claim", {}), 409)["detail"]


def test_claiming_again_gives_the_same_and_keeps_the_lease(agent: Caller, house: House, clock: SettableClock) -> None:
    house.callback()
    first = agent.claim()
    clock.advance(9 * MINUTES)
    again = agent.claim()
    assert (again["id"], again["lease_token"]) == (first["id"], first["lease_token"])
    assert again["lease_expires_at"] > first["lease_expires_at"]


def test_a_review_is_for_the_specialist(agent: Caller, calls: Calls, house: House) -> None:
    house.callback(issue_type=IssueType.BAD_REVIEW)
    assert agent.post("/callbacks/claim").status_code == 204
    assert calls(house.specialist).post("/callbacks/claim").status_code == 200


def test_nothing_is_claimed_after_closing(agent: Caller, house: House, clock: SettableClock) -> None:
    house.callback()
    clock.advance(timedelta(hours=4))
    answer = agent.post("/callbacks/claim")
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_call_that_lacks_its_disposition_comes_before_the_next(
    agent: Caller, house: House, clock: SettableClock
) -> None:
    house.callback()
    house.callback(phone="+8613800138001")
    callback, _permit = agent.dial()
    clock.advance(30 * MINUTES)
    owed = agent.claim()
    assert (owed["id"], owed["owes_outcome"], owed["lease_token"]) == (callback, True, None)


def test_the_verdict_says_why_not_and_until_when(agent: Caller, house: House) -> None:
    callback_id = house.callback()
    house.attempted(callback_id, CallResult.NO_ANSWER, NOW - 30 * MINUTES)
    verdict = told(agent.get(f"/callbacks/{callback_id}/verdict"), 200)
    assert [(one["rule"], one["until"]) for one in verdict["refusals"]] == [("gaps", "2026-11-20T14:35:00+08:00")]


@pytest.mark.parametrize("callback_id", [1, 99, 2**70])
def test_the_verdict_about_anothers_shops_customer_is_not_told(
    outsider: Caller, house: House, callback_id: int
) -> None:
    house.callback()
    told(outsider.get(f"/callbacks/{callback_id}/verdict"), 404)


def stored_case(house: House) -> int:
    return stored(house, house.callback()).case_id
