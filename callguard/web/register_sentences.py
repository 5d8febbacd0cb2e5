"""What a line of the register says: who, and what they did, made from its kind and facts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callguard.db.models import RegisterEntry
from callguard.domain.approval import ApprovalStatus, Decision
from callguard.domain.attempt import NOTHING_RANG, CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.commitment import Department
from callguard.domain.compensation import PlanKind
from callguard.domain.guard import Verdict, Weekday
from callguard.domain.identity import IdentifierKind
from callguard.domain.offer import OfferStatus
from callguard.domain.phrases import PhraseCategory
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.domain.survey import SurveyEnd
from callguard.domain.talk import SkipReason
from callguard.domain.wish import WishKind, WishReach
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.http.texts import step_numbers, text_of

Facts = Mapping[str, Any]


def actor_name(entry: RegisterEntry) -> str:
    """Who did it; an automated job is the system."""
    return entry.actor.display_name if entry.actor else _("系统")


def deed(entry: RegisterEntry, tz: str) -> str:
    """What was done, as it reads behind the name of who did it; times as they were in the zone."""
    known = _DEEDS.get(entry.kind)
    return known(entry, ZoneInfo(tz)) if known else text_of(entry.kind)


def sentence(entry: RegisterEntry, tz: str) -> str:
    """The whole line as one sentence."""
    return f"{actor_name(entry)} {deed(entry, tz)}"


def _reopened(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    # What was recorded before this was told apart came after a survey.
    after_survey = entry.facts.get("after", CallbackKind.SURVEY.value) == CallbackKind.SURVEY.value
    return _("因顾客不满意，重新打开案件") if after_survey else _("平台名单已结案，因约好了回电，重新打开案件")


def _merged(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    if entry.actor:
        return _("认定是同一位顾客，合并计次")
    if entry.facts.get("found_by"):
        kind = text_of(IdentifierKind(entry.facts["found_by"]))
        return _("按%(kind)s发现是同一位顾客，合并计次", kind=kind)
    return _("发现是同一位顾客，合并计次")


def _raised(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    category = text_of(PhraseCategory(entry.facts["category"]))
    return _("记到“%(word)s”（%(category)s），案件升级，已通知值班负责人", word=entry.facts["word"], category=category)


def _planned(entry: RegisterEntry, zone: ZoneInfo) -> str:
    at, kind = _time(entry.facts["due_at"], zone), text_of(CallbackKind(entry.facts["kind"]))
    if entry.facts["agent"]:
        return _("为 %(agent)s 安排了 %(at)s 的%(kind)s", agent=entry.facts["agent"], at=at, kind=kind)
    return _("安排了 %(at)s 的%(kind)s", at=at, kind=kind)


def _moved(entry: RegisterEntry, zone: ZoneInfo) -> str:
    from_at, to_at = (_time(entry.facts[name], zone) for name in ("from_at", "to_at"))
    return _("按规则把 %(from_at)s 的回电改到 %(to_at)s", from_at=from_at, to_at=to_at)


def _unbound(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("把原定由 %(agent)s 来打的回电改为谁都能打", agent=entry.facts["agent"])


def _cancelled(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    kind, why = text_of(CallbackKind(entry.facts["kind"])), text_of(SurveyEnd(entry.facts["why"]))
    return _("取消了%(kind)s：%(why)s", kind=kind, why=why)


def _prepared(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    if not entry.facts["plans"]:
        return _("做好拨打准备")
    return _("做好拨打准备，备了 %(count)s 个方案", count=entry.facts["plans"])


def _permit_taken(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("领取拨打许可，号码 %(number)s", number=entry.facts["number"])


def _refused(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    why = entry.facts["en" if current_language() == "en" else "zh"]
    if Verdict(entry.facts["verdict"]) is Verdict.NEEDS_RELEASE:
        return _("想拨打，需主管放行：%(why)s", why=why)
    return _("想拨打，被规则拦下：%(why)s", why=why)


def _settled(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    result = CallResult(entry.facts["result"])
    if result in NOTHING_RANG and entry.actor is not None:
        return _("登记拨打结果：%(result)s（仅凭本人说明，已标记并计数）", result=text_of(result))
    return _("登记拨打结果：%(result)s", result=text_of(result))


def _step(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    step, skipped = Step(entry.facts["step"]), entry.facts.get("skipped")
    if skipped:
        place = {"number": int(step), "step": text_of(step), "skipped": step_numbers(skipped)}
        return _("进入第 %(number)s 步：%(step)s（跳过第 %(skipped)s 步）", **place)
    return _("进入第 %(number)s 步：%(step)s", number=int(step), step=text_of(step))


def _skipped(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    why = text_of(SkipReason(entry.facts["reason"]))
    return _("说明了为什么没走第 %(steps)s 步：%(why)s", steps=step_numbers(entry.facts["steps"]), why=why)


def _offered(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("提出方案：%(plan)s", plan=_plan(entry.facts))


def _answered(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    if OfferStatus(entry.facts["answer"]) is OfferStatus.ACCEPTED:
        return _("记下顾客接受：%(plan)s", plan=_plan(entry.facts))
    return _("记下顾客拒绝：%(plan)s", plan=_plan(entry.facts))


def _set_aside(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("改提别的方案，收起：%(plan)s", plan=_plan(entry.facts))


def _reopened_offer(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("撤回误记的“顾客接受”：%(plan)s", plan=_plan(entry.facts))


def _asked(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    role = text_of(Role(entry.facts["role"]))
    return _("向%(role)s申请：%(plan)s", role=role, plan=_plan(entry.facts))


def _decided(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    plan, amount = text_of(PlanKind(entry.facts["plan"])), money(entry.facts["amount"] or 0)
    match Decision(entry.facts["decision"]):
        case Decision.APPROVE:
            return _("批准%(plan)s %(amount)s", plan=plan, amount=amount)
        case Decision.COUNTER:
            return _("把%(plan)s改为 %(amount)s", plan=plan, amount=amount)
        case Decision.REJECT:
            return _("驳回%(plan)s", plan=plan)
        case Decision.TAKE_OVER:
            return _("接手了这通电话，%(plan)s不再由客服提出", plan=plan)


def _climbed(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    if ApprovalStatus(entry.facts["status"]) is ApprovalStatus.EXPIRED:
        return _("作废了批准后逾期未用的方案")
    return _("因逾期未决，把申请转给%(role)s", role=text_of(Role(entry.facts["role"])))


def _released(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("放行了最后一次拨打") if entry.facts["granted"] else _("没有放行最后一次拨打")


def _outcome(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    result = text_of(CallResult(entry.facts["result"]))
    meant = text_of(entry.disposition) if entry.disposition else ""
    if "rating" in entry.facts:
        return _("登记结论：顾客打了 %(rating)s 分（话机：%(result)s）", rating=entry.facts["rating"], result=result)
    return _("登记结论：%(disposition)s（话机：%(result)s）", disposition=meant, result=result)


def _promised(entry: RegisterEntry, zone: ZoneInfo) -> str:
    by, at = text_of(Department(entry.facts["department"])), _time(entry.facts["due_at"], zone)
    if entry.facts["amount"]:
        return _("承诺 %(at)s 前由%(by)s办理，%(amount)s", at=at, by=by, amount=money(entry.facts["amount"]))
    return _("承诺 %(at)s 前由%(by)s办理", at=at, by=by)


def _kept(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("确认%(by)s已兑现承诺", by=text_of(Department(entry.facts["department"])))


def _do_not_call(entry: RegisterEntry, zone: ZoneInfo) -> str:
    reach = text_of(WishReach(entry.facts.get("reach", WishReach.COMPANY)))
    until_at = entry.facts.get("until_at")
    if until_at:
        return _("记下顾客要求 %(until)s 前不要来电（%(reach)s）", until=_time(until_at, zone), reach=reach)
    return _("记下顾客要求不要来电（%(reach)s）", reach=reach)


def _blackout(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    days = day_names(entry.facts["days"])
    hours = hours_of(entry.facts["opens_minute"], entry.facts["closes_minute"])
    last_day = entry.facts.get("last_day_on")
    if last_day:
        return _("记下顾客要求 %(day)s 前的%(days)s %(hours)s 不要来电（含当天）", day=last_day, days=days, hours=hours)
    return _("记下顾客要求%(days)s %(hours)s 不要来电", days=days, hours=hours)


def _consent(entry: RegisterEntry, zone: ZoneInfo) -> str:
    from_at, until_at = entry.facts.get("from_at"), entry.facts.get("until_at")
    if from_at and until_at:
        return _("记下顾客同意 %(start)s 至 %(end)s 来电", start=_time(from_at, zone), end=_time(until_at, zone))
    if from_at:
        return _("记下顾客同意 %(start)s 起来电", start=_time(from_at, zone))
    if until_at:
        return _("记下顾客同意 %(end)s 前来电", end=_time(until_at, zone))
    return _("记下顾客同意来电")


def _revoked(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("记下顾客撤回意愿：%(wish)s", wish=text_of(WishKind(entry.facts["wish"])))


def _number_added(entry: RegisterEntry, _zone: ZoneInfo) -> str:
    return _("补充了号码（%(kind)s）", kind=text_of(IdentifierKind(entry.facts["kind"])))


def day_names(days: str) -> str:
    """Weekdays as they are kept (mon,tue) in words; all seven are every day."""
    names = {
        Weekday.MON: _("周一"),
        Weekday.TUE: _("周二"),
        Weekday.WED: _("周三"),
        Weekday.THU: _("周四"),
        Weekday.FRI: _("周五"),
        Weekday.SAT: _("周六"),
        Weekday.SUN: _("周日"),
    }
    chosen = [Weekday(day) for day in days.split(",")]
    return _("每天") if len(chosen) == len(names) else _("、").join(names[day] for day in chosen)


def hours_of(opens: int, closes: int) -> str:
    """Part of a day, in minutes after midnight, as a clock shows it."""
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (opens, closes))


def _plan(facts: Facts) -> str:
    kind = text_of(PlanKind(facts["plan"]))
    return f"{kind} {money(facts['amount'])}" if facts["amount"] is not None else kind


def _time(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}"


def _says(text: Callable[[], str]) -> Callable[[RegisterEntry, ZoneInfo], str]:
    return lambda _entry, _zone: text()


_DEEDS: Mapping[RegisterKind, Callable[[RegisterEntry, ZoneInfo], str]] = {
    RegisterKind.CASE_OPENED: _says(lambda: _("建立案件")),
    RegisterKind.CASE_UPDATED: _says(lambda: _("更新案件资料")),
    RegisterKind.CASE_CLOSED: _says(lambda: _("将案件结案")),
    RegisterKind.CASE_REOPENED: _reopened,
    RegisterKind.CASE_RAISED: _raised,
    RegisterKind.CUSTOMER_MERGED: _merged,
    RegisterKind.CUSTOMER_UNMERGED: _says(lambda: _("认定不是同一位顾客，撤销合并，从此分开计次")),
    RegisterKind.CALLBACK_PLANNED: _planned,
    RegisterKind.CALLBACK_MOVED: _moved,
    RegisterKind.CALLBACK_UNBOUND: _unbound,
    RegisterKind.CALLBACK_CANCELLED: _cancelled,
    RegisterKind.CALLBACK_RELEASED: _says(lambda: _("把超时未处理的回电退回名单")),
    RegisterKind.PREPARED: _prepared,
    RegisterKind.PERMIT_TAKEN: _permit_taken,
    RegisterKind.DIAL_REFUSED: _refused,
    RegisterKind.PERMIT_EXPIRED: _says(lambda: _("因无人登记结果，把许可记为过期，按已拨打计次")),
    RegisterKind.ATTEMPT_SETTLED: _settled,
    RegisterKind.STEP_ENTERED: _step,
    RegisterKind.STEPS_SKIPPED: _skipped,
    RegisterKind.OFFER_MADE: _offered,
    RegisterKind.OFFER_ANSWERED: _answered,
    RegisterKind.OFFER_SET_ASIDE: _set_aside,
    RegisterKind.OFFER_REOPENED: _reopened_offer,
    RegisterKind.APPROVAL_REQUESTED: _asked,
    RegisterKind.APPROVAL_DECIDED: _decided,
    RegisterKind.APPROVAL_MOVED: _climbed,
    RegisterKind.APPROVAL_WITHDRAWN: _says(lambda: _("撤回了申请")),
    RegisterKind.RELEASE_REQUESTED: _says(lambda: _("申请放行最后一次拨打")),
    RegisterKind.RELEASE_DECIDED: _released,
    RegisterKind.OUTCOME: _outcome,
    RegisterKind.COMMITMENT_MADE: _promised,
    RegisterKind.COMMITMENT_KEPT: _kept,
    RegisterKind.DO_NOT_CALL: _do_not_call,
    RegisterKind.BLACKOUT: _blackout,
    RegisterKind.CONSENT: _consent,
    RegisterKind.WISH_REVOKED: _revoked,
    RegisterKind.NUMBER_ADDED: _number_added,
    RegisterKind.NOTE: _says(lambda: _("写了进展备注")),
}
