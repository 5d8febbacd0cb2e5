"""What the forms of the call page hold before anybody types."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from callguard.db.models import Case, Offer, PracticePreparation, Preparation, User
from callguard.domain import demand
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType, Liability
from callguard.domain.commitment import Department
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.disposition import Disposition, dispositions_for
from callguard.domain.plan_ladder import PlanLadder
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.services.call_sheets import CallSheet
from callguard.services.wishes import Wishes
from callguard.web.call import words

PLAN_ROWS = 5
PROMISE_ROWS = 2
# Inside desk hours: the script promises a call at that time as well as an answer by then.
_DONE_BY = time(17)
_GRAIN = timedelta(minutes=5)
_SPOKEN = (CallResult.CONVERSATION, CallResult.DROPPED)
_CARRIED_OUT_BY: Mapping[PlanKind, Department] = {
    PlanKind.RESEND: Department.LOGISTICS,
    PlanKind.GIFT: Department.LOGISTICS,
    PlanKind.COUPON: Department.OPERATIONS,
}


def of_ladder(ladder: PlanLadder, demands: str, senior: User | None) -> dict[str, str]:
    """A preparation as the case suggests it, with the senior who is there today."""
    return _preparation(ladder.plans, ladder.floor) | {
        "senior_on_duty": str(senior.id) if senior else "",
        "demands": demands,
        "beyond_authority": _("先认真记下顾客的要求，当场向主管申请，不自己许诺。"),
    }


def demands_of(issue_type: IssueType, liability: Liability, asked: int | None) -> str:
    """What the customer will probably ask for, and the answers; `asked` (fen) is what they claim back, if known."""
    refund = _("退款 %(amount)s", amount=money(asked)) if asked else _("退全款")
    return demand.written(demand.likely_demands(issue_type, liability, refund, current_language()))


def of_preparation(prepared: Preparation | PracticePreparation) -> dict[str, str]:
    """The preparation as it was written down before."""
    plans = [Plan(plan.kind, plan.amount, plan.note or "") for plan in prepared.plans]
    return _preparation(plans, prepared.floor_amount) | {
        "demands": prepared.likely_demands,
        "beyond_authority": prepared.beyond_authority,
        "senior_on_duty": str(prepared.senior_id or ""),
    }


def of_outcome(sheet: CallSheet, now: datetime, tz: str) -> dict[str, str]:
    """An outcome as far as the call already tells it."""
    form = {f"promises.{row}.due_at": local_text(tomorrow(now, tz), tz) for row in range(PROMISE_ROWS)}
    for row, offer in enumerate(sheet.accepted_offers[:PROMISE_ROWS]):
        form |= _promise(row, offer)
    attempt = sheet.attempt
    if attempt is not None and attempt.settled_at is not None:
        form["result"] = attempt.result.value
    elif sheet.step is not None:
        form["result"] = CallResult.CONVERSATION.value
    if sheet.accepted_offers:
        form["disposition"] = Disposition.SETTLED.value
    elif sheet.is_survey and "result" in form and form["result"] in _SPOKEN:
        form["disposition"] = Disposition.RATED.value
    allowed_at = sheet.answer.next_allowed_at
    if allowed_at is not None:
        # Nobody is rung again in the very minute they hang up.
        form["next_due_at"] = local_text(_round_up(max(allowed_at, now + timedelta(hours=1))), tz)
    return form


def of_survey(at: datetime | None, tz: str) -> dict[str, str]:
    """When the customer could be asked how content they are; nothing where they are not to be rung."""
    return {"survey_at": local_text(_round_up(at), tz)} if at else {}


def of_promised_call(wishes: Wishes, case: Case, now: datetime, tz: str) -> dict[str, str]:
    """The time the customer agreed to be rung at, where they named one."""
    times = [one.from_at for one in wishes.consents if one.case_id == case.id and one.from_at and one.from_at > now]
    if not times:
        return {}
    return {"disposition": Disposition.CALL_LATER.value, "next_due_at": local_text(times[0], tz)}


def of_answer(form: Mapping[str, str], owe_answer: Collection[Disposition]) -> dict[str, str]:
    """The answer among the promises, where the form holds a disposition that owes one."""
    return {"promises.0.words": promised_answer()} if form.get("disposition") in owe_answer else {}


def promised_answer() -> str:
    """What the closing words promise where a senior is to answer."""
    return _("主管答复顾客提的要求")


def of_result(result: str) -> dict[str, str]:
    """A result chosen before the form was opened, with the disposition it usually means."""
    if result not in tuple(CallResult):
        return {}
    usual = {} if result in _SPOKEN else {"disposition": dispositions_for(CallResult(result))[0].value}
    return {"result": result} | usual


def local_text(at: datetime, tz: str) -> str:
    """An instant as a datetime-local field holds it."""
    return f"{at.astimezone(ZoneInfo(tz)):%Y-%m-%dT%H:%M}"


def tomorrow(now: datetime, tz: str) -> datetime:
    """By when what is promised today is usually done."""
    return datetime.combine(now.astimezone(ZoneInfo(tz)).date() + timedelta(days=1), _DONE_BY, ZoneInfo(tz))


def _round_up(at: datetime) -> datetime:
    """The next full five minutes: what a form shows must not lie before the instant it stands for."""
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % _GRAIN


def _preparation(plans: tuple[Plan, ...] | list[Plan], floor: int) -> dict[str, str]:
    form = {"floor": words.yuan(floor)}
    for row, plan in enumerate(plans[:PLAN_ROWS]):
        form |= {f"plans.{row}.kind": plan.kind.value, f"plans.{row}.amount": words.yuan(plan.amount)}
        form[f"plans.{row}.note"] = plan.note
    return form


def _promise(row: int, offer: Offer) -> dict[str, str]:
    department = _CARRIED_OUT_BY.get(offer.kind, Department.FINANCE)
    return {
        f"promises.{row}.department": department.value,
        f"promises.{row}.words": words.plan_label(offer.kind, offer.amount),
        f"promises.{row}.amount": words.yuan(offer.amount),
    }
