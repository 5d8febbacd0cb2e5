"""POST /imports and GET /imports/{id}."""

import time
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from callguard.db.models import ImportedFile, Order
from tests.api.conftest import Caller, Calls, paths, told
from tests.house import House
from tests.imports.files import csv_file

FILE = csv_file([["订单号", "手机"], ["2026112000000001", "13800130001"], ["2.02611E+18", "13800130002"]])


@pytest.fixture
def leader(calls: Calls, house: House) -> Caller:
    """Brings lists in."""
    return calls(house.leader)


def form(**change: object) -> dict[str, object]:
    return {"shop": "S-1", "format": "generic", "file": (BytesIO(FILE), "名单.csv"), **change}


def ended(caller: Caller, import_id: int) -> dict[str, Any]:
    """The import once it no longer runs."""
    for _ in range(200):
        answer = told(caller.get(f"/imports/{import_id}"), 200)
        if answer["state"] != "running":
            return answer
        time.sleep(0.05)
    raise AssertionError("the import does not end")


def test_a_file_is_imported_behind_the_answer(leader: Caller) -> None:
    begun = told(leader.post("/imports", data=form()), 202)
    assert (begun["file_name"], begun["state"], begun["done"]) == ("名单.csv", "running", 0)
    done = ended(leader, begun["id"])
    assert (done["state"], done["total"], done["added"], done["rejected"]) == ("done", 2, 1, 1)
    [fault] = done["faults"]
    assert (fault["row"], fault["column"], fault["row_used"]) == (3, "订单号", False)
    assert fault["message"]


def test_the_file_alone_may_be_the_body(leader: Caller) -> None:
    where = {"shop": "S-1", "format": "generic", "file_name": "list.csv"}
    sent = leader.post("/imports", data=FILE, query_string=where, content_type="application/octet-stream")
    begun = told(sent, 202)
    assert ended(leader, begun["id"])["added"] == 1


def test_the_same_file_under_the_same_key_is_imported_once(leader: Caller, house: House) -> None:
    first, again = (told(leader.post("/imports", key="k-1", data=form()), 202) for _ in range(2))
    assert first == again
    other = form(file=(BytesIO(FILE + b"1,2\n"), "list.csv"))
    assert paths(leader.post("/imports", key="k-1", data=other)) == ["Idempotency-Key"]
    ended(leader, first["id"])
    with house.database.reading() as session:
        assert session.scalar(select(func.count(ImportedFile.id))) == 1
        assert session.scalar(select(func.count(Order.id))) == 1


def test_a_file_that_cannot_be_read_says_why(leader: Caller) -> None:
    begun = told(leader.post("/imports", data=form(file=(BytesIO(b"\0\1\2"), "list.csv"))), 202)
    done = ended(leader, begun["id"])
    assert (done["state"], done["added"]) == ("refused", 0)
    assert done["problem"]


@pytest.mark.parametrize(
    ("change", "path"),
    [({"shop": "S-2"}, "shop"), ({"format": "tea-leaves"}, "format"), ({"colour": "red"}, "colour")],
)
def test_names_what_is_wrong_with_an_upload(leader: Caller, house: House, change: dict[str, str], path: str) -> None:
    assert paths(leader.post("/imports", data=form(**change))) == [path]
    with house.database.reading() as session:
        assert session.scalar(select(func.count(ImportedFile.id))) == 0


def test_agents_bring_nothing_in_and_other_shops_imports_are_not_told(
    agent: Caller, leader: Caller, house: House, calls: Calls
) -> None:
    told(agent.post("/imports", data=form()), 403)
    told(agent.get("/imports/1"), 403)
    elsewhere = told(calls(house.supervisor).post("/imports", data=form(shop="S-2")), 202)
    told(leader.get(f"/imports/{elsewhere['id']}"), 404)
