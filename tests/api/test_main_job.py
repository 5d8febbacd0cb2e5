"""The whole main job by the API alone."""

from tests.api.conftest import PREPARATION, TOMORROW, Caller, told
from tests.api.test_cases import CASE


def test_a_case_comes_in_is_called_about_within_the_rules_and_ends_in_the_register(
    agent: Caller, supervisor: Caller
) -> None:
    case = told(supervisor.post("/cases", CASE), 201)

    claimed = agent.claim()
    assert (claimed["id"], claimed["case"]["id"]) == (case["callback"], case["id"])
    callback, lease = claimed["id"], {"lease_token": claimed["lease_token"]}
    assert told(agent.get(f"/callbacks/{callback}/verdict"), 200)["verdict"] == "allow"

    too_early = told(agent.post(f"/callbacks/{callback}/permit", lease), 409)
    assert too_early["code"] == "illegal_step"
    told(agent.post(f"/callbacks/{callback}/preparation", PREPARATION | lease), 201)
    permit = told(agent.post(f"/callbacks/{callback}/permit", lease), 201)
    assert permit["number"] == {"masked": "138 **** 8000", "e164": "+8613800138000", "extension": None}
    assert permit["verdict"]["verdict"] == "allow"
    settled = told(agent.post(f"/permits/{permit['id']}/result", {"result": "conversation"}), 200)
    assert (settled["status"], settled["result"]) == ("settled", "conversation")

    plan = {"callback": callback, "kind": "partial_refund", "amount": 6000} | lease
    offer = told(agent.post("/offers", plan), 201)
    assert (offer["status"], offer["approval"]["status"]) == ("awaiting_approval", "pending")
    decision = {"decision": "counter", "amount": 3000, "words": "最多三十元"}
    decided = told(supervisor.post(f"/approvals/{offer['approval']['id']}/decision", decision), 201)
    assert (decided["status"], decided["granted_amount"]) == ("countered", 3000)

    said = {
        "disposition": "settled",
        "note": "同意退三十元",
        "offers": [{"id": offer["id"], "accepted": True}],
        "commitments": [{"department": "finance", "words": "退款三十元", "due_at": TOMORROW, "amount": 3000}],
    }
    outcome = told(agent.post(f"/callbacks/{callback}/disposition", said), 200)
    assert outcome["callback_status"] == "done"
    assert agent.post("/callbacks/claim").status_code == 204

    kinds = [one["kind"] for one in told(agent.get("/register", case=case["id"]), 200)["entries"]]
    assert kinds == [
        "case_closed",
        "commitment_made",
        "outcome",
        "offer_answered",
        "approval_decided",
        "approval_requested",
        "offer_made",
        "attempt_settled",
        "permit_taken",
        "prepared",
        "case_opened",
    ]
