"""The pages on which lists are brought in."""

import re
import time
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from callguard.db.models import ImportedFile, ImportMapping
from callguard.demo.samples import refund_list_xlsx
from callguard.domain.case import CaseStatus
from callguard.http import import_thread
from callguard.services.importing import SILENT, ImportOrder, begin_import
from tests.application import SettableClock, SignIn
from tests.house import House
from tests.imports.files import csv_file
from tests.services.importer import GENERIC, ORDERS, REFUNDS, brought, runtime_of, standing

MIXED = csv_file(
    [["订单号", "手机"], ["2026112000000001", "13800130001"], ["2.02611E+18", "13800130002"], ["=A2026112001", "1"]]
)
OWN_COLUMNS = csv_file([["单号A", "联系方式B"], ["2026112000000001", "13800130001"]])


@pytest.fixture
def leader(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, house.leader)


def send(client: FlaskClient, content: bytes, format_name: str = GENERIC, name: str = "list.csv") -> str:
    """Uploads a file, waits until it is imported, and gives the address of its page."""
    form = {"shop": "S-1", "format": format_name, "file": (BytesIO(content), name)}
    answer = client.post("/imports", data=form)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    for _ in range(200):
        if 'hx-trigger="every 1s"' not in client.get(address).text:
            return address
        time.sleep(0.05)
    raise AssertionError("the import does not end")


def test_a_list_is_imported_behind_the_answer(leader: FlaskClient, house: House) -> None:
    address = send(leader, refund_list_xlsx(30), REFUNDS, "退款.xlsx")
    page = leader.get(address).text
    assert "已全部导入" in page
    assert re.search(r"<dd>\s*30\s*</dd>", page)
    assert len(standing(house).cases) == 30
    listed = leader.get("/imports").text
    assert "退款.xlsx" in listed
    assert "赵姐" in listed


def test_rejected_rows_stand_there_with_row_column_and_reason_and_as_csv(leader: FlaskClient) -> None:
    address = send(leader, MIXED)
    page = leader.get(address).text
    assert "有几行没进来" in page
    assert "单号被 Excel 当作数字四舍五入了" in page
    answer = leader.get(f"{address}/faults.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("3,,订单号,")
    assert "13800130002" not in answer.text


def test_a_list_brought_in_again_says_that_nothing_had_changed(leader: FlaskClient) -> None:
    first, again = (leader.get(send(leader, refund_list_xlsx(3), REFUNDS)).text for _ in range(2))
    assert "没有任何变化" not in first
    assert "没有任何变化" in again


def test_a_header_without_rows_is_no_success(leader: FlaskClient) -> None:
    page = leader.get(send(leader, csv_file([["订单号", "手机"]]))).text
    assert "没有数据行" in page
    assert "已全部导入" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n1 0 obj<<>>endobj\n", "内容是 PDF"),
        ("订单编号,联系手机".encode("gbk").decode("latin-1").encode(), "如果打开是乱码"),
    ],
)
def test_what_is_no_list_leads_to_another_file_first(leader: FlaskClient, content: bytes, words: str) -> None:
    page = leader.get(send(leader, content, name="list.xlsx")).text
    assert words in page
    (first,) = re.findall(r'class="btn btn-primary"\s+href="([^"]+)"', page)
    assert first.startswith("/imports?format=")


def test_a_file_that_cannot_be_read_says_why_and_leads_to_its_columns(leader: FlaskClient, house: House) -> None:
    address = send(leader, OWN_COLUMNS)
    page = leader.get(address).text
    assert "没有导入任何一行" in page
    assert f'href="{address}/columns"' in page
    columns = leader.get(f"{address}/columns").text
    assert columns.count("至少一列：电话、隐私号") == 2
    assert columns.count("没找到") == 3
    assert columns.count(">单号A<") >= 2
    saved = leader.post(f"{address}/columns", data={"order_no": "单号A", "phone": "联系方式B"})
    assert saved.headers["Location"] == "/imports?format=generic&shop=S-1"
    assert "已全部导入" in leader.get(again := send(leader, OWN_COLUMNS)).text
    assert "selected>单号A" in leader.get(f"{again}/columns").text
    with house.database.reading() as session:
        assert session.scalars(select(ImportMapping)).one().saved_by_id == house.leader.id


def test_a_refused_file_shows_which_columns_were_known_and_which_is_missing(leader: FlaskClient) -> None:
    address = send(leader, csv_file([["单号A", "手机"], ["2026112000000001", "13800130001"]]))
    columns = leader.get(f"{address}/columns").text
    assert "自动：手机" in columns
    assert columns.count("没找到") == 1


def test_cells_left_out_are_no_whole_success_and_an_order_list_brings_no_cases(leader: FlaskClient) -> None:
    address = send(leader, csv_file([["订单编号", "联系手机"], ["2026112000000001", "138****0001"]]), ORDERS)
    page = leader.get(address).text
    for shown in (page, leader.get("/imports").text):
        assert "已导入，1 格略去" in shown
        assert "已全部导入" not in shown
    assert "查看案件" not in page
    assert "查看案件" in leader.get(send(leader, refund_list_xlsx(3), REFUNDS)).text


