"""Invented refund and order lists in the consoles' own shape; the same seed gives the same sales in both.

Nobody in here exists: names are drawn from two short lists, numbers from the block 138 0013 0000 to 7999.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from random import Random
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=CHINA)


def _names(listed: str) -> tuple[str, ...]:
    """The columns in file order; ␠ is the space that some headers really end with."""
    return tuple("".join(listed.split()).replace("␠", " ").split(","))


ORDER_COLUMNS = _names(
    """
    订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,
    买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址␠,运送方式,联系电话␠,联系手机,
    订单创建时间,订单付款时间␠,宝贝标题␠,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,
    订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,
    是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,
    满返红包金额,新零售交易类型,新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,
    预约门店,确认收货时间,打款商家金额,含应开票给个人的个人红包,是否信用购,体验期结束时间,前N有礼,配送类型,
    直播返现状态,返现金额,新零售成交门店昵称,新零售成交门店id,新零售成交经销商id,主订单编号
    """
)
REFUND_COLUMNS = _names(
    """
    订单编号,退款编号,支付宝交易号,订单付款时间,商品编码,退款完结时间,买家会员名称,买家实际支付金额,宝贝标题,
    买家退款金额,手工退款/系统退款,是否需要退货,退款的申请时间,超时时间,退款状态,货物状态,退货物流信息,
    发货物流信息,客服介入状态,卖家真实姓名,卖家真实姓名新,卖家退货地址,卖家邮编,卖家电话,卖家手机,退货物流单号,
    退货物流公司,买家退款原因,买家退款说明,买家退货时间,责任方,售中或售后,商家备注,完结时间,部分退款/全部退款,
    审核操作人,举证超时,是否零秒响应,退款操作人,退款原因标签,业务类型,是否帮他退款,帮他退款操作账号
    """
)

_FAMILY_NAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔"
_GIVEN_NAMES = ("晓雯", "雨桐", "子墨", "佳怡", "文博", "思远", "梦瑶", "浩然", "欣妍", "志强", "静", "磊", "婷", "凯")
_GOODS = (
    ("加厚羊羔绒盖毯 150×200 焦糖色", 25900),
    ("双层保温杯 500ml 墨绿", 12800),
    ("纯棉四件套 1.8m床 雾蓝", 39900),
    ("收纳篮 三只装 米白", 8990),
    ("手工拉坯饭碗 四只装", 16600),
    ("实木边几 小户型 橡木色", 45900),
)
_REASONS = (
    ("7天无理由退换货", "买家", "颜色和想的不太一样，没有拆吊牌"),
    ("商品破损", "商家", "打开箱子发现边上磕坏了一块，有照片"),
    ("卖家发错货", "商家", "收到的颜色和拍下的不一样"),
    ("少件/漏发", "商家", "和清单对了一遍，少了一件"),
    ("质量问题", "商家", "用了一次就掉色"),
    ("快递一直未送到", "物流", "物流五天没有更新"),
    ("未按约定时间发货", "商家", "说好48小时发货，已经四天了"),
    ("商品描述不符", "-", "比页面上写的尺寸小一圈"),
)
# Rare in a home-goods shop, and a matter for seniors: once in the list is enough to see how it is handled.
_SAFETY_AT, _SAFETY = 11, ("收到商品后过敏", "-", "用了以后手上起红疹")
_STATUSES = (
    "买家已经申请退款，等待卖家同意",
    "卖家已经同意退款，等待买家退货",
    "买家已经退货，等待卖家确认收货",
    "卖家拒绝退款",
    "退款成功",
    "退款关闭",
)


@dataclass(frozen=True)
class Sale:
    """One invented order with its refund request."""

    order_no: str
    refund_no: str
    account: str
    name: str
    phone: str
    goods: str
    fen: int
    reason: str
    liable: str
    explanation: str
    status: str
    intervention: str
    ordered_at: datetime
    requested_at: datetime


def sales(count: int, seed: int = 1, now: datetime = NOW) -> list[Sale]:
    """`count` orders of the fortnight before `now` (an instant in Chinese time)."""
    random = Random(seed)  # noqa: S311 - invented data, nothing secret
    return [_sale(random, number, now) for number in range(count)]


def _sale(random: Random, number: int, now: datetime) -> Sale:
    goods, fen = random.choice(_GOODS)
    drawn = random.choice(_REASONS)
    reason, liable, explanation = _SAFETY if number == _SAFETY_AT else drawn
    requested_at = now - timedelta(minutes=random.randrange(30, 4 * 24 * 60))
    return Sale(
        order_no=f"{random.randrange(10**14, 10**15)}{number:04}",
        refund_no=f"{random.randrange(10**13, 10**14)}{number:04}",
        account=f"tb_{random.randrange(16**6):06x}{number}",
        name=random.choice(_FAMILY_NAMES) + random.choice(_GIVEN_NAMES),
        phone=_phone(random),
        goods=goods,
        fen=fen,
        reason=reason,
        liable=liable,
        explanation=explanation,
        status=random.choice(_STATUSES),
        intervention=random.choice(("未介入",) * 9 + ("客服已介入",)),
        ordered_at=requested_at - timedelta(minutes=random.randrange(24 * 60, 10 * 24 * 60)),
        requested_at=requested_at,
    )


def _phone(random: Random) -> str:
    """Most as a virtual number with its extension, some plain, a few hidden by the platform."""
    number = f"1380013{random.randrange(8000):04}"
    return random.choice((f"{number}-{random.randrange(10**4):04}",) * 5 + (f"'{number}",) * 4 + ("138****8000",))


def order_cells(sale: Sale) -> dict[str, str]:
    """One line of the order list; what isn't named is empty."""
    return {
        "订单编号": f'="{sale.order_no}"',
        "买家会员名": sale.account,
        "买家支付宝账号": f"{sale.account}@example.com",
        "买家应付货款": _yuan(sale.fen),
        "总金额": _yuan(sale.fen),
        "买家实际支付金额": _yuan(sale.fen),
        "订单状态": "交易成功" if sale.status == "退款关闭" else "卖家已发货，等待买家确认",
        "收货人姓名": sale.name,
        "收货地址 ": "示例省 示例市 样例区 无名路1号",
        "联系电话 ": "-",
        "联系手机": sale.phone,
        "订单创建时间": _at(sale.ordered_at),
        "订单付款时间 ": _at(sale.ordered_at + timedelta(minutes=2)),
        "宝贝标题 ": sale.goods,
        "宝贝总数量": "1",
        "确认收货时间": _at(sale.requested_at) if sale.status == "退款关闭" else "",
    }


