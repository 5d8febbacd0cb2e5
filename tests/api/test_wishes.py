"""POST /do-not-call and POST /consents."""

import pytest

from tests.api.conftest import Caller, paths, told
from tests.house import House
from tests.told import stored


@pytest.mark.parametrize("reach", ["company", "shop", "case"])
def test_from_then_on_the_guard_refuses(agent: Caller, house: House, reach: str) -> None:
    callback = house.callback()
    body = {"case": stored(house, callback).case_id, "words": "别打了，有事打 13900139000", "reach": reach}
    wish = told(agent.post("/do-not-call", body), 201)
    assert (wish["heard_by"], wish["words"], wish["until_at"]) == ("xiaolin", "别打了，有事打 139****9000", None)
    verdict = told(agent.get(f"/callbacks/{callback}/verdict"), 200)
    assert "do_not_call" in [one["rule"] for one in verdict["refusals"]]


def test_a_consent_says_when_it_holds(agent: Caller, house: House) -> None:
    case = stored(house, house.callback()).case_id
    span = {"from_at": "2026-11-21T15:00:00+08:00", "until_at": "2026-11-21T16:00:00+08:00"}
    consent = told(agent.post("/consents", {"case": case, "words": "明天三点可以"} | span), 201)
    assert (consent["from_at"], consent["until_at"]) == ("2026-11-21T07:00:00Z", "2026-11-21T08:00:00Z")
    assert (consent["reach"], consent["given_at"]) == ("case", "2026-11-20T06:05:00Z")


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [
        ("/do-not-call", {"words": " "}, "words"),
        ("/do-not-call", {"until_at": "2026-11-20T00:00:00Z"}, "until_at"),
        ("/do-not-call", {"until_at": "2026-12-20T00:00:00"}, "until_at"),
        ("/do-not-call", {"reach": "world"}, "reach"),
        ("/do-not-call", {"since_at": "2026-11-20T00:00:00Z"}, "since_at"),
        ("/consents", {"reach": "shop"}, "reach"),
        ("/consents", {"words": ""}, "words"),
        ("/consents", {"from_at": "2026-11-22T00:00:00Z", "until_at": "2026-11-21T00:00:00Z"}, "until_at"),
    ],
)
def test_names_what_is_wrong_with_a_wish(
    agent: Caller, house: House, path: str, change: dict[str, str], field: str
) -> None:
    case = stored(house, house.callback()).case_id
    assert paths(agent.post(path, {"case": case, "words": "好的"} | change)) == [field]


@pytest.mark.parametrize("path", ["/do-not-call", "/consents"])
def test_an_outsider_can_wish_nothing_for_anothers_customer(outsider: Caller, house: House, path: str) -> None:
    case = stored(house, house.callback()).case_id
    told(outsider.post(path, {"case": case, "words": "好的"}), 404)
