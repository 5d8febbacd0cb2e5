"""The register: searched, read as sentences, and taken away as files."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from callguard.db.models import Callback, RegisterEntry
from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind
from callguard.services.register import record
from callguard.web.register_sentences import sentence
from tests.application import SignIn
from tests.house import NOW, House

TZ = "Asia/Shanghai"
AT = NOW.isoformat()


def noted(house: House, note: str, days: int = 0, **where: Any) -> None:
    callback_id = house.callback(phone=None, **where)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        record(session, RegisterKind.NOTE, case, NOW + timedelta(days=days), house.agent, note=note)


def test_reads_as_sentences_with_numbers_masked(agent_client: FlaskClient, house: House) -> None:
    noted(house, "请打 13800138000")
    page = agent_client.get("/register").text
    assert "<strong>小林</strong> 写了进展备注" in page
    assert "138****8000" in page
    assert "13800138000" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("words=松", {"松子"}),
        ("since=2026-11-21", {"柏子"}),
        ("until=2026-11-20", {"松子"}),
        ("kind=note", {"松子", "柏子"}),
        ("kind=outcome", set()),
        ("number=AS-1", {"松子"}),
        ("number=0002", {"柏子"}),
        ("disposition=settled&kind=nonsense&actor=x&shop=-1", set()),
        ("actor=999999", set()),
    ],
)
def test_finds_by_every_field(agent_client: FlaskClient, house: House, query: str, shown: set[str]) -> None:
    noted(house, "松子")
    noted(house, "柏子", days=1)
    page = agent_client.get(f"/register?{query}").text
    assert {note for note in ("松子", "柏子") if note in page} == shown
    assert shown or "没有符合条件的记录" in page


@pytest.mark.parametrize("day", ["yesterday", "2026-13-40", "9999-12-31", "0001-01-01"])
def test_a_date_that_is_none_is_said_at_its_field(agent_client: FlaskClient, day: str) -> None:
    page = agent_client.get("/register", query_string={"since": "2026-11-20", "until": day})
    assert page.status_code == 200
    assert page.text.count("日期看不懂") == (0 if day == "0001-01-01" else 1)


def test_shows_only_the_users_shops(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    noted(house, "松子")
    noted(house, "柏子", shop=house.other_shop)
    for user, shown in (
        (house.agent, {"松子"}),
        (house.colleague, {"松子"}),
        (house.outsider, {"柏子"}),
        (house.supervisor, {"松子", "柏子"}),
    ):
        pages = [
            sign_in(client, user).get(path, buffered=True).get_data()
            for path in ("/register", "/register/register.csv")
        ]
        for page in pages:
            assert {note for note in ("松子", "柏子") if note.encode() in page} == shown


@pytest.mark.parametrize("path", ["/register", "/register/register.csv", "/register/register.xlsx"])
def test_is_closed_to_strangers(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in?next=")


def test_an_empty_register_says_what_will_fill_it(agent_client: FlaskClient) -> None:
    assert "登记簿还是空的" in agent_client.get("/register").text


def test_leads_from_page_to_page_with_the_filter(agent_client: FlaskClient, house: House) -> None:
    callback_id = house.callback(phone=None)
    with house.writing() as session:
        case = session.get_one(Callback, callback_id).case
        for number in range(51):
            record(session, RegisterKind.NOTE, case, NOW, house.agent, note=f"第{number}号")
    first = agent_client.get("/register?kind=note").text
    assert "第0号" not in first
    older = first.partition('href="/register?after=')[2].partition('"')[0].replace("&amp;", "&")
    assert "kind=note" in older
    second = agent_client.get(f"/register?after={older}").text
    assert "第0号" in second
    assert "第1号" not in second
    assert "回到最新" in second


@pytest.mark.parametrize("place", ["x", "2026-11-20_1", "_", "2026-11-20T06:05:00+00:00_x", f"{AT}_{'9' * 40}"])
def test_a_place_that_was_tampered_with_leads_to_the_beginning(
    agent_client: FlaskClient, house: House, place: str
) -> None:
    noted(house, "松子")
    page = agent_client.get("/register", query_string={"after": place})
    assert page.status_code == 200
    assert "松子" in page.text


def test_csv_holds_the_filtered_lines_and_no_formula(agent_client: FlaskClient, house: House) -> None:
    noted(house, "=HYPERLINK(13800138000)")
    noted(house, "别的")
    answer = agent_client.get("/register/register.csv?words=HYPER", buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=callguard-register-20261120.csv"
    heading, line = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""))
    shown = dict(zip(heading, line, strict=True))
    assert answer.get_data().startswith("\ufeff时间,店铺".encode())
    assert shown["备注"] == "'=HYPERLINK(138****8000)"
    assert (shown["时间"], shown["经办人"], shown["顾客"]) == ("2026-11-20 14:05:00", "小林", "王**")


def test_xlsx_holds_order_numbers_as_they_are(agent_client: FlaskClient, house: House) -> None:
    noted(house, "=1+1")
    answer = agent_client.get("/register/register.xlsx", buffered=True)
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    shown = dict(zip(sheet[0], sheet[1], strict=True))
    assert (shown["订单号"], shown["备注"]) == ("202611200001", "=1+1")


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("case_opened", {}, "小林 建立案件"),
        (
            "callback_planned",
            {"kind": "promised", "due_at": AT, "agent": "小周"},
            "小林 为 小周 安排了 2026-11-20 14:05 的约定回电",
        ),
        (
            "callback_planned",
            {"kind": "service", "due_at": AT, "agent": None},
            "小林 安排了 2026-11-20 14:05 的售后回电",
        ),
        ("callback_moved", {"from_at": AT, "to_at": AT}, "小林 按规则把 2026-11-20 14:05 的回电改到 2026-11-20 14:05"),
        ("prepared", {"plans": 3}, "小林 做好拨打准备，备了 3 个方案"),
        ("permit_taken", {"number": "138 **** 8000"}, "小林 领取拨打许可，号码 138 **** 8000"),
        ("attempt_settled", {"result": "busy"}, "小林 登记拨打结果：占线"),
        (
            "attempt_settled",
            {"result": "not_placed"},
            "小林 登记拨打结果：未拨出（仅凭本人说明，已标记并计数）",
        ),
        ("callback_unbound", {"agent": "小周"}, "小林 把原定由 小周 来打的回电改为谁都能打"),
        ("step_entered", {"step": 4}, "小林 进入第 4 步：提出方案"),
        ("step_entered", {"step": 4, "skipped": "2, 3"}, "小林 进入第 4 步：提出方案（跳过第 2、3 步）"),
        ("steps_skipped", {"steps": "2, 3", "reason": "no_time"}, "小林 说明了为什么没走第 2、3 步：没时间"),
        ("offer_made", {"plan": "resend", "amount": None}, "小林 提出方案：补发"),
        ("offer_answered", {"plan": "gift", "amount": 950, "answer": "accepted"}, "小林 记下顾客接受：赠品 ¥9.50"),
        ("offer_answered", {"plan": "gift", "amount": 900, "answer": "refused"}, "小林 记下顾客拒绝：赠品 ¥9"),
        ("offer_set_aside", {"plan": "gift", "amount": 1600}, "小林 改提别的方案，收起：赠品 ¥16"),
        ("offer_reopened", {"plan": "gift", "amount": 1600}, "小林 撤回误记的“顾客接受”：赠品 ¥16"),
        ("approval_requested", {"plan": "gift", "amount": 900, "role": "manager"}, "小林 向客服经理申请：赠品 ¥9"),
        ("approval_decided", {"plan": "gift", "amount": 900, "decision": "approve"}, "小林 批准赠品 ¥9"),
        ("approval_decided", {"plan": "gift", "amount": 900, "decision": "counter"}, "小林 把赠品改为 ¥9"),
        ("approval_decided", {"plan": "gift", "amount": None, "decision": "reject"}, "小林 驳回赠品"),
        (
            "approval_decided",
            {"plan": "gift", "amount": None, "decision": "take_over"},
            "小林 接手了这通电话，赠品不再由客服提出",
        ),
        ("approval_moved", {"status": "pending", "role": "manager"}, "小林 因逾期未决，把申请转给客服经理"),
        ("approval_moved", {"status": "expired", "role": "manager"}, "小林 作废了批准后逾期未用的方案"),
        ("release_decided", {"granted": True}, "小林 放行了最后一次拨打"),
        ("release_decided", {"granted": False}, "小林 没有放行最后一次拨打"),
        ("outcome", {"result": "busy"}, "小林 登记结论：占线（话机：占线）"),
        (
            "commitment_made",
            {"department": "finance", "due_at": AT, "amount": 900},
            "小林 承诺 2026-11-20 14:05 前由财务办理，¥9",
        ),
        (
            "commitment_made",
            {"department": "finance", "due_at": AT, "amount": None},
            "小林 承诺 2026-11-20 14:05 前由财务办理",
        ),
        ("commitment_kept", {"department": "supply", "amount": None}, "小林 确认供应已兑现承诺"),
        ("do_not_call", {}, "小林 记下顾客要求不要来电（公司所有店铺）"),
        ("do_not_call", {"reach": "case", "until_at": AT}, "小林 记下顾客要求 2026-11-20 14:05 前不要来电（仅本案件）"),
        (
            "blackout",
            {"days": "mon,sun", "opens_minute": 0, "closes_minute": 1440},
            "小林 记下顾客要求周一、周日 00:00–24:00 不要来电",
        ),
        (
            "blackout",
            {"days": "mon,tue,wed,thu,fri,sat,sun", "opens_minute": 1, "closes_minute": 61},
            "小林 记下顾客要求每天 00:01–01:01 不要来电",
        ),
        ("consent", {}, "小林 记下顾客同意来电"),
        ("consent", {"from_at": AT, "until_at": AT}, "小林 记下顾客同意 2026-11-20 14:05 至 2026-11-20 14:05 来电"),
        ("consent", {"from_at": AT}, "小林 记下顾客同意 2026-11-20 14:05 起来电"),
        ("consent", {"until_at": AT}, "小林 记下顾客同意 2026-11-20 14:05 前来电"),
        (
            "dial_refused",
            {"verdict": "refuse", "zh": "现在不在可拨打时段内。", "en": "-"},
            "小林 想拨打，被规则拦下：现在不在可拨打时段内。",
        ),
        (
            "dial_refused",
            {"verdict": "needs_release", "zh": "今天已打 2 次，上限 2 次。", "en": "-"},
            "小林 想拨打，需主管放行：今天已打 2 次，上限 2 次。",
        ),
        (
            "case_raised",
            {"category": "press", "word": "记者"},
            "小林 记到“记者”（媒体舆情），案件升级，已通知值班负责人",
        ),
        ("outcome", {"result": "conversation", "rating": 4}, "小林 登记结论：顾客打了 4 分（话机：已通话）"),
        ("prepared", {"plans": 0}, "小林 做好拨打准备"),
        (
            "callback_cancelled",
            {"kind": "survey", "why": "case_open"},
            "小林 取消了满意度回访：顾客还有没结案的案件",
        ),
        ("wish_revoked", {"wish": "blackout"}, "小林 记下顾客撤回意愿：不方便的时段"),
        ("number_added", {"kind": "phone"}, "小林 补充了号码（电话）"),
    ],
)
def test_every_kind_has_its_sentence(app: Flask, house: House, kind: str, facts: dict[str, Any], said: str) -> None:
    entry = RegisterEntry(kind=RegisterKind(kind), facts=facts, actor=house.agent, disposition=Disposition.BUSY)
    with app.test_request_context():
        assert sentence(entry, TZ) == said


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_no_kind_is_left_without_words(app: Flask, kind: RegisterKind) -> None:
    facts = {
        "kind": "phone" if kind is RegisterKind.NUMBER_ADDED else "service",
        "why": "refused",
        "due_at": AT,
        "agent": None,
        "category": "safety",
        "word": "过敏",
        "from_at": AT,
        "to_at": AT,
        "plans": 2,
        "number": "x",
        "result": "busy",
        "step": 1,
        "plan": "gift",
        "amount": 1,
        "answer": "accepted",
        "role": "manager",
        "decision": "reject",
        "status": "pending",
        "granted": True,
        "department": "supply",
        "reach": "case",
        "until_at": None,
        "days": "mon",
        "opens_minute": 0,
        "closes_minute": 60,
        "wish": "consent",
        "verdict": "refuse",
        "zh": "今天已打 2 次。",
        "en": "2 calls made today.",
        "steps": "2, 3",
        "reason": "no_time",
    }
    entry = RegisterEntry(kind=kind, facts=facts, actor=None, disposition=None)
    with app.test_request_context():
        assert sentence(entry, TZ).startswith("系统 ")
        assert sentence(entry, TZ) != "系统 "


def test_why_a_dial_was_refused_is_told_in_the_readers_language(app: Flask, house: House) -> None:
    facts = {"verdict": "refuse", "zh": "今天已打 3 次。", "en": "3 calls made today."}
    entry = RegisterEntry(kind=RegisterKind.DIAL_REFUSED, facts=facts, actor=house.agent)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "3 calls made today." in sentence(entry, TZ)
        assert "今天" not in sentence(entry, TZ)


def test_lines_that_real_work_wrote_are_all_readable(agent_client: FlaskClient, house: House) -> None:
    house.dialled(house.callback())
    page = agent_client.get("/register")
    assert page.status_code == 200
    for words in ("做好拨打准备，备了 2 个方案", "领取拨打许可，号码 138 **** 8000"):
        assert words in page.text
