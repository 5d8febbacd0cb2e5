"""The preparation, the permit and its result."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from callguard.db.models import GuardDecision
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.domain.guard import Verdict
from tests.api.conftest import PREPARATION, Caller, Calls, paths, told
from tests.application import SettableClock
from tests.house import NOW, House

HOUR = timedelta(hours=1)


def leased(caller: Caller) -> tuple[int, dict[str, str]]:
    claimed = caller.claim()
    return claimed["id"], {"lease_token": claimed["lease_token"]}


def prepared(caller: Caller) -> tuple[int, dict[str, str]]:
    callback, lease = leased(caller)
    told(caller.post(f"/callbacks/{callback}/preparation", PREPARATION | lease), 201)
    return callback, lease


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"plans": PREPARATION["plans"][:1]}, "plans"),  # type: ignore[index]
        ({"plans": [{"kind": "coupon"}, {"kind": "resend"}]}, "plans.0.amount"),
        ({"plans": [{"kind": "coupon", "amount": 5.5}, {"kind": "resend"}]}, "plans.0.amount"),
        ({"plans": [{"kind": "coupon", "amount": -1}, {"kind": "resend"}]}, "plans.0.amount"),
        ({"demands": ""}, "demands"),
        ({"senior_on_duty": "xiaozhou"}, "senior_on_duty"),
        ({"ceiling": 9}, "ceiling"),
    ],
)
def test_a_preparation_says_what_it_lacks(agent: Caller, house: House, change: dict[str, object], path: str) -> None:
    house.callback()
    callback, lease = leased(agent)
    assert paths(agent.post(f"/callbacks/{callback}/preparation", PREPARATION | lease | change)) == [path]


def test_where_safety_is_at_stake_the_senior_on_duty_is_named(agent: Caller, house: House) -> None:
    house.callback(issue_type=IssueType.PERSONAL_SAFETY)
    callback, lease = leased(agent)
    body = lease | {"plans": [], "senior_on_duty": "zhaojie"}
    told(agent.post(f"/callbacks/{callback}/preparation", body), 201)


def test_only_the_holder_sees_the_number_and_the_same_permit_again(
    agent: Caller, colleague: Caller, outsider: Caller, house: House
) -> None:
    house.callback()
    callback, lease = prepared(agent)
    permit = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)
    assert permit["number"]["e164"] == "+8613800138000"
    assert told(agent.post(f"/callbacks/{callback}/permit", lease), 201) == permit
    for stranger, status in ((colleague, 423), (outsider, 404)):
        answer = stranger.post(f"/callbacks/{callback}/permit", lease)
        assert answer.status_code == status
        assert "13800138000" not in answer.text
        result = stranger.post(f"/permits/{permit['id']}/result", {"result": "busy"})
        assert result.status_code == status


def test_a_permit_that_ran_out_shows_no_number_any_more(agent: Caller, house: House, clock: SettableClock) -> None:
    house.callback()
    callback, lease = prepared(agent)
    told(agent.post(f"/callbacks/{callback}/permit", lease), 201)
    clock.advance(timedelta(minutes=3))
    number = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)["number"]
    assert number == {"masked": "138 **** 8000", "e164": None, "extension": None}


def test_what_nobody_has_claimed_gives_no_permit(agent: Caller, house: House) -> None:
    callback = house.callback()
    told(agent.post(f"/callbacks/{callback}/permit", {"lease_token": "made up"}), 423)


def test_a_stale_token_is_refused(agent: Caller, house: House) -> None:
    house.callback()
    callback, _lease = prepared(agent)
    assert told(agent.post(f"/callbacks/{callback}/permit", {"lease_token": "old"}), 409)["code"] == "stale_lease"


def test_a_refusal_carries_the_verdict(agent: Caller, house: House, clock: SettableClock) -> None:
    house.callback()
    clock.at = NOW.replace(hour=9, minute=58)
    callback, lease = prepared(agent)
    clock.advance(timedelta(minutes=2))
    answer = agent.post(f"/callbacks/{callback}/permit", lease)
    assert answer.mimetype == "application/problem+json"
    problem = told(answer, 409)
    assert (problem["code"], problem["verdict"]["next_allowed_at"]) == ("refuse", "2026-11-21T10:00:00+08:00")


@pytest.mark.parametrize("key", [None, "k-1"])
def test_a_refusal_is_recorded_though_it_is_an_error(
    agent: Caller, house: House, clock: SettableClock, key: str | None
) -> None:
    house.callback()
    clock.at = NOW.replace(hour=9, minute=58)
    callback, lease = prepared(agent)
    clock.advance(timedelta(minutes=2))
    for _ in range(2):
        told(agent.post(f"/callbacks/{callback}/permit", lease, key=key), 409)
    with house.database.reading() as session:
        assert session.scalars(select(GuardDecision.verdict)).all() == [Verdict.REFUSE]
    (line,) = told(agent.get("/register", tag="dial_refused"), 200)["entries"]
    assert line["agent"] == "xiaolin"


def test_the_last_call_needs_a_release(agent: Caller, supervisor: Caller, colleague: Caller, house: House) -> None:
    first = house.callback()
    token = house.prepared(first)
    for hours in (3, 2):
        house.attempted(first, CallResult.CONVERSATION, NOW - hours * HOUR)
    lease = {"lease_token": token}
    problem = told(agent.post(f"/callbacks/{first}/permit", lease), 409)
    assert problem["verdict"]["verdict"] == "needs_release"
    assert problem["detail"] == problem["verdict"]["refusals"][0]["message"]["zh"]

    asked = told(agent.post(f"/callbacks/{first}/releases", {"reason": "约好今天给最终答复"}), 201)
    assert asked["granted_at"] is None
    assert colleague.post(f"/callbacks/{first}/releases", {"granted": True}).status_code == 403
    granted = told(supervisor.post(f"/callbacks/{first}/releases", {"granted": True}), 201)
    assert (granted["id"], granted["expires_at"]) == (asked["id"], "2026-11-20T08:05:00Z")
    told(agent.post(f"/callbacks/{first}/permit", lease), 201)
    told(supervisor.post(f"/callbacks/{first}/releases", {"granted": True}), 409)


def test_nobody_releases_their_own_request_or_anothers_shops(
    supervisor: Caller, outsider: Caller, house: House
) -> None:
    callback = house.callback()
    told(supervisor.post(f"/callbacks/{callback}/releases", {"reason": "我自己打"}), 201)
    told(supervisor.post(f"/callbacks/{callback}/releases", {"granted": True}), 403)
    told(outsider.post(f"/callbacks/{callback}/releases", {"reason": "好奇"}), 404)


@pytest.mark.parametrize("body", [{}, {"reason": "x", "granted": True}])
def test_a_release_is_either_asked_for_or_decided(supervisor: Caller, house: House, body: dict[str, object]) -> None:
    assert paths(supervisor.post(f"/callbacks/{house.callback()}/releases", body)) == ["$"]


def test_a_result_stands_once_it_is_said(agent: Caller, house: House) -> None:
    house.callback()
    callback, lease = prepared(agent)
    permit = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)["id"]
    said = {"result": "no_answer", "started_at": "2026-11-20T14:05:00+08:00", "ended_at": "2026-11-20T14:05:40+08:00"}
    settled = told(agent.post(f"/permits/{permit}/result", said), 200)
    assert settled["ended_at"] == "2026-11-20T06:05:40Z"
    told(agent.post(f"/permits/{permit}/result", {"result": "no_answer"}), 200)
    told(agent.post(f"/permits/{permit}/result", {"result": "busy"}), 409)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"result": "shouted"}, "result"),
        ({"result": "busy", "ended_at": "2026-11-20T14:05:00"}, "ended_at"),
        ({"result": "busy", "started_at": "2026-11-20T07:00:00Z", "ended_at": "2026-11-20T06:00:00Z"}, "ended_at"),
    ],
)
def test_names_what_is_wrong_with_a_result(agent: Caller, house: House, body: dict[str, str], path: str) -> None:
    house.callback()
    callback, lease = prepared(agent)
    permit = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)["id"]
    assert paths(agent.post(f"/permits/{permit}/result", body)) == [path]


def test_an_unknown_permit_has_no_result(agent: Caller, calls: Calls) -> None:
    told(agent.post("/permits/99/result", {"result": "busy"}), 404)
