"""POST /callbacks/{id}/steps."""

from typing import Any

import pytest

from tests.api.conftest import Caller, paths, told
from tests.house import House

NOTE = {"disposition": "refused", "note": "不接受，要退全款"}
Body = dict[str, Any]


@pytest.fixture
def callback(agent: Caller, house: House) -> int:
    """A callback the agent is making."""
    house.callback()
    made, _permit = agent.dial()
    return int(made)


def at(agent: Caller, step: int, **reason: str) -> Body:
    """The body that comes to a step."""
    return {"lease_token": agent.claim_token(), "step": step, **reason}


def test_a_jump_names_what_lacks_its_reason(agent: Caller, callback: int) -> None:
    steps = f"/callbacks/{callback}/steps"
    assert told(agent.post(steps, at(agent, 1)), 201)["unexplained"] == []
    assert told(agent.post(steps, at(agent, 4)), 201)["unexplained"] == [2, 3]
    entered = told(agent.post(steps, at(agent, 4, reason="customer_led")), 201)
    assert (entered["step"], entered["unexplained"]) == (4, [])


def test_whoever_walks_the_steps_closes_the_talk(agent: Caller, callback: int) -> None:
    steps, ends = f"/callbacks/{callback}/steps", f"/callbacks/{callback}/disposition"
    told(agent.post(steps, at(agent, 1)), 201)
    assert paths(agent.post(ends, NOTE)) == ["disposition"]
    told(agent.post(steps, at(agent, 7)), 201)
    assert paths(agent.post(ends, NOTE)) == ["skipped"]
    told(agent.post(steps, at(agent, 7, reason="other", why="顾客只肯听结论")), 201)
    told(agent.post(ends, NOTE), 200)


@pytest.mark.parametrize(
    ("change", "path"),
    [({"step": 0}, "step"), ({"step": 8}, "step"), ({"reason": "lazy"}, "reason"), ({"reason": "other"}, "why")],
)
def test_names_what_is_wrong_with_a_step(agent: Caller, callback: int, change: Body, path: str) -> None:
    assert paths(agent.post(f"/callbacks/{callback}/steps", at(agent, 4) | change)) == [path]


def test_there_are_no_steps_without_a_call(agent: Caller, colleague: Caller, outsider: Caller, callback: int) -> None:
    steps = f"/callbacks/{callback}/steps"
    told(colleague.post(steps, at(agent, 1)), 409)
    told(outsider.post(steps, at(agent, 1)), 404)
    told(agent.post(steps, at(agent, 1) | {"lease_token": "stale"}), 409)
