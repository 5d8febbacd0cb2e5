"""What can be wrong with a file, a row or a cell, and how to say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callguard.domain.money import MoneyRefusal
from callguard.domain.phone_number import PhoneRefusal


class FileReason(StrEnum):
    """Why a whole file can't be used."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    UNSUPPORTED = "file_unsupported"
    FOREIGN = "file_foreign"
    BROKEN = "file_broken"
    ENCODING = "file_encoding"
    TOO_MANY_CELLS = "file_too_many_cells"
    TOO_MANY_ROWS = "file_too_many_rows"
    TOO_MANY_COLUMNS = "file_too_many_columns"
    NO_HEADER = "file_no_header"
    MISSING_COLUMNS = "file_missing_columns"
    NOT_ORDERS = "file_not_orders"
    NOT_REFUNDS = "file_not_refunds"
    NO_ROWS = "file_no_rows"
    DUPLICATE_COLUMNS = "file_duplicate_columns"
    UNKNOWN_FIELDS = "file_unknown_fields"


class RowReason(StrEnum):
    """Why a row can't be used, or one of its cells."""

    MISSING = "row_missing"
    ORDER_ROUNDED = "row_order_rounded"
    ORDER_INVALID = "row_order_invalid"
    TIME_INVALID = "row_time_invalid"
    CELL_TOO_LONG = "row_cell_too_long"
    TOO_MANY_CELLS = "row_too_many_cells"
    WORD_UNKNOWN = "row_word_unknown"
    NUMBER_INVALID = "row_number_invalid"
    MALFORMED = "row_malformed"
    REST_UNREADABLE = "row_rest_unreadable"


CellReason = RowReason | PhoneRefusal | MoneyRefusal


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """Why nothing of the file was read; `params` fill the blanks of the reason's text.

    `titles` are the file's columns where it has some, for a person to say which is which.
    """

    reason: FileReason
    params: Mapping[str, str | int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in one column, by its name in the file; None means the row as a whole.

    The cell's text is left out on purpose: it may be a customer's number or name in the wrong column.
    """

    column: str | None
    reason: CellReason
    params: Mapping[str, str | int] = field(default_factory=dict)


def N_(text: str) -> str:  # noqa: N802 - the name that Babel's extraction looks for
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


REASON_TEXT: Mapping[FileReason | CellReason, str] = {
    FileReason.EMPTY: N_("文件是空的。"),
    FileReason.TOO_LARGE: N_("文件超过 %(limit_mb)s MB，请按日期分几次导出后再导入。"),
    FileReason.UNSUPPORTED: N_("无法识别这种文件，请使用 CSV、XLSX 或 XLS 文件。"),
    FileReason.FOREIGN: N_("这不是 Excel 或 CSV 文件，内容是 %(kind)s。请选择从后台导出的表格。"),
    FileReason.BROKEN: N_("文件已损坏、未下载完整或设有密码，请重新导出，或另存为 XLSX 再试。"),
    FileReason.ENCODING: N_("无法识别文件的文字编码，请另存为 UTF-8 编码的 CSV 或 XLSX。"),
    FileReason.TOO_MANY_CELLS: N_("表格范围太大（最多 %(limit)s 个单元格），请删除数据区以外的行和列，或分几次导入。"),
    FileReason.TOO_MANY_ROWS: N_("超过 %(limit)s 行，请分几次导入。"),
    FileReason.TOO_MANY_COLUMNS: N_("列数超过 %(limit)s 列，请确认选对了文件。"),
    FileReason.NO_HEADER: N_(
        "前 %(rows)s 行里没有“%(needed)s”这些列名。如果打开是乱码，请重新导出，或另存为 UTF-8 编码的 CSV 或 XLSX。"
    ),
    FileReason.MISSING_COLUMNS: N_("缺少列：%(needed)s。"),
    FileReason.NOT_ORDERS: N_("这像是退款列表，请换成“淘宝/天猫退款列表”格式。"),
    FileReason.NOT_REFUNDS: N_("这像是订单列表，请换成“淘宝/天猫订单列表”格式。"),
    FileReason.NO_ROWS: N_("文件里只有表头，没有数据行。"),
    FileReason.DUPLICATE_COLUMNS: N_("以下列出现了不止一次：%(columns)s。请只保留一列。"),
    FileReason.UNKNOWN_FIELDS: N_("列对照里有不认识的字段：%(fields)s。"),
    RowReason.MISSING: N_("必填内容为空。"),
    RowReason.ORDER_ROUNDED: N_("单号被 Excel 当作数字四舍五入了，末尾几位已丢失。请重新导出，并把该列设为文本格式。"),
    RowReason.ORDER_INVALID: N_("单号格式不对，应为 4 到 64 位的字母、数字或连字符。"),
    RowReason.TIME_INVALID: N_("时间格式不对，应写成 2026-11-20 14:05:00。"),
    RowReason.CELL_TOO_LONG: N_("单元格内容超过 %(limit)s 个字。"),
    RowReason.TOO_MANY_CELLS: N_("这一行的单元格比表头多，内容可能错位。"),
    RowReason.WORD_UNKNOWN: N_("这里只能填：%(words)s。"),
    RowReason.NUMBER_INVALID: N_("这里要填整数。"),
    RowReason.MALFORMED: N_("这一行的引号不配对或内容过长，无法拆分成单元格。"),
    RowReason.REST_UNREADABLE: N_("从这一行开始，引号没有闭合，后面的内容都没有读取。"),
    PhoneRefusal.EMPTY: N_("没有填写电话号码。"),
    PhoneRefusal.MASKED: N_("号码被平台打了星号，不能拨打。"),
    PhoneRefusal.CIPHERTEXT: N_("号码是平台加密后的密文，不能拨打。"),
    PhoneRefusal.ROUNDED: N_("号码被 Excel 转成了科学计数法，请把该列设为文本格式后重新导出。"),
    PhoneRefusal.NOT_A_NUMBER: N_("这不是电话号码。"),
    PhoneRefusal.INVALID: N_("没有这样的电话号码，请检查位数和号段。"),
    MoneyRefusal.EMPTY: N_("没有填写金额。"),
    MoneyRefusal.NOT_A_NUMBER: N_("金额应为数字，例如 1240.50。"),
    MoneyRefusal.NEGATIVE: N_("金额不能是负数。"),
    MoneyRefusal.TOO_PRECISE: N_("金额最多两位小数。"),
    MoneyRefusal.TOO_LARGE: N_("金额超过 1000 万元，请检查是否填错了列。"),
}


def text_of_reason(reason: str) -> str:
    """The message id of what is said about a reason, by the value it is stored under."""
    return _TEXT[reason]


_TEXT = {str(reason): text for reason, text in REASON_TEXT.items()}