def refund_cells(sale: Sale) -> dict[str, str]:
    """One line of the refund list; what isn't named is empty."""
    return {
        "订单编号": sale.order_no,
        "退款编号": sale.refund_no,
        "订单付款时间": _at(sale.ordered_at + timedelta(minutes=2)),
        "买家会员名称": sale.account,
        "买家实际支付金额": _yuan(sale.fen),
        "宝贝标题": sale.goods,
        "买家退款金额": _yuan(sale.fen),
        "手工退款/系统退款": "手工退款",
        "是否需要退货": "是",
        "退款的申请时间": _at(sale.requested_at),
        "超时时间": _at(sale.requested_at + timedelta(days=5)),
        "退款状态": sale.status,
        "货物状态": "买家已收到货",
        "客服介入状态": sale.intervention,
        "卖家真实姓名": "示例公司",
        "卖家退货地址": "示例省 示例市 仓库路2号",
        "卖家手机": "13800138000",
        "买家退款原因": sale.reason,
        "买家退款说明": sale.explanation,
        "责任方": sale.liable,
        "售中或售后": "售后",
        "部分退款/全部退款": "全部退款",
    }


def order_list_csv(count: int, seed: int = 1, now: datetime = NOW) -> bytes:
    """The order list of so many sales."""
    return order_list(order_cells(sale) for sale in sales(count, seed, now))


def refund_list_xlsx(count: int, seed: int = 1, now: datetime = NOW) -> bytes:
    """The refund list of so many sales."""
    return refund_list(refund_cells(sale) for sale in sales(count, seed, now))


def order_list(lines: Iterable[Mapping[str, str]]) -> bytes:
    """ExportOrderList<ts>.csv: GBK, order numbers as `="…"`, some headers with a space at the end."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, ORDER_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("gbk")


def refund_list(lines: Iterable[Mapping[str, str]]) -> bytes:
    """The refund list as the console gives it today: XLSX, every cell text."""
    return _xlsx(REFUND_COLUMNS, lines)


def _xlsx(columns: Iterable[str], lines: Iterable[Mapping[str, str]]) -> bytes:
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    # Else the hour of its making is inside, and the same sales make another file every second.
    book.set_properties({"created": NOW})
    sheet = book.add_worksheet()
    titles = list(columns)
    sheet.write_row(0, 0, titles)
    for row, line in enumerate(lines, start=1):
        for column, title in enumerate(titles):
            sheet.write_string(row, column, line.get(title, ""))
    book.close()
    return file.getvalue()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _at(instant: datetime) -> str:
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
