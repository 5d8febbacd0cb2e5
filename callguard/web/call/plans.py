"""Which plan each step of the script speaks of, and what became of those that were prepared."""

from dataclasses import dataclass

from callguard.db.models import Offer
from callguard.db.models import Plan as PlanRow
from callguard.domain.authority import load_authority
from callguard.domain.compensation import Plan, undercuts
from callguard.domain.offer import OfferStatus
from callguard.domain.script import Step
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet
from callguard.services.offers import heard_plans
from callguard.web.call.words import plan_promise

_STANDINGS = {
    OfferStatus.OPEN: "open",
    OfferStatus.AWAITING_APPROVAL: "open",
    OfferStatus.ACCEPTED: "accepted",
    OfferStatus.REFUSED: "refused",
}


@dataclass(frozen=True)
class Rung:
    """A prepared plan as the ladder shows it.

    `standing` is fresh, open, accepted, refused, or spent: refused so often that nobody offers it any more. `below` is
    what the customer has heard before that it falls behind.
    """

    plan: PlanRow
    standing: str
    below: Plan | None


def rungs(sheet: CallSheet) -> list[Rung]:
    """The ladder as it stands now."""
    heard = heard_plans(sheet.offers)
    return [Rung(plan, _standing(sheet, as_plan(plan)), undercuts(as_plan(plan), heard)) for plan in _prepared(sheet)]


def spoken_plan(sheet: CallSheet, step: Step) -> str:
    """The plan a step's words name, as a clause; past the last rung a senior finds one."""
    plan = _plan_at(sheet, step)
    return plan_promise(plan, sheet.case.issue_type) if plan else _("您提的要求，我现在就请主管来定")


def heard_plan(sheet: CallSheet) -> str:
    """The plan the customer heard last in this call and may think over, as a clause; nothing where they heard none."""
    heard = heard_plans(one for one in sheet.offers if one.callback_id == sheet.callback.id)
    return plan_promise(heard[0], sheet.case.issue_type) if heard else ""


def as_plan(row: PlanRow | Offer) -> Plan:
    """A row's kind and amount, as the rules compare them."""
    return Plan(row.kind, row.amount)


def _plan_at(sheet: CallSheet, step: Step) -> Plan | None:
    if sheet.accepted_offers:
        return as_plan(sheet.accepted_offers[-1])
    if sheet.awaits_approval:
        return None
    now = sheet.step
    open_offer = next((as_plan(one) for one in sheet.offers if one.status is OfferStatus.OPEN), None)
    if open_offer and (step is not Step.ADJUST or (now is not None and now >= Step.ADJUST)):
        return open_offer
    heard, left = heard_plans(sheet.offers), _left(sheet)
    if step is Step.CLOSE and heard:
        # Whoever thinks it over thinks of what they heard last.
        return heard[0]
    # Before anything was offered the first rung is for step 4, and step 6 prepares the second.
    ahead = left[1:] if step is Step.ADJUST and not heard else left
    return ahead[0] if ahead else None


def _left(sheet: CallSheet) -> list[Plan]:
    """The prepared plans that nobody has put forward yet, and that take nothing back."""
    offered, heard = [as_plan(one) for one in sheet.offers], heard_plans(sheet.offers)
    fresh = [plan for plan in map(as_plan, _prepared(sheet)) if not any(map(plan.same_as, offered))]
    return [plan for plan in fresh if undercuts(plan, heard) is None]


def _standing(sheet: CallSheet, plan: Plan) -> str:
    same = [one for one in sheet.offers if plan.same_as(as_plan(one))]
    if sum(one.status is OfferStatus.REFUSED for one in same) >= load_authority().max_offers_per_plan:
        return "spent"
    return _STANDINGS.get(same[0].status, "fresh") if same else "fresh"


def _prepared(sheet: CallSheet) -> list[PlanRow]:
    return sheet.callback.preparation.plans if sheet.callback.preparation else []
