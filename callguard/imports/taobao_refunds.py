"""The refund list of Taobao and Tmall sellers: the cases, their deadlines and what the buyer complains about."""

from callguard.domain.platform import Platform
from callguard.imports.faults import N_
from callguard.imports.format import ImportFormat

TAOBAO_REFUNDS = ImportFormat(
    name="taobao-refunds",
    title=N_("淘宝/天猫退款列表"),
    platform=Platform.TAOBAO,
    needs=(("order_no",), ("refund_no",), ("status",)),
    # The only telephone numbers in this list are the seller's own.
    phones=lambda _cells: [],
)