def test_columns_can_be_named_by_hand_where_no_header_was_found(leader: FlaskClient, house: House) -> None:
    with house.writing() as session:
        session.add(
            ImportMapping(
                shop_id=1, format=GENERIC, columns={"name": "名"}, saved_by_id=1, saved_at=house.leader.created_at
            )
        )
    address = send(leader, csv_file([["王小明", "13800130001"], ["李小红", "13800130002"]]))
    page = leader.get(f"{address}/columns").text
    assert 'placeholder="自动：订单编号"' in page
    assert 'value="名"' in page
    assert "13800130001" not in page


def test_a_chosen_column_that_the_file_lacks_is_still_shown(leader: FlaskClient) -> None:
    address = send(leader, MIXED)
    leader.post(f"{address}/columns", data={"name": "顾客"})
    assert "顾客（这个文件里没有）" in leader.get(f"{address}/columns").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"shop": "S-1", "format": GENERIC}, "请选择要导入的文件"),
        ({"shop": "S-9", "format": GENERIC, "file": (BytesIO(b"a"), "a.csv")}, "shop"),
        ({"shop": "S-1", "format": "excel", "file": (BytesIO(b"a"), "a.csv")}, "请选择文件格式"),
    ],
)
def test_what_was_left_out_is_said_at_the_field_and_nothing_begins(
    leader: FlaskClient, house: House, form: dict[str, object], words: str
) -> None:
    answer = leader.post("/imports", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text
    with house.database.reading() as session:
        assert session.scalars(select(ImportedFile)).all() == []


def test_somebody_with_several_shops_must_say_which(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    form = {"format": GENERIC, "file": (BytesIO(MIXED), "list.csv")}
    answer = sign_in(client, house.supervisor).post("/imports", data=form)
    assert answer.status_code == 422
    assert "请选择店铺" in answer.text


def test_a_file_above_the_limit_is_refused_on_a_page_of_its_own(app: Flask, leader: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    form = {"shop": "S-1", "format": GENERIC, "file": (BytesIO(b"x" * 5000), "list.csv")}
    answer = leader.post("/imports", data=form)
    assert answer.status_code == 413
    assert "文件拆小" in answer.text


def test_a_running_import_shows_how_far_it_is_and_a_silent_one_that_it_stopped(
    leader: FlaskClient, house: House, clock: SettableClock
) -> None:
    imported = begin_import(runtime_of(house), ImportOrder(house.shop, REFUNDS, "list.xlsx"))
    address = f"/imports/{imported.id}"
    assert "正在打开文件" in leader.get(address).text
    with house.writing() as session:
        row = session.get_one(ImportedFile, imported.id)
        row.done, row.total = 300, 1200
    fragment = leader.get(f"{address}/now")
    assert re.search(r'value="300"\s+max="1200"', fragment.text)
    unchanged = leader.get(f"{address}/now", headers={"If-None-Match": fragment.headers["ETag"]})
    assert unchanged.status_code == 304
    clock.advance(SILENT)
    stopped = leader.get(f"{address}/now").text
    assert "导入停在第 300 行" in stopped
    assert "hx-trigger" not in stopped


def test_an_error_nobody_foresaw_ends_the_run_and_says_what_was_kept(
    leader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(import_thread, "run_import", breaks)
    assert "导入中途出错" in leader.get(send(leader, MIXED)).text


def test_agents_have_no_business_here(agent_client: FlaskClient) -> None:
    assert agent_client.get("/imports").status_code == 403
    assert agent_client.post("/imports").status_code == 403
    assert "/imports" not in agent_client.get("/desk").text


@pytest.mark.parametrize("role", ["specialist", "leader", "supervisor", "manager"])
def test_specialists_and_seniors_bring_lists_in(client: FlaskClient, house: House, sign_in: SignIn, role: str) -> None:
    assert sign_in(client, getattr(house, role)).get("/imports").status_code == 200


def test_imports_of_another_shop_are_not_there(leader: FlaskClient, house: House) -> None:
    other = brought(house, MIXED, GENERIC, house.other_shop).imported
    for path in ("", "/now", "/faults.csv", "/columns"):
        assert leader.get(f"/imports/{other.id}{path}").status_code == 404
    assert leader.post(f"/imports/{other.id}/columns", data={"order_no": "x"}).status_code == 404
    assert "还没有导入过文件" in leader.get("/imports").text


def test_equal_faults_stand_together_with_their_orders_and_all_are_in_the_csv(leader: FlaskClient) -> None:
    rows = [["订单号", "手机"], *([f"2026112000000{n}", "1"] for n in range(100, 350))]
    address = send(leader, csv_file(rows))
    page = leader.get(address).text
    assert page.count("这不是电话号码") == 1
    assert re.search(r">\s*250\s*</td>", page)
    assert "第 2 行" in page
    assert "2026112000000100" in page
    assert len(leader.get(f"{address}/faults.csv").text.splitlines()) == 251


def test_cases_brought_in_are_open(leader: FlaskClient, house: House) -> None:
    send(leader, refund_list_xlsx(30), REFUNDS)
    assert any(matter[3] is CaseStatus.OPEN for _, _, matter, *_ in standing(house).cases)
