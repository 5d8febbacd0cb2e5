"""Lists from seller consoles become customers, orders, cases and calls."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from callguard.db.models import (
    Case,
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    ImportedFile,
    ImportFault,
    Order,
    RegisterEntry,
)
from callguard.demo.samples import Sale, order_cells, order_list_csv, refund_cells, refund_list_xlsx, sales
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.identity import IdentifierKind
from callguard.domain.register import RegisterKind
from callguard.services.extras import open_extras
from callguard.services.importing import ImportOrder, try_import
from tests.house import NOW, House
from tests.imports.files import csv_file, xlsx_file
from tests.services.importer import (
    GENERIC,
    ORDERS,
    REFUNDS,
    brought,
    people,
    runtime_of,
    standing,
    table,
    tallied,
)
from tests.services.persons import part

SALE = Sale(
    order_no="2026112000000001",
    refund_no="300000000001",
    account="tb_mingyue",
    name="赵晓雯",
    phone="13800130001",
    goods="四件套",
    fen=39900,
    reason="商品破损",
    liable="商家",
    explanation="箱子碎了，电话13912345678",
    status="买家已经申请退款，等待卖家同意",
    intervention="未介入",
    ordered_at=NOW - timedelta(days=5),
    requested_at=NOW - timedelta(days=1),
)
REFUND, ORDER = refund_cells(SALE), order_cells(SALE)


def only_case(house: House) -> Case:
    with house.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.order
        return case


def register(house: House) -> list[RegisterKind]:
    with house.database.reading() as session:
        return list(session.scalars(select(RegisterEntry.kind).order_by(RegisterEntry.id)))


def test_a_refund_opens_a_case_with_a_call_due_now(house: House) -> None:
    assert tallied(brought(house, table(REFUND), REFUNDS)) == (1, 0, 0, 0)
    case = only_case(house)
    assert (case.number, case.order.order_no, case.order.amount) == (SALE.refund_no, SALE.order_no, 39900)
    assert (case.issue_type, case.liability, case.status) == (IssueType.DAMAGE, Liability.SHOP, CaseStatus.OPEN)
    assert (case.requested_amount, case.deadline_at) == (39900, SALE.requested_at + timedelta(days=5))
    assert standing(house).callbacks == [(SALE.refund_no, CallbackKind.SERVICE, CallbackStatus.PENDING)]
    assert register(house) == [RegisterKind.CASE_OPENED]


def test_whether_orders_or_refunds_come_first_makes_no_difference(house: House) -> None:
    brought(house, order_list_csv(8), ORDERS)
    brought(house, refund_list_xlsx(8), REFUNDS)
    brought(house, refund_list_xlsx(8), REFUNDS, house.other_shop)
    brought(house, order_list_csv(8), ORDERS, house.other_shop)
    with house.database.reading() as session:
        orders = {
            shop.id: [
                (one.order_no, one.goods, one.amount, one.status_text, open_extras(house.vault, one.extras_sealed))
                for one in session.scalars(select(Order).where(Order.shop_id == shop.id).order_by(Order.order_no))
            ]
            for shop in (house.shop, house.other_shop)
        }
        assert session.scalar(select(func.count()).select_from(Case)) == 16
    assert orders[house.shop.id] == orders[house.other_shop.id]
    # Tmall's accounts are Taobao's: the same buyers in both shops are the same people.
    assert len(people(house)) == 8


def test_the_order_list_brings_the_number_to_the_refunds_customer(house: House) -> None:
    brought(house, table({**REFUND, "买家会员名称": ""}), REFUNDS)
    assert tallied(brought(house, table(ORDER), ORDERS)) == (0, 1, 0, 0)
    (person,) = people(house)
    assert ("phone", "+8613800130001", "", "None") in person
    with house.database.reading() as session:
        assert session.scalars(select(Customer)).one().name_masked == "赵**"


def test_a_generic_table_brings_the_number_and_the_case_it_names(house: House) -> None:
    row = {
        "订单号": SALE.order_no,
        "手机": SALE.phone,
        "售后单号": "AS-77",
        "售后原因": "发错货",
        "截止时间": "2026-11-22 10:00",
    }
    assert tallied(brought(house, table(row), GENERIC)) == (1, 0, 0, 0)
    assert (only_case(house).number, only_case(house).issue_type) == ("AS-77", IssueType.WRONG_ITEM)
    without_case = {"订单号": "2026112000000002", "手机": SALE.phone, "售后单号": ""}
    assert tallied(brought(house, table(without_case), GENERIC)) == (1, 0, 0, 0)
    assert len(standing(house).cases) == 1
    assert len(people(house)) == 1


def test_two_customers_with_one_account_turn_out_to_be_one(house: House) -> None:
    brought(house, table({"订单号": SALE.order_no, "手机": "13800130001"}), GENERIC)
    brought(house, table({"订单号": "2026112000000002", "手机": "13800130002"}), GENERIC)
    assert len(people(house)) == 2
    accounts = table(
        *({"订单号": no, "手机": SALE.phone, "账号": "tb_one"} for no in (SALE.order_no, "2026112000000002"))
    )
    assert tallied(brought(house, accounts, GENERIC)) == (0, 2, 0, 0)
    assert len(people(house)) == 1
    assert tallied(brought(house, accounts, GENERIC)) == (0, 0, 2, 0)


def test_two_whom_a_hand_parted_stay_two_and_the_file_has_nothing_new_to_say(house: House) -> None:
    one = {"订单号": SALE.order_no, "手机": "13800130001", "账号": "tb_one", "售后单号": "AS-77"}
    other = {"订单号": "2026112000000002", "手机": "13800130002"}
    both = {"订单号": SALE.order_no, "手机": "13800130002", "账号": "tb_one"}
    brought(house, table(one, other), GENERIC)
    assert tallied(brought(house, table(both), GENERIC)) == (0, 1, 0, 0)
    with house.database.reading() as session:
        merge_id = session.scalars(select(CustomerMerge.id)).one()
    part(house, only_case(house).id, merge_id)
    assert tallied(brought(house, table(both), GENERIC)) == (0, 0, 1, 0)
    assert len(people(house)) == 2


def test_masked_accounts_make_nobody_the_same(house: House) -> None:
    rows = ({"订单号": f"202611200000000{n}", "手机": f"1380013000{n}", "账号": "t**"} for n in (1, 2))
    brought(house, table(*rows), GENERIC)
    assert len(people(house)) == 2


@pytest.mark.parametrize(("name", "file"), [(REFUNDS, refund_list_xlsx(120)), (ORDERS, order_list_csv(120))])
def test_the_same_file_twice_changes_nothing(house: House, name: str, file: bytes) -> None:
    first = brought(house, file, name)
    before = standing(house)
    again = brought(house, file, name)
    assert tallied(first) == (120, 0, 0, 0)
    assert tallied(again) == (0, 0, 120, 0)
    assert standing(house) == before


def test_several_lines_for_one_order_do_not_take_turns(house: House) -> None:
    lines = table(
        {"订单号": SALE.order_no, "手机": SALE.phone, "商品": "杯子", "金额": "", "备注": "第一件"},
        {"订单号": SALE.order_no, "手机": SALE.phone, "商品": "盘子", "金额": "12.50", "备注": "第二件"},
    )
    assert tallied(brought(house, lines, GENERIC)) == (1, 1, 0, 0)
    assert tallied(brought(house, lines, GENERIC)) == (0, 0, 2, 0)
    with house.database.reading() as session:
        order = session.scalars(select(Order)).one()
    assert (order.goods, order.amount) == ("杯子", 1250)


def test_a_changed_row_updates_the_case_and_says_what(house: House) -> None:
    brought(house, table(REFUND), REFUNDS)
    later = {**REFUND, "超时时间": "2026-11-30 10:00:00", "买家退款原因": "质量问题", "买家退款说明": "再说一次"}
    assert tallied(brought(house, table(later), REFUNDS, now=NOW + timedelta(hours=1))) == (0, 1, 0, 0)
    with house.database.reading() as session:
        updated = session.scalars(select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.CASE_UPDATED)).one()
    assert updated.facts == {
        "deadline_at": "2026-11-30T02:00:00+00:00",
        "issue_type": "quality_doubt",
        "summary": True,
        "extras": True,
    }
    assert updated.actor_id == house.leader.id
    assert len(standing(house).callbacks) == 1


def test_a_case_grows_louder_but_never_quieter(house: House) -> None:
    brought(house, table({**REFUND, "买家退款说明": "再不处理就打12315"}), REFUNDS)
    brought(house, table(REFUND), REFUNDS)
    assert only_case(house).escalation is Escalation.REGULATOR


def test_a_refund_that_is_over_closes_the_case_and_cancels_its_call(house: House) -> None:
    brought(house, table(REFUND), REFUNDS)
    over = table({**REFUND, "退款状态": "退款成功"})
    assert tallied(brought(house, over, REFUNDS)) == (0, 1, 0, 0)
    assert only_case(house).status is CaseStatus.CLOSED
    assert [status for *_, status in standing(house).callbacks] == [CallbackStatus.CANCELLED]
    # What we closed stays closed, whatever an older list says.
    brought(house, table(REFUND), REFUNDS)
    assert only_case(house).status is CaseStatus.CLOSED
    assert register(house).count(RegisterKind.CASE_CLOSED) == 1


def test_a_refund_that_was_over_before_we_knew_it_asks_for_no_call(house: House) -> None:
    assert tallied(brought(house, table({**REFUND, "退款状态": "退款关闭"}), REFUNDS)) == (1, 0, 0, 0)
    assert standing(house).callbacks == []
    assert register(house) == [RegisterKind.CASE_OPENED, RegisterKind.CASE_CLOSED]


def test_a_call_on_a_desk_is_taken_back_but_never_one_that_was_dialled(house: House) -> None:
    prepared = house.callback(phone="+8613800130001")
    house.claimed(prepared)
    dialled = house.callback(phone="+8613800130002")
    house.dialled(dialled, house.colleague)
    over = [
        {"订单号": number, "手机": SALE.phone, "售后单号": case, "售后状态": "退款成功"}
        for number, case in (("202611200001", "AS-1"), ("202611200002", "AS-2"))
    ]
    brought(house, table(*over), GENERIC)
    assert [status for *_, status in standing(house).callbacks] == [CallbackStatus.CANCELLED, CallbackStatus.CLAIMED]
    with house.database.reading() as session:
        closed = select(RegisterEntry.facts).where(RegisterEntry.kind == RegisterKind.CASE_CLOSED)
        assert session.scalars(closed.order_by(RegisterEntry.id)).all() == [
            {"cancelled": 1, "call_going_on": False},
            {"cancelled": 0, "call_going_on": True},
        ]


def test_what_the_files_say_besides_lies_sealed(house: House) -> None:
    brought(house, table(ORDER), ORDERS)
    brought(house, table(REFUND), REFUNDS)
    with house.database.reading() as session:
        order, case = session.scalars(select(Order)).one(), session.scalars(select(Case)).one()
    assert open_extras(house.vault, order.extras_sealed)["收货地址"].startswith("示例省")
    assert open_extras(house.vault, case.extras_sealed)["explanation"] == SALE.explanation
    assert "示例省".encode() not in (order.extras_sealed or b"")
    assert case.summary == SALE.reason


def test_a_virtual_number_dies_by_the_platforms_rule(house: House) -> None:
    brought(house, table({**ORDER, "确认收货时间": "2026-11-19 12:00:00", "联系手机": ""}), ORDERS)
    virtual = table({"订单号": SALE.order_no, "虚拟号": "17012345678", "分机": "1234"})
    brought(house, virtual, GENERIC)
    with house.database.reading() as session:
        kind = CustomerIdentifier.kind == IdentifierKind.VIRTUAL_PHONE
        number = session.scalars(select(CustomerIdentifier).where(kind)).one()
    assert number.expires_at is not None
    assert number.expires_at.isoformat() == "2026-12-04T04:00:00+00:00"
    assert tallied(brought(house, virtual, GENERIC)) == (0, 0, 1, 0)


def test_a_number_that_was_dead_on_arrival_is_left_out(house: House) -> None:
    dead = table({"订单号": SALE.order_no, "虚拟号": "17012345678-1234", "号码有效期": "2026-11-01 00:00:00"})
    brought(house, dead, GENERIC)
    assert tallied(brought(house, dead, GENERIC)) == (0, 0, 1, 0)
    assert all(kind == "order" for person in people(house) for kind, *_ in person)


def test_a_number_that_lives_longer_than_was_known_is_news(house: House) -> None:
    def until(day: int) -> bytes:
        row = {"订单号": SALE.order_no, "虚拟号": "17012345678-1234", "号码有效期": f"2026-11-{day} 00:00:00"}
        return table(row)

    brought(house, until(25), GENERIC)
    assert tallied(brought(house, until(28), GENERIC)) == (0, 1, 0, 0)
    # When the term is over, the same number is a new one, whoever had it.
    after = NOW + timedelta(days=9)
    assert tallied(brought(house, until(30), GENERIC, now=after)) == (0, 1, 0, 0)


def test_rejected_rows_are_listed_with_their_place_and_reason_and_the_good_ones_are_in(house: House) -> None:
    rows: list[list[str | float | datetime | None]] = [
        ["订单号", "手机", "金额"],
        [2026112000000000001.0, "13800130001", "10"],
        ["2026112000000002", "13800130002", "许多"],
        ["2026112000000003", "13800130003", "10"],
        ["2026112000000004", "138****0004", "10"],
    ]
    report = brought(house, xlsx_file(rows), GENERIC)
    assert tallied(report) == (1, 0, 0, 3)
    with house.database.reading() as session:
        faults = session.scalars(select(ImportFault).order_by(ImportFault.id)).all()
    assert [(fault.row_no, fault.column, fault.reason) for fault in faults] == [
        (2, "订单号", "row_order_rounded"),
        (3, "金额", "amount_not_a_number"),
        (5, "手机", "phone_masked"),
    ]
    assert not any(fault.row_used for fault in faults)
    assert len(report.faults) == 3


def test_a_cell_that_was_left_out_is_told_beside_the_row_that_is_in(house: House) -> None:
    report = brought(house, table({**ORDER, "联系手机": "138****8000"}), ORDERS)
    assert tallied(report) == (1, 0, 0, 0)
    assert [(fault.row_used, fault.reason) for fault in report.faults] == [(True, "phone_masked")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        ("订单编号,退款编号,退款状态\n1,2,早".encode("cp949", "ignore") + b"\xff\xfe\xff", "file_encoding"),
        (csv_file([["订单编号", "退款编号"], ["2026112000000001", "3000000001"]]), "file_missing_columns"),
        (csv_file([["a", "b"], ["c", "d"]]), "file_no_header"),
        (bytes(range(256)) * 8, "file_unsupported"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(house: House, content: bytes, reason: str) -> None:
    report = brought(house, content, REFUNDS)
    assert report.imported.problem is not None
    assert report.imported.problem["reason"] == reason
    assert report.imported.finished_at == NOW
    assert standing(house).orders == []


def test_a_huge_file_is_refused_before_it_is_read(house: House, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(201 << 20)
    problem = brought(house, huge, GENERIC).imported.problem
    assert problem is not None
    assert problem["reason"] == "file_too_large"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(house: House) -> None:
    before = standing(house)
    order = ImportOrder(house.shop, REFUNDS, "list.xlsx")
    report = try_import(runtime_of(house), refund_list_xlsx(120), order)
    assert tallied(report) == (120, 0, 0, 0)
    assert standing(house) == before
    with house.database.reading() as session:
        assert session.scalars(select(ImportedFile)).all() == []
        assert session.scalars(select(ImportFault)).all() == []


def test_the_samples_hold_every_kind_of_row_the_tests_above_rely_on() -> None:
    assert {sale.status for sale in sales(120)} >= {"退款成功", "退款关闭"}
