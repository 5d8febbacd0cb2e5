"""Offers and the decisions on them."""

from typing import Any

import pytest

from tests.api.conftest import Caller, Calls, paths, told
from tests.house import House

Plan = dict[str, Any]


@pytest.fixture
def plan(agent: Caller, house: House) -> Plan:
    """An offer in a call that the agent is making."""
    house.callback()
    callback, _permit = agent.dial()
    return {"callback": callback, "lease_token": agent.claim_token(), "kind": "partial_refund", "amount": 1000}


def asked(agent: Caller, plan: Plan) -> int:
    """The id of a request for more than the agent may give."""
    offer = told(agent.post("/offers", plan | {"amount": 6000}), 201)
    assert offer["status"] == "awaiting_approval"
    return int(offer["approval"]["id"])


def test_within_authority_an_offer_is_made_at_once(agent: Caller, plan: Plan) -> None:
    offer = told(agent.post("/offers", plan), 201)
    assert (offer["status"], offer["approval"]) == ("open", None)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": None}, "amount"),
        ({"amount": 0}, "amount"),
        ({"amount": 10**10}, "amount"),
        ({"amount": 30000}, "amount"),
        ({"kind": "flowers"}, "kind"),
        ({"discount": 1}, "discount"),
    ],
)
def test_names_what_is_wrong_with_an_offer(agent: Caller, plan: Plan, change: Plan, path: str) -> None:
    assert paths(agent.post("/offers", plan | change)) == [path]


def test_what_the_customer_refused_too_often_is_not_offered_again(agent: Caller, plan: Plan) -> None:
    for _ in range(2):
        offer = told(agent.post("/offers", plan), 201)["id"]
        assert told(agent.post(f"/offers/{offer}/answer", {"accepted": False}), 200)["status"] == "refused"
    problem = told(agent.post("/offers", plan), 409)
    assert (problem["code"], problem["params"]) == ("refused_too_often", {"times": 2, "max": 2})


def test_the_next_offer_sets_the_open_one_aside_and_a_no_may_still_be_told(agent: Caller, plan: Plan) -> None:
    first = told(agent.post("/offers", plan), 201)["id"]
    told(agent.post("/offers", plan | {"kind": "coupon", "amount": 100}), 201)
    told(agent.post(f"/offers/{first}/answer", {"accepted": True}), 409)
    assert told(agent.post(f"/offers/{first}/answer", {"accepted": False}), 200)["status"] == "refused"


def test_only_who_made_an_offer_hears_the_answer(agent: Caller, colleague: Caller, plan: Plan) -> None:
    offer = told(agent.post("/offers", plan), 201)["id"]
    told(colleague.post(f"/offers/{offer}/answer", {"accepted": True}), 423)
    told(agent.post("/offers/999/answer", {"accepted": True}), 404)


def test_an_offer_below_an_earlier_one_is_told(agent: Caller, plan: Plan) -> None:
    assert told(agent.post("/offers", plan), 201)["below_earlier"] is None
    assert told(agent.post("/offers", plan | {"amount": 800}), 201)["below_earlier"] == 1000


def test_while_a_senior_looks_at_one_no_other_is_made(agent: Caller, plan: Plan) -> None:
    asked(agent, plan)
    told(agent.post("/offers", plan), 409)


def test_only_who_holds_the_call_offers(colleague: Caller, outsider: Caller, plan: Plan) -> None:
    told(colleague.post("/offers", plan), 423)
    told(outsider.post("/offers", plan), 404)


def test_a_senior_decides_once(agent: Caller, supervisor: Caller, plan: Plan) -> None:
    approval = asked(agent, plan)
    assert told(supervisor.post(f"/approvals/{approval}/decision", {"decision": "approve"}), 201)["expires_at"]
    assert (
        told(supervisor.post(f"/approvals/{approval}/decision", {"decision": "reject"}), 409)["code"] == "not_pending"
    )


def test_who_takes_over_finds_the_call_on_their_desk(agent: Caller, supervisor: Caller, plan: Plan) -> None:
    approval = asked(agent, plan)
    told(supervisor.post(f"/approvals/{approval}/decision", {"decision": "take_over"}), 201)
    assert supervisor.claim()["id"] == plan["callback"]
    told(agent.post("/offers", plan), 423)


def test_no_agent_and_nobody_of_another_shop_decides(
    agent: Caller, colleague: Caller, outsider: Caller, plan: Plan
) -> None:
    approval = asked(agent, plan)
    for caller in (agent, colleague, outsider):
        told(caller.post(f"/approvals/{approval}/decision", {"decision": "approve"}), 403)


def test_nobody_approves_their_own(calls: Calls, house: House) -> None:
    house.callback()
    leader = calls(house.leader)
    callback, _permit = leader.dial()
    own = {"callback": callback, "lease_token": leader.claim_token(), "kind": "full_refund", "amount": 20000}
    approval = told(leader.post("/offers", own), 201)["approval"]["id"]
    problem = told(leader.post(f"/approvals/{approval}/decision", {"decision": "approve"}), 403)
    assert problem["code"] == "own_request"


def test_a_counter_needs_another_amount_within_the_seniors_authority(
    agent: Caller, supervisor: Caller, plan: Plan
) -> None:
    path = f"/approvals/{asked(agent, plan)}/decision"
    assert told(supervisor.post(path, {"decision": "counter"}), 422)["code"] == "counter_missing"
    assert told(supervisor.post(path, {"decision": "counter", "amount": 6000}), 422)["code"] == "counter_unchanged"
    beyond = {"decision": "counter", "amount": 900000}
    assert told(supervisor.post(path, beyond), 403)["code"] == "over_authority"
    told(supervisor.post("/approvals/99/decision", {"decision": "reject"}), 404)
