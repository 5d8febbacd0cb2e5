"""What an import's faults and a format's fields are called on a page."""

from collections.abc import Iterable, Mapping
from typing import Any

from callguard.db.models import ImportFault
from callguard.http.language import gettext as _
from callguard.http.language import lazy_gettext
from callguard.imports.faults import text_of_reason
from callguard.services.importing import STOPPED

FIELDS: Mapping[str, str] = {
    "order_no": lazy_gettext("订单编号"),
    "refund_no": lazy_gettext("售后单号"),
    "account": lazy_gettext("买家账号"),
    "name": lazy_gettext("收货人"),
    "mobile": lazy_gettext("手机"),
    "phone": lazy_gettext("电话"),
    "virtual_phone": lazy_gettext("隐私号"),
    "extension": lazy_gettext("分机号"),
    "phone_expires_at": lazy_gettext("隐私号失效时间"),
    "goods_title": lazy_gettext("商品"),
    "paid": lazy_gettext("实付金额"),
    "refund": lazy_gettext("申请退款金额"),
    "ordered_at": lazy_gettext("下单时间"),
    "paid_at": lazy_gettext("付款时间"),
    "succeeded_at": lazy_gettext("确认收货时间"),
    "requested_at": lazy_gettext("申请时间"),
    "deadline_at": lazy_gettext("超时时间"),
    "reason": lazy_gettext("售后原因"),
    "explanation": lazy_gettext("售后说明"),
    "status": lazy_gettext("状态"),
    "liability": lazy_gettext("责任方"),
    "intervention": lazy_gettext("平台介入"),
}


def problem_words(problem: Mapping[str, Any]) -> str:
    """What stopped a whole file."""
    if problem["reason"] == STOPPED:
        return _("导入中途出错，错误已记录。已导入的行都在，再导入一次同一个文件即可补齐，不会重复。")
    return str(_(text_of_reason(problem["reason"])) % problem["params"])


def fault_heading() -> tuple[str, ...]:
    """The columns of the list of faults."""
    return _("行"), _("订单号"), _("列"), _("问题"), _("处理")


def fault_cells(fault: ImportFault) -> tuple[str, ...]:
    """A fault as one line of the list: where, what, and what became of the row."""
    return str(fault.row_no), fault.facts.get("order_no") or "", fault.column or "", *_kind(fault)


def fault_groups(faults: Iterable[ImportFault]) -> list[list[ImportFault]]:
    """The faults that say the same of the same column, in the order in which each first occurs."""
    groups: dict[tuple[str, ...], list[ImportFault]] = {}
    for fault in faults:
        groups.setdefault((fault.column or "", *_kind(fault)), []).append(fault)
    return list(groups.values())


def _kind(fault: ImportFault) -> tuple[str, str]:
    handled = _("此格略去，其余已导入") if fault.row_used else _("整行未导入")
    return _(text_of_reason(fault.reason)) % fault.facts, handled
