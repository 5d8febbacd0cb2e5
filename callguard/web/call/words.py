"""What the call page says about the guard and about plans."""

from dataclasses import dataclass

from callguard.db.models import Plan as PlanRow
from callguard.db.models import Release, User
from callguard.domain import guard
from callguard.domain.attempt import NOTHING_RANG
from callguard.domain.compensation import PlanKind
from callguard.domain.offer import OfferStatus
from callguard.http.context import now
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.http.texts import text_of
from callguard.services.call_sheets import CallSheet
from callguard.web.filters import in_a_row, local_time
from callguard.web.guard_words import calls_left, refusal_words, said


@dataclass(frozen=True)
class GuardLine:
    """The guard's answer in a sentence, and its meaning: here, may, needs or never."""

    meaning: str
    sentence: str


@dataclass(frozen=True)
class MeterScale:
    """Where the parts of the meter end, and where the offer stands (None: none with an amount)."""

    given: int
    mine: int
    needs: int
    offer: int | None


_WISHES = (guard.Rule.DO_NOT_CALL, guard.Rule.BLACKOUTS)
_STANDINGS = {
    OfferStatus.OPEN: "open",
    OfferStatus.AWAITING_APPROVAL: "open",
    OfferStatus.ACCEPTED: "accepted",
    OfferStatus.REFUSED: "refused",
}


def guard_line(sheet: CallSheet) -> GuardLine:
    """What the guard says about calling now, or about the call that is being made."""
    left = calls_left(sheet.answer)
    if sheet.attempt is not None:
        wished = in_a_row(said(one.reason) for one in sheet.answer.refusals if one.rule in _WISHES)
        if wished:
            words = _("这通电话算今天第 %(made)s 次。打完先不再拨：%(why)s", made=calls_today(sheet), why=wished)
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
    return GuardLine("never", _("现在不能拨打：%(why)s", why=why))


def _release_words(release: Release) -> str:
    until = local_time(release.expires_at) if release.expires_at else ""
    return _("可以拨打这一次：%(who)s已放行，%(until)s 前有效。", who=decider(release.decided_by), until=until)


def decider(user: User | None) -> str:
    """Who decided, by name and role; nothing for nobody."""
    return _("%(name)s（%(role)s）", name=user.display_name, role=text_of(user.role)) if user else ""


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


def plan_promise(kind: PlanKind, amount: int | None) -> str:
    """A plan as the customer hears it: a clause without a full stop."""
    spoken = yuan(amount)
    return {
        PlanKind.PARTIAL_REFUND: _("给您退 %(yuan)s 元，东西您照样留着用", yuan=spoken),
        PlanKind.FULL_REFUND: _("给您全额退款，一共 %(yuan)s 元", yuan=spoken),
        PlanKind.RESEND: _("给您重新补发一件，不用您出运费"),
        PlanKind.COUPON: _("给您一张 %(yuan)s 元的优惠券", yuan=spoken),
        PlanKind.GIFT: _("随单给您补一份 %(yuan)s 元的小礼物", yuan=spoken),
        PlanKind.REIMBURSEMENT: _("您垫付的费用我们报销，一共 %(yuan)s 元", yuan=spoken),
        PlanKind.RETURN_FREIGHT: _("退货的运费我们出，补给您 %(yuan)s 元", yuan=spoken),
    }[kind]


def plan_standing(sheet: CallSheet, plan: PlanRow) -> str:
    """What became of a prepared plan in this case: fresh, open, accepted or refused."""
    same = [one for one in sheet.offers if (one.kind, one.amount) == (plan.kind, plan.amount)]
    return _STANDINGS.get(same[0].status, "fresh") if same else "fresh"


def limit_label(answer: guard.Answer, limit_id: str) -> str:
    """What a limit counts over, in words; its id where it counts in minutes that make no whole hours."""
    limit = next(one for policy in answer.policies for one in policy.limits if one.id == limit_id)
    if limit.minutes is not None:
        return _("任意 %(hours)s 小时", hours=f"{limit.minutes / 60:g}")
    if limit.calendar_days is None:
        return _("一共")
    return _("同一天") if limit.calendar_days == 1 else _("任意 %(days)s 天", days=limit.calendar_days)


def meter_scale(sheet: CallSheet) -> MeterScale:
    """Where the parts of the authority meter end on a bar 300 wide: each part takes room enough to be seen."""
    meter, offer = sheet.meter, sheet.open_offer
    total = max(meter.given + meter.with_approval, 1)
    given = 0 if not meter.given else max(12, 90 * meter.given // total)
    mine = given if not meter.mine else given + 100
    needs = 255 if meter.with_approval > meter.mine else mine
    if offer is None or not offer.amount:
        return MeterScale(given, mine, needs, None)
    if meter.allows(offer.amount):
        place = given + (mine - given) * offer.amount // max(meter.mine, 1)
    else:
        above = (needs - mine) * (offer.amount - meter.mine) // max(meter.with_approval - meter.mine, 1)
        place = min(mine + above, 290)
    return MeterScale(given, mine, needs, place)
