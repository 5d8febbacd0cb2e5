"""Who is the same customer, on the pages."""

import pytest
from flask.testing import FlaskClient

from callguard.db.models import Case, CustomerMerge
from tests.application import SignIn
from tests.house import House
from tests.services.persons import case_of, found_as, merge, persons, phone, somebody


@pytest.fixture
def cases(house: House) -> list[Case]:
    """Two cases of two customers."""
    return [case_of(house, somebody(house, number)) for number in (1, 2)]


@pytest.fixture
def leader(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    """A browser in which the team leader is signed in."""
    return sign_in(client, house.leader)


def path(case: Case, rest: str = "") -> str:
    return f"/cases/{case.id}/same-person{rest}"


def send(client: FlaskClient, address: str, words: str) -> tuple[int, str]:
    answer = client.post(address, data={"words": words}, follow_redirects=True)
    return answer.status_code, answer.text


def test_shows_both_masked_before_they_are_merged(leader: FlaskClient, house: House, cases: list[Case]) -> None:
    assert "合并或分开顾客" in leader.get(f"/cases/{cases[0].id}").text
    assert "要合并的顾客" not in leader.get(path(cases[0])).text
    page = leader.get(path(cases[0]), query_string={"number": cases[1].number}).text
    for words in ("要合并的顾客", "王**", "139 **** 8001", "139 **** 8002", "AS-1", "AS-2", "确认是同一位，合并"):
        assert words in page
    assert "王小明" not in page
    assert "13900138002" not in page
    assert persons(house, cases[1].customer_id) == [cases[1].customer_id]


def test_merges_when_it_is_confirmed_and_parts_again(leader: FlaskClient, house: House, cases: list[Case]) -> None:
    status, page = send(leader, path(cases[0], f"/{cases[1].id}"), "电话里说的 13900138002")
    assert status == 200
    for words in ("从现在起合在一起计次", "赵姐认定：电话里说的 139****8002", "认定是同一位顾客，合并计次"):
        assert words in page
    assert persons(house, cases[1].customer_id) == [cases[0].customer_id]
    status, page = send(leader, path(cases[1], "/merges/1/undo"), "只是同名")
    assert status == 200
    for words in ("两位都照样计次", "没有与别的顾客合并过", "撤销合并，从此分开计次"):
        assert words in page
    assert persons(house, cases[1].customer_id) == [cases[1].customer_id]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "请填另一个案件的编号"),
        ("AS-99", "没有这个编号的案件"),
        ("AS-3", "不是你负责的店铺"),
        ("AS-1", "已经是同一位"),
        ("9" * 2001, "最多 2000 个字"),
    ],
)
def test_says_at_the_number_what_is_wrong_with_it(
    leader: FlaskClient, house: House, cases: list[Case], number: str, words: str
) -> None:
    house.callback(shop=house.other_shop, phone=None)
    answer = leader.get(path(cases[0]), query_string={"number": number})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_keeps_what_was_typed_where_it_is_refused(leader: FlaskClient, house: House, cases: list[Case]) -> None:
    status, page = send(leader, path(cases[0], f"/{cases[1].id}"), " ")
    assert status == 422
    assert "请写明依据" in page
    assert "要合并的顾客" in page
    merge(house, cases[0].customer_id, cases[1].customer_id)
    status, page = send(leader, path(cases[0], f"/{cases[1].id}"), "电话里说的")
    assert status == 409
    assert "已经是同一位" in page
    status, page = send(leader, path(cases[0], "/merges/1/undo"), "字" * 2001)
    assert status == 422
    assert "最多 2000 个字" in page


def test_says_why_nobody_is_parted_now(leader: FlaskClient, house: House) -> None:
    callbacks = [somebody(house, number) for number in (1, 2)]
    first, second = (case_of(house, callback_id) for callback_id in callbacks)
    merge(house, first.customer_id, second.customer_id)
    house.dialled(callbacks[1])
    status, page = send(leader, path(first, "/merges/1/undo"), "认错了")
    assert status == 409
    assert "正在给这位顾客打电话" in page


def test_says_what_an_import_found(leader: FlaskClient, house: House, cases: list[Case]) -> None:
    found_as(house, phone(1), phone(2))
    assert "系统按电话认出" in leader.get(f"/cases/{cases[0].id}").text
    assert "按电话发现是同一位顾客，合并计次" in leader.get(f"/cases/{cases[1].id}").text
    with house.writing() as session:
        session.query(CustomerMerge).one().found_by = None
    assert "系统认出" in leader.get(path(cases[1])).text


def test_names_how_many_would_be_parted_along(leader: FlaskClient, house: House, cases: list[Case]) -> None:
    third = case_of(house, somebody(house, 3))
    merge(house, cases[1].customer_id, third.customer_id)
    merge(house, cases[0].customer_id, cases[1].customer_id)
    assert "一起分开的还有 1 位" in leader.get(path(cases[0])).text


def test_agents_see_who_is_one_and_change_nothing(
    client: FlaskClient, house: House, sign_in: SignIn, cases: list[Case]
) -> None:
    agent = sign_in(client, house.agent)
    assert "同一位顾客" not in agent.get(f"/cases/{cases[0].id}").text
    merge(house, cases[0].customer_id, cases[1].customer_id)
    page = agent.get(f"/cases/{cases[0].id}").text
    assert "139 **** 8002" in page
    assert "合并或分开顾客" not in page
    for address in (path(cases[0], f"/{cases[1].id}"), path(cases[0], "/merges/1/undo")):
        assert send(agent, address, "x")[0] == 403
    assert agent.get(path(cases[0])).status_code == 403


def test_is_not_there_for_seniors_of_other_shops(leader: FlaskClient, house: House) -> None:
    elsewhere = case_of(house, house.callback(shop=house.other_shop, phone=None))
    assert leader.get(path(elsewhere)).status_code == 404
    assert send(leader, path(elsewhere, "/merges/1/undo"), "x")[0] == 404
