import pytest

from callguard.demo.samples import REFUND_COLUMNS, order_list_csv, refund_list_xlsx
from callguard.imports.columns import MAX_COLUMNS, columns_of
from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.formats import FORMATS, read_rows
from tests.imports.files import csv_file, only_row, refused


def test_names_only_the_needed_columns_that_are_missing() -> None:
    refusal = refused(csv_file([["订单编号", "买家会员名"], ["12345", "tb"]]), "taobao-refunds")
    assert refusal == FileRefusal(
        FileReason.MISSING_COLUMNS,
        {"needed": "退款编号、退款状态"},
        ("订单编号", "买家会员名"),
    )


@pytest.mark.parametrize(
    ("content", "format_name", "reason"),
    [
        (order_list_csv(3), "taobao-refunds", FileReason.NOT_REFUNDS),
        (refund_list_xlsx(3), "taobao-orders", FileReason.NOT_ORDERS),
    ],
)
def test_names_the_list_that_was_taken_for_the_other(content: bytes, format_name: str, reason: FileReason) -> None:
    assert refused(content, format_name) == FileRefusal(reason)


def test_shows_no_cell_of_a_file_without_header() -> None:
    refusal = refused(csv_file([["12345", "李晓雯", "13800130001"]]))
    assert refusal == FileRefusal(FileReason.NO_HEADER, {"rows": 20, "needed": "订单编号、联系手机 / 虚拟号"})


def test_offers_the_words_of_a_header_it_does_not_know_to_choose_from() -> None:
    assert refused(csv_file([["七月"], ["单号A", "", "联系方式B"], ["12345", "", "13800130001"]])).titles == (
        "单号A",
        "联系方式B",
    )


def test_finds_the_header_below_a_title_and_filters() -> None:
    title = [["退款管理"], ["查询条件：订单编号"], []]
    assert only_row(csv_file([*title, ["订单号", "手机"], ["12345", "13800130001"]])).row == 5


def test_does_not_search_the_whole_file_for_a_header() -> None:
    assert refused(csv_file([["-"]] * 20 + [["订单号", "手机"]])).reason is FileReason.NO_HEADER


def test_refuses_a_column_it_needs_twice() -> None:
    refusal = refused(csv_file([["订单号", "手机", "手机 "], ["12345", "13800130001", "13800130002"]]))
    assert refusal == FileRefusal(FileReason.DUPLICATE_COLUMNS, {"columns": "手机"})


def test_keeps_unknown_columns_apart_that_share_a_name_or_have_none() -> None:
    row = only_row(csv_file([["订单号", "手机", "备注", "备注", ""], ["12345", "13800130001", "一", "二", "三"]]))
    assert row.extras == {"备注": "一", "备注 (2)": "二", "#5": "三"}


@pytest.mark.parametrize("title", ["备注 (2)", "#1"])
def test_keeps_them_apart_even_from_a_column_of_the_made_up_name(title: str) -> None:
    row = only_row(
        csv_file([["", title, "备注", "备注", "订单号", "手机"], ["甲", "乙", "丙", "丁", "12345", "13800130001"]])
    )
    assert sorted(row.extras.values()) == sorted("甲乙丙丁")


def test_refuses_two_thousand_columns() -> None:
    titles = ["订单号", "手机", *(f"列{number}" for number in range(1998))]
    refusal = refused(csv_file([titles]))
    assert refusal == FileRefusal(FileReason.TOO_MANY_COLUMNS, {"limit": MAX_COLUMNS})


def test_refuses_a_mapping_for_fields_that_do_not_exist() -> None:
    refusal = refused(csv_file([["订单号", "手机"]]), surname=["姓"])
    assert refusal == FileRefusal(FileReason.UNKNOWN_FIELDS, {"fields": "surname"})


def test_an_unknown_format_is_misuse() -> None:
    with pytest.raises(KeyError):
        read_rows(b"a,b", "nonsense")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_its_required_columns(name: str) -> None:
    assert FORMATS[name].required_columns.startswith("订单编号")


def test_knows_the_sellers_columns_of_the_real_file() -> None:
    assert {title for title in REFUND_COLUMNS if title in columns_of("taobao-refunds").dropped} == {
        title for title in REFUND_COLUMNS if title.startswith("卖家")
    }
