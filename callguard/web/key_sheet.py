"""The sheet of keys: what they do on the present page, and where they lead from any."""

from flask import request

from callguard.http.context import user_or_none
from callguard.http.language import gettext as _
from callguard.web.nav import items_for

Keys = list[tuple[str, str]]


def key_sheet() -> list[tuple[str, Keys]]:
    """The keys of the present page, those of every page, and those to other pages, each group under its title."""
    here = {"call": _on_the_call, "desk": _on_the_list, "approvals": _on_approvals, "practice": _in_practice}.get(
        request.blueprint or ""
    )
    user = user_or_none()
    to_pages = [(f"G {item.key.upper()}", str(item.label)) for item in items_for(user)] if user else []
    return [
        *([(_("这一页"), here())] if here else []),
        (
            _("每一页"),
            [("Ctrl K", _("命令栏：功能、订单号")), ("J / K", _("在名单里往下 / 往上")), ("?", _("这张表"))],
        ),
        (_("去别的页"), to_pages),
    ]


def _on_the_list() -> Keys:
    return [
        ("N", _("下一个 / 继续处理")),
        ("P", _("通话让人难受之后歇一会")),
        ("↵", _("打开选中的这一条")),
        ("F", _("收起新手提示")),
    ]


def _on_the_call() -> Keys:
    return [
        ("E", _("改准备")),
        ("D", _("领取拨打许可")),
        ("C", _("复制号码 / 消息")),
        ("W Z T H U Q", _("没接通：怎么没接通的")),
        ("1 – 7", _("跳到那一步")),
        ("1 – 5", _("回访时顾客打的分")),
        ("⇧1 – ⇧5", _("提出那个方案")),
        ("O", _("另提一个金额")),
        ("Y", _("顾客接受")),
        ("⇧Y", _("“顾客接受”记错了")),
        ("X", _("顾客拒绝 / 撤回申请")),
        ("V", _("听的时候也看方案")),
        ("A", _("顾客提要求时怎么答")),
        ("Q W E T U Z", _("跳过一步的原因")),
        ("I", _("写记录")),
        ("Alt ↵", _("按提示改说法")),
        ("Alt Q", _("记成顾客的原话")),
        ("Esc", _("从输入框回到快捷键")),
        ("R", _("登记结果")),
        ("↑ ↓", _("选话机结果、结论")),
        ("/", _("常用语")),
        ("⇧↵", _("准备好了 / 结束并下一个")),
        ("F", _("收起新手提示")),
    ]


def _in_practice() -> Keys:
    """Those of a call to a customer, but for what leads to the telephone and to a record; then the senior's."""
    lacking = ("D", "C", "1 – 5", "R", "↑ ↓", "⇧↵", "F")
    told = [(key, words) for key, words in _on_the_call() if key not in lacking]
    return [
        ("N", _("约一次练习")),
        ("P", _("去没结束的练习")),
        *told,
        ("⇧↵", _("准备好了 / 通话结束 / 打分")),
        ("R", _("看点评")),
        ("T", _("演这位顾客")),
        ("A / C / R", _("演顾客时：批准 / 改金额 / 驳回")),
    ]


def _on_approvals() -> Keys:
    return [("A", _("批准")), ("C", _("改金额")), ("R", _("驳回")), ("Esc", _("从输入框回到申请"))]
