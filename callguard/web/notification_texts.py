"""What a notification says, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from callguard.db.models import Notification
from callguard.domain.disposition import EVERY_RULE, Disposition
from callguard.domain.notification import NotificationKind
from callguard.domain.phrases import PhraseCategory
from callguard.domain.practice import load_practice
from callguard.http.context import runtime
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.web.filters import local_day, local_time

MEANINGS: Mapping[NotificationKind, Literal["needs", "never", "quiet"]] = {
    NotificationKind.LEASE_LOST: "quiet",
    NotificationKind.OUTCOME_OWED: "needs",
    NotificationKind.PROMISE_DUE: "needs",
    NotificationKind.PROMISE_MISSED: "never",
    NotificationKind.PROMISE_MOVED: "never",
    NotificationKind.RELEASE_DECIDED: "needs",
    NotificationKind.SENIOR_NAMED: "never",
    NotificationKind.CASE_RAISED: "never",
    NotificationKind.CALL_WENT_BADLY: "never",
    NotificationKind.NEVER_CALLABLE: "never",
    NotificationKind.MORNING_DIGEST: "quiet",
    NotificationKind.DAY_PLAN: "quiet",
    NotificationKind.EVENING_REMINDER: "needs",
    NotificationKind.PRACTICE_ASKED: "needs",
    NotificationKind.PRACTICE_SET: "needs",
    NotificationKind.PRACTICE_SCORED: "quiet",
}


def sentence(notification: Notification) -> str:
    """What happened, and what the reader can do about it."""
    return _SENTENCES[NotificationKind(notification.kind)](notification)


def _lease_lost(_notification: Notification) -> str:
    return _("这条回电在你手上太久没有动静，已退回名单。要继续处理，请重新领取。")


def _outcome_owed(_notification: Notification) -> str:
    return _("这次拨打还没有登记结论，目前按“结果不明”计入次数。请尽快补登。")


def _promise_due(notification: Notification) -> str:
    return _("和顾客约好%(time)s 回电，请准备。", time=_time(notification, "promised_at"))


def _promise_missed(notification: Notification) -> str:
    return _("和顾客约好%(time)s 回电，过了半小时还没有人打。请尽快安排。", time=_time(notification, "promised_at"))


def _promise_moved(notification: Notification) -> str:
    times = {"time": _time(notification, "promised_at"), "next": _time(notification, "due_at")}
    return _("和顾客约好%(time)s 回电，但按规则那时不能打，已改到%(next)s。请用聊天工具告知顾客。", **times)


def _release_decided(notification: Notification) -> str:
    if notification.facts["granted"]:
        return _("主管放行了最后一次拨打，请在%(time)s 前打。", time=_time(notification, "expires_at"))
    return _("主管没有放行最后一次拨打。请改用其他方式联系顾客。")


def _senior_named(notification: Notification) -> str:
    return _("%(agent)s把你登记为这通电话的值班负责人，请马上跟进。", agent=notification.facts["agent"])


def _case_raised(notification: Notification) -> str:
    facts = notification.facts
    category = text_of(PhraseCategory(facts["category"]))
    about = {"agent": facts["agent"], "case": facts["case"], "word": facts["word"], "category": category}
    return _("%(category)s：%(agent)s在案件 %(case)s 里记到“%(word)s”，案件已提到最前。请马上跟进。", **about)


def _call_went_badly(notification: Notification) -> str:
    agent, disposition = notification.facts["agent"], Disposition(notification.facts["disposition"])
    if EVERY_RULE[disposition].offers_pause:
        return _("%(agent)s刚在电话里被辱骂，系统已请这位同事先休息一下。请尽快当面关心一句。", agent=agent)
    return _("%(agent)s登记了“%(disposition)s”，请关心一下。", agent=agent, disposition=text_of(disposition))


def _never_callable(_notification: Notification) -> str:
    return _("按规则以后都不能再打这位顾客的电话。请改用其他方式处理这个案件。")


def _morning_digest(notification: Notification) -> str:
    facts, day = notification.facts, local_day(notification.created_at)
    parts = [_("%(day)s：现在可打 %(count)s 个", day=day, count=facts["callable"]), *_pressing(notification)]
    if facts["approvals"]:
        parts.append(_("等待审批 %(count)s 个", count=facts["approvals"]))
    return _joined(parts)


def _day_plan(notification: Notification) -> str:
    facts, day = notification.facts, local_day(notification.created_at)
    parts = [
        _("%(day)s：今晚前要打 %(due)s 个", day=day, due=facts["due"]),
        _("打得完 %(count)s 个", count=facts["fitting"]),
    ]
    if facts["due"] > facts["fitting"]:
        parts.append(_("今天打不了 %(count)s 个，原因见今日计划", count=facts["due"] - facts["fitting"]))
    return _joined(parts)


def _evening_reminder(notification: Notification) -> str:
    day, left = local_day(notification.created_at), notification.facts["left"]
    return _joined([_("%(day)s：收工前还要打 %(count)s 个", day=day, count=left), *_pressing(notification)])


def _practice_asked(notification: Notification) -> str:
    agent = notification.facts["agent"]
    return _("%(agent)s想练一通“%(type)s”，等你来演顾客。", agent=agent, type=_practised(notification))


def _practice_set(notification: Notification) -> str:
    senior = notification.facts["senior"]
    return _("%(senior)s来演顾客，和你练一通“%(type)s”，随时可以开始。", senior=senior, type=_practised(notification))


def _practice_scored(notification: Notification) -> str:
    facts, practised = notification.facts, _practised(notification)
    if facts["passed"]:
        return _("你练的“%(type)s”得了 %(points)s 分，通过。", type=practised, points=facts["points"])
    return _("你练的“%(type)s”得了 %(points)s 分，还没通过。请看每一条的点评。", type=practised, points=facts["points"])


def _practised(notification: Notification) -> str:
    return text_of(load_practice().scenarios[notification.facts["scenario"]].issue_type)


def _pressing(notification: Notification) -> list[str]:
    promised, deadlines = notification.facts["promised"], notification.facts["deadlines"]
    parts = []
    if promised:
        parts.append(_("约定回电 %(times)s", times=_("、").join(_time_of_day(at) for at in promised)))
    if deadlines:
        parts.append(_("平台时限当天到期 %(count)s 个", count=deadlines))
    return parts


def _joined(parts: list[str]) -> str:
    return _("，").join(parts) + _("。")


def _time(notification: Notification, fact: str) -> str:
    return local_time(datetime.fromisoformat(notification.facts[fact]))


def _time_of_day(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(runtime().settings.display_tz)):%H:%M}"


_SENTENCES: Mapping[NotificationKind, Callable[[Notification], str]] = {
    NotificationKind.LEASE_LOST: _lease_lost,
    NotificationKind.OUTCOME_OWED: _outcome_owed,
    NotificationKind.PROMISE_DUE: _promise_due,
    NotificationKind.PROMISE_MISSED: _promise_missed,
    NotificationKind.PROMISE_MOVED: _promise_moved,
    NotificationKind.RELEASE_DECIDED: _release_decided,
    NotificationKind.SENIOR_NAMED: _senior_named,
    NotificationKind.CASE_RAISED: _case_raised,
    NotificationKind.CALL_WENT_BADLY: _call_went_badly,
    NotificationKind.NEVER_CALLABLE: _never_callable,
    NotificationKind.MORNING_DIGEST: _morning_digest,
    NotificationKind.DAY_PLAN: _day_plan,
    NotificationKind.EVENING_REMINDER: _evening_reminder,
    NotificationKind.PRACTICE_ASKED: _practice_asked,
    NotificationKind.PRACTICE_SET: _practice_set,
    NotificationKind.PRACTICE_SCORED: _practice_scored,
}
