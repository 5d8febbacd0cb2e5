"""GET /register."""

from typing import Any

import pytest

from callguard.domain.register import RegisterKind
from tests.api.conftest import Caller, paths, told
from tests.api.test_cases import CASE
from tests.house import House
from tests.told import entries


@pytest.fixture
def cases(agent: Caller) -> list[int]:
    """The ids of five cases, each with a line of its own."""
    return [told(agent.post("/cases", CASE | {"order_no": f"A-{number}"}), 201)["id"] for number in range(5)]


def lines(caller: Caller, **query: object) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = told(caller.get("/register", **query), 200)["entries"]
    return entries


def test_pages_lead_through_all_lines_once_whatever_is_written_meanwhile(agent: Caller, cases: list[int]) -> None:
    page = told(agent.get("/register", limit=2), 200)
    seen = [one["case"] for one in page["entries"]]
    told(agent.post("/cases", CASE), 201)
    while page["next"]:
        page = told(agent.get("/register", limit=2, after=page["next"]), 200)
        seen += [one["case"] for one in page["entries"]]
    assert seen == cases[::-1]


def test_a_page_that_ends_the_register_has_no_next(agent: Caller, cases: list[int]) -> None:
    assert told(agent.get("/register", limit=5), 200)["next"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 5),
        ({"since": "2026-11-20T14:05:00+08:00"}, 5),
        ({"since": "2026-11-20T14:05:01+08:00"}, 0),
        ({"until": "2026-11-20T14:05:00+08:00"}, 0),
        ({"shop": "S-1"}, 5),
        ({"agent": "xiaolin"}, 5),
        ({"agent": "xiaozhou"}, 0),
        ({"case": 1}, 1),
        ({"tag": "case_opened"}, 5),
        ({"tag": "outcome"}, 0),
        ({"disposition": "settled"}, 0),
    ],
)
def test_filters(agent: Caller, cases: list[int], query: dict[str, object], count: int) -> None:
    assert len(lines(agent, **query)) == count


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"since": "2026-11-20T14:05:00"}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"shop": "S-2"}, "shop"),
        ({"agent": "outsider"}, "agent"),
        ({"case": "AS-1"}, "case"),
        ({"case": 2**63}, "case"),
        ({"limit": 0}, "limit"),
        ({"limit": 1000}, "limit"),
        ({"after": "somewhere"}, "after"),
        ({"after": "MjAyNi0xMS0yMFQwNjowNTowMCAx"}, "after"),
        ({"after": "客"}, "after"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_what_it_cannot_search_by(agent: Caller, query: dict[str, object], path: str) -> None:
    assert paths(agent.get("/register", **query)) == [path]


def test_shows_only_the_callers_shops_and_masks_what_was_typed(agent: Caller, outsider: Caller, house: House) -> None:
    house.callback()
    callback, _permit = agent.dial()
    note = {"disposition": "refused", "note": "他说打 13900139000"}
    told(agent.post(f"/callbacks/{callback}/disposition", note), 200)
    assert lines(outsider) == []
    text = agent.get("/register").text
    assert "139****9000" in lines(agent, tag="outcome")[0]["note"]
    assert not any(number in text for number in ("13800138000", "13900139000", "王小明"))
    assert [one.actor_id for one in entries(house, RegisterKind.OUTCOME)] == [house.agent.id]
