import time_machine

from callguard.demo.samples import refund_list_xlsx, sales
from callguard.demo.staff import SHOPS
from callguard.domain.case import IssueType
from callguard.imports.meanings import issue_type


def test_hardly_anything_sold_endangers_anybody() -> None:
    unsafe = [sale for sale in sales(60) if issue_type(sale.reason) is IssueType.PERSONAL_SAFETY]
    assert len(unsafe) == 1


def test_every_reason_of_the_samples_is_understood() -> None:
    assert None not in {issue_type(sale.reason) for sale in sales(60)}


def test_no_goods_are_another_shops() -> None:
    brands = ("山野记", "木与陶", "食光里", "跑山人", "云栖", *(name[:2] for _, name, _ in SHOPS))
    assert not [sale.goods for sale in sales(60) if any(brand in sale.goods for brand in brands)]


def test_the_same_sales_are_the_same_file_whenever_it_is_made() -> None:
    with time_machine.travel("2026-11-20T14:05:00+08:00", tick=False):
        then = refund_list_xlsx(3)
    with time_machine.travel("2026-11-20T14:05:02+08:00", tick=False):
        assert refund_list_xlsx(3) == then
