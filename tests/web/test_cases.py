"""Cases: found, read, and acted on."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from callguard.db.models import Blackout, Callback, Case, Commitment, Consent, DoNotCall, RegisterEntry
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.commitment import Department
from tests.application import SignIn
from tests.house import NOW, House


@pytest.fixture
def case_id(house: House) -> int:
    callback_id = house.callback()
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def test_the_heading_names_the_case_and_the_customer(agent_client: FlaskClient, case_id: int) -> None:
    assert "<h1>案件 AS-1 · 王**</h1>" in agent_client.get(f"/cases/{case_id}").text


def rows(house: House, table: type[Any]) -> list[Any]:
    with house.database.reading() as session:
        return session.query(table).order_by(table.id).all()


def post(client: FlaskClient, path: str, **form: object) -> tuple[int, str]:
    answer = client.post(path, data=form, follow_redirects=True)
    return answer.status_code, answer.text


def test_lists_the_cases_of_the_users_shops(client: FlaskClient, house: House, sign_in: SignIn, case_id: int) -> None:
    house.callback(shop=house.other_shop, phone=None)
    for user, shown in (
        (house.agent, {"AS-1"}),
        (house.colleague, {"AS-1"}),
        (house.outsider, {"AS-2"}),
        (house.manager, {"AS-1", "AS-2"}),
    ):
        page = sign_in(client, user).get("/cases").text
        assert {number for number in ("AS-1", "AS-2") if number in page} == shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("number=0001", {"AS-1"}),
        ("number=AS-2", {"AS-2"}),
        ("issue_type=in_transit", {"AS-2"}),
        ("status=closed", set()),
        ("status=nonsense&after=x", {"AS-1", "AS-2"}),
        ("after=2", {"AS-1"}),
    ],
)
def test_finds_by_number_status_and_issue(agent_client: FlaskClient, house: House, query: str, shown: set[str]) -> None:
    house.callback(phone=None)
    house.callback(phone=None, issue_type=IssueType.IN_TRANSIT)
    page = agent_client.get(f"/cases?{query}").text
    assert {number for number in ("AS-1", "AS-2") if f">{number}</a>" in page} == shown
    assert shown or "没有找到案件" in page


def test_flags_the_cases_nobody_will_call_about(agent_client: FlaskClient, house: House, case_id: int) -> None:
    assert "每个没结案的案件都安排了回电" in agent_client.get("/cases?unplanned=yes").text
    with house.writing() as session:
        session.query(Callback).one().status = CallbackStatus.CANCELLED
    assert "有 1 个案件还没结案" in agent_client.get("/cases").text
    assert "AS-1" in agent_client.get("/cases?unplanned=yes").text
    assert "却没有安排回电" in agent_client.get(f"/cases/{case_id}").text


def test_says_where_cases_come_from_when_there_are_none(agent_client: FlaskClient) -> None:
    assert "还没有案件" in agent_client.get("/cases").text


def test_goes_on_to_older_cases(agent_client: FlaskClient, house: House) -> None:
    for _ in range(51):
        house.callback(phone=None)
    assert "after=2" in agent_client.get("/cases").text
    assert "AS-1<" in agent_client.get("/cases?after=2").text


def test_shows_the_file_without_personal_data(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback()
    house.dialled(callback_id)
    with house.database.reading() as session:
        case_id = session.get_one(Callback, callback_id).case_id
    page = agent_client.get(f"/cases/{case_id}").text
    for words in ("王**", "138 **** 8000", "202611200001", "¥200", "结果不明", "领取拨打许可"):
        assert words in page
    assert "王小明" not in page
    assert "13800138000" not in page


ACTIONS = ["notes", "numbers", "callbacks", "commitments/1/kept", "wishes/do-not-call", "wishes/blackout"]


@pytest.mark.parametrize("action", ["", *ACTIONS, "wishes/consent", "wishes/consent/1/revoke"])
def test_is_not_there_for_outsiders_and_closed_to_strangers(
    client: FlaskClient, house: House, sign_in: SignIn, case_id: int, action: str
) -> None:
    form = {"note": "x", "words": "x", "number": "13900139000", "due_at": "2026-11-21T11:00", "kind": "service"}
    form |= {"reach": "case", "days": "mon", "opens": "10:00", "closes": "11:00"}
    path, method = f"/cases/{case_id}/{action}".rstrip("/"), "POST" if action else "GET"
    assert client.open(path, method=method, data=form).status_code == 302
    assert sign_in(client, house.outsider).open(path, method=method, data=form).status_code == 404
    assert rows(house, RegisterEntry) == []


def test_adds_a_note(agent_client: FlaskClient, house: House, case_id: int) -> None:
    assert "已联系仓库" in post(agent_client, f"/cases/{case_id}/notes", note="已联系仓库")[1]
    status, page = post(agent_client, f"/cases/{case_id}/notes", note="  ")
    assert status == 422
    assert "请写一句经过" in page
    assert [entry.note for entry in rows(house, RegisterEntry)] == ["已联系仓库"]


def test_keeps_a_note_that_is_too_long_to_be_shortened(agent_client: FlaskClient, house: House, case_id: int) -> None:
    status, page = post(agent_client, f"/cases/{case_id}/notes", note="长" * 2001)
    assert status == 422
    assert "最多 2000 个字" in page
    assert rows(house, RegisterEntry) == []


def test_adds_a_number_by_hand(agent_client: FlaskClient, case_id: int) -> None:
    assert "139 **** 9000" in post(agent_client, f"/cases/{case_id}/numbers", number="139 0013 9000")[1]
    status, page = post(agent_client, f"/cases/{case_id}/numbers", number="138****8000")
    assert status == 422
    assert "打码" in page


def test_plans_a_callback_and_warns_of_what_stands_against_it(
    agent_client: FlaskClient, house: House, case_id: int
) -> None:
    path = f"/cases/{case_id}/callbacks"
    tomorrow = {"due_at": "2026-11-21T11:00", "kind": "promised", "agent": str(house.colleague.id)}
    assert "回电已安排。" in post(agent_client, path, **tomorrow)[1]
    planned = rows(house, Callback)[-1]
    assert (planned.due_at, planned.agent_id) == (NOW + timedelta(hours=20, minutes=55), house.colleague.id)
    assert "明天 12:00 前归小周" in agent_client.get(f"/cases/{case_id}").text
    warned = post(agent_client, path, due_at="2026-11-21T22:00", kind="service")[1]
    assert "到时按现在的规则还不能拨打" in warned


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"due_at": "2026-11-20T14:05"}, "这个时间已经过去了"),
        ({"due_at": ""}, "请选择日期和时间"),
        ({"due_at": "soon"}, "请选日期和时间"),
        ({"due_at": "2026-11-21T11:00", "kind": "nonsense"}, "请选一项"),
        ({"due_at": "2026-11-21T11:00", "agent": "7"}, "这位同事不能打"),
        ({"due_at": "2026-11-21T11:00", "bound_until_at": "2026-11-21T12:00"}, "就要选由谁来打"),
        ({"due_at": "2026-11-21T11:00", "agent": "2", "bound_until_at": "2026-11-21T11:00"}, "要晚于回电时间"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(
    agent_client: FlaskClient, house: House, case_id: int, form: dict[str, str], words: str
) -> None:
    assert house.outsider.id == 7
    status, page = post(agent_client, f"/cases/{case_id}/callbacks", **({"kind": "service"} | form))
    assert status == 422
    assert words in page
    assert len(rows(house, Callback)) == 1


def test_a_closed_case_takes_no_more_calls(agent_client: FlaskClient, house: House, case_id: int) -> None:
    with house.writing() as session:
        session.get_one(Case, case_id).status = CaseStatus.CLOSED
    form = {"due_at": "2026-11-21T11:00", "kind": "service"}
    assert post(agent_client, f"/cases/{case_id}/callbacks", **form)[0] == 409
    assert "案件已结案" in agent_client.get(f"/cases/{case_id}").text


def test_marks_a_promise_as_kept(agent_client: FlaskClient, house: House, case_id: int) -> None:
    with house.writing() as session:
        made = {"promised_by_id": house.agent.id, "made_at": NOW, "due_at": NOW}
        session.add(Commitment(case_id=case_id, department=Department.FINANCE, words="退款到账", amount=2000, **made))
    assert "退款到账 ¥20" in agent_client.get(f"/cases/{case_id}").text
    assert "别忘了告诉顾客" in post(agent_client, f"/cases/{case_id}/commitments/1/kept")[1]
    assert rows(house, Commitment)[0].kept_by_id == house.agent.id


def test_names_the_amount_of_a_promise_once(agent_client: FlaskClient, house: House, case_id: int) -> None:
    with house.writing() as session:
        made = {"promised_by_id": house.agent.id, "made_at": NOW, "due_at": NOW}
        words = {"words": "部分退款 ¥80", "amount": 8000}
        session.add(Commitment(case_id=case_id, department=Department.FINANCE, **words, **made))
    assert "<span>部分退款 ¥80</span>" in agent_client.get(f"/cases/{case_id}").text


def test_notes_and_ends_a_wish_not_to_be_rung(agent_client: FlaskClient, house: House, case_id: int) -> None:
    path = f"/cases/{case_id}/wishes"
    form = {"words": "别打了", "reach": "shop", "until_at": "2026-11-30T10:00"}
    assert "从现在起不再拨打" in post(agent_client, f"{path}/do-not-call", **form)[1]
    (wish,) = rows(house, DoNotCall)
    assert (wish.words, wish.shop_id, wish.case_id) == ("别打了", house.shop.id, None)
    status, page = post(agent_client, f"{path}/do_not_call/{wish.id}/revoke", words="")
    assert status == 422
    assert "请写下顾客的原话" in page
    assert "已撤回" in post(agent_client, f"{path}/do_not_call/{wish.id}/revoke", words="可以打了")[1]
    assert rows(house, DoNotCall)[0].until_at == NOW


def test_notes_hours_and_a_consent(agent_client: FlaskClient, house: House, case_id: int) -> None:
    path = f"/cases/{case_id}/wishes"
    hours = {"words": "午睡", "days": ["mon", "tue"], "opens": "12:00", "closes": "14:30"}
    assert "周一、周二 12:00–14:30" in post(agent_client, f"{path}/blackout", **hours)[1]
    (blackout,) = rows(house, Blackout)
    assert (blackout.days, blackout.opens_minute, blackout.closes_minute) == ("mon,tue", 720, 870)
    form = {"words": "明早可以", "reach": "case", "from_at": "2026-11-21T10:00", "until_at": "2026-11-21T11:00"}
    assert "已记下顾客的同意" in post(agent_client, f"{path}/consent", **form)[1]
    assert rows(house, Consent)[0].from_at == NOW + timedelta(hours=19, minutes=55)


@pytest.mark.parametrize(
    ("wish", "form", "words"),
    [
        ("do-not-call", {"reach": "case", "words": ""}, "请写下顾客的原话"),
        ("do-not-call", {"reach": "planet", "words": "别打"}, "请选一项"),
        ("do-not-call", {"reach": "case", "words": "别打", "until_at": "2020-01-01T00:00"}, "已经过去了"),
        ("blackout", {"words": "午睡", "opens": "14:00", "closes": "12:00", "days": "mon"}, "结束时刻要晚于开始时刻"),
        ("blackout", {"words": "午睡", "opens": "12:99", "closes": "13:00", "days": "mon"}, "结束时刻要晚于开始时刻"),
        ("blackout", {"words": "午睡", "opens": "x", "closes": "", "days": "mon"}, "结束时刻要晚于开始时刻"),
        ("blackout", {"words": "午睡", "opens": "12:00", "closes": "13:00"}, "至少选一天"),
        (
            "consent",
            {"reach": "case", "words": "行", "from_at": "2026-11-22T10:00", "until_at": "2026-11-21T10:00"},
            "要晚于",
        ),
    ],
)
def test_a_wish_that_cannot_be_is_refused_at_its_field(
    agent_client: FlaskClient, house: House, case_id: int, wish: str, form: dict[str, str], words: str
) -> None:
    status, page = post(agent_client, f"/cases/{case_id}/wishes/{wish}", **form)
    assert status == 422
    assert words in page
    assert form["words"] in page
    assert rows(house, RegisterEntry) == []


def test_a_wish_nobody_knows_is_not_found(agent_client: FlaskClient, case_id: int) -> None:
    for wish in ("do_not_call/99", "nonsense/1"):
        assert post(agent_client, f"/cases/{case_id}/wishes/{wish}/revoke", words="x")[0] == 404


def test_what_is_late_looks_late_and_a_closed_case_counts_no_more(
    agent_client: FlaskClient, house: House, case_id: int
) -> None:
    with house.writing() as session:
        case = session.get_one(Case, case_id)
        case.deadline_at = NOW - timedelta(days=7)
        session.scalars(select(Callback)).one().due_at = NOW - timedelta(minutes=77)
    for path in ("/cases", f"/cases/{case_id}"):
        page = agent_client.get(path).text
        assert "已超时 7 天</time>" in page
        assert "已过 1 小时 17 分</time>" in page
    with house.writing() as session:
        session.get_one(Case, case_id).status = CaseStatus.CLOSED
    assert "已超时" not in agent_client.get("/cases").text + agent_client.get(f"/cases/{case_id}").text
