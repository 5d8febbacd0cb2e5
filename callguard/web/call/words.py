"""What the call page says about the guard and about plans."""

from dataclasses import dataclass

from callguard.db.models import Attempt, Release, User
from callguard.domain import guard
from callguard.domain.attempt import NOTHING_RANG
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import IssueType
from callguard.domain.compensation import Plan, PlanKind
from callguard.http.context import now
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.http.texts import text_of
from callguard.services.call_sheets import CallSheet
from callguard.services.leases import on_a_desk
from callguard.web.filters import in_a_row, local_time
from callguard.web.guard_words import calls_left, refusal_words, said


@dataclass(frozen=True)
class GuardLine:
    """The guard's answer in a sentence, and its meaning: here, may, needs or never."""

    meaning: str
    sentence: str


_WISHES = (guard.Rule.DO_NOT_CALL, guard.Rule.BLACKOUTS)


def guard_line(sheet: CallSheet) -> GuardLine:
    """What the guard says about calling now, or about the call that is being made."""
    left = calls_left(sheet.answer)
    if sheet.attempt is not None:
        wished = in_a_row(said(one.reason) for one in sheet.answer.refusals if one.rule in _WISHES)
        if wished:
            words = _("这通电话算今天第 %(made)s 次。这通之后暂不能再拨：%(why)s", made=calls_today(sheet), why=wished)
            return GuardLine("here", words)
        return GuardLine("here", _("这通电话算今天第 %(made)s 次。%(left)s", made=calls_today(sheet), left=left))
    if sheet.number is None:
        return GuardLine("needs", _("还不能拨打：这位顾客没有可用的号码，请先补一个。"))
    if sheet.answer.verdict is guard.Verdict.ALLOW:
        if sheet.answer.refusals and sheet.release is not None:
            return GuardLine("may", _release_words(sheet.release))
        return GuardLine("may", _("可以拨打：今天已打 %(made)s 次，%(left)s", made=calls_today(sheet), left=left))
    why = refusal_words(sheet.answer)
    if sheet.answer.verdict is guard.Verdict.NEEDS_RELEASE:
        return GuardLine("needs", _("需要主管放行：%(why)s", why=why))
    if sheet.answer.next_allowed_at is None:
        return GuardLine("never", _("不会再打：%(why)s", why=why))
    return GuardLine("never", _("现在不能拨打：%(why)s", why=why))


def lost(sheet: CallSheet) -> str:
    """Why a call that the agent still owes the outcome of is no longer in their hands."""
    over = sheet.callback.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED)
    if over or on_a_desk(sheet.callback, now()):
        return _("这条回电已不在你手上（可能已由主管接手）。请直接登记你这通电话的结果。")
    return _("占用时间已过。请先登记这通电话的结果。")


def unfinished(attempt: Attempt) -> str:
    """What an attempt without an outcome came to: while the call is open, its result is not known yet."""
    return text_of(attempt.result) if attempt.settled_at else _("通话中，结论未登记")


def _release_words(release: Release) -> str:
    until = local_time(release.expires_at) if release.expires_at else ""
    return _("可以拨打这一次：%(who)s已放行，%(until)s 前有效。", who=decider(release.decided_by), until=until)


def decider(user: User | None) -> str:
    """Who decided, by name and role; nothing for nobody."""
    return _("%(name)s（%(role)s）", name=user.display_name, role=text_of(user.role)) if user else ""


def safety_first(on_duty: list[User]) -> str:
    """What comes first where somebody's safety is at stake, and who is to be brought in."""
    who = _("、").join(map(decider, on_duty)) or _("主管")
    return _("涉及人身安全：先问人，建议就医，再请%(who)s。不先谈钱。", who=who)


def taken_over_by(senior: User | None) -> str:
    """That a senior has taken the call over, and who."""
    return _("%(who)s接手了这通电话", who=decider(senior))


