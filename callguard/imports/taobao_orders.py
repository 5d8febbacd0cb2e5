"""The classic order list of Taobao and Tmall (ExportOrderList…csv, GBK): who bought what, and a number to call."""

from callguard.domain.platform import Platform
from callguard.imports.cells import Cells
from callguard.imports.faults import N_
from callguard.imports.format import ImportFormat
from callguard.imports.rows import ImportedPhone


def _phones(cells: Cells) -> list[ImportedPhone]:
    """A hidden or missing number rejects no row: the order is good without it."""
    numbers = dict.fromkeys((cells.phone("mobile"), cells.phone("phone")))
    return [ImportedPhone(number) for number in numbers if number]


TAOBAO_ORDERS = ImportFormat(
    name="taobao-orders",
    title=N_("淘宝/天猫订单列表"),
    platform=Platform.TAOBAO,
    needs=(("order_no",),),
    phones=_phones,
)