def calls_today(sheet: CallSheet) -> int:
    """How many calls that may have rung were made to the person today, in their zone."""
    tz = sheet.answer.tz
    days = [one.placed_at.astimezone(tz).date() for one in sheet.history.attempts if one.result not in NOTHING_RANG]
    return days.count(now().astimezone(tz).date())


def plan_label(kind: PlanKind, amount: int | None) -> str:
    """A plan as the agent reads it: 部分退款 ¥20."""
    return f"{text_of(kind)} {money(amount)}" if amount else text_of(kind)


def yuan(fen: int | None) -> str:
    """An amount as an input holds it, nothing for None."""
    if fen is None:
        return ""
    return str(fen // 100) if fen % 100 == 0 else f"{fen / 100:.2f}"


def plan_promise(plan: Plan, issue_type: IssueType) -> str:
    """A plan as the customer of such a case hears it: a clause without a full stop."""
    spoken = yuan(plan.amount)
    return {
        PlanKind.PARTIAL_REFUND: _refund_promise(issue_type, spoken),
        PlanKind.FULL_REFUND: _("给您全额退款，一共 %(yuan)s 元", yuan=spoken),
        PlanKind.RESEND: _resend_promise(issue_type),
        PlanKind.COUPON: _("给您一张 %(yuan)s 元的优惠券", yuan=spoken),
        PlanKind.GIFT: _("给您补一份 %(yuan)s 元的小礼物", yuan=spoken),
        PlanKind.REIMBURSEMENT: _("您垫付的费用我们报销，一共 %(yuan)s 元", yuan=spoken),
        PlanKind.RETURN_FREIGHT: _("退货的运费我们出，补给您 %(yuan)s 元", yuan=spoken),
    }[plan.kind]


def _refund_promise(issue_type: IssueType, spoken: str) -> str:
    """Nobody keeps what hasn't come yet, or what went back."""
    match issue_type:
        case IssueType.NOT_SHIPPED:
            return _("先给您退 %(yuan)s 元，货照样给您发", yuan=spoken)
        case IssueType.IN_TRANSIT:
            return _("先给您退 %(yuan)s 元，包裹照样给您送到", yuan=spoken)
        case IssueType.REFUND_NOT_RECEIVED:
            return _("另外补给您 %(yuan)s 元", yuan=spoken)
        case _other:
            return _("给您退 %(yuan)s 元，东西您照样留着用", yuan=spoken)


def _resend_promise(issue_type: IssueType) -> str:
    match issue_type:
        case IssueType.WRONG_ITEM:
            return _("把您要的那一款重新给您发，运费我们出")
        case IssueType.SHORT_ITEM:
            return _("把少的给您补齐发过去，运费我们出")
        case _other:
            return _("给您重新发一件好的，运费我们出")


def last_talk(sheet: CallSheet) -> str:
    """How far the last call about the case came, who made it, when, and what was refused; nothing for the first."""
    last = sheet.last_talk
    if last is None:
        return ""
    facts = {"step": int(last.reached), "name": text_of(last.reached), "who": sheet.names.get(last.agent_id, "")}
    words = _("上次谈到第 %(step)s 步“%(name)s”，%(who)s，%(at)s", **facts, at=local_time(last.at))
    refused = list(dict.fromkeys(plan_label(one.kind, one.amount) for one in sheet.refused_offers))
    if refused:
        words += _("；顾客拒绝过：%(plans)s", plans=_("、").join(refused))
    return words + _("。")


def limit_label(answer: guard.Answer, limit_id: str) -> str:
    """What a limit counts over, in words; its id where it counts in minutes that make no whole hours."""
    limit = next(one for policy in answer.policies for one in policy.limits if one.id == limit_id)
    if limit.minutes is not None:
        return _("任意 %(hours)s 小时", hours=f"{limit.minutes / 60:g}")
    if limit.calendar_days is None:
        return _("一共")
    return _("同一天") if limit.calendar_days == 1 else _("任意 %(days)s 天", days=limit.calendar_days)
