"""Which plan each step of the script speaks of, and what became of those that were prepared."""

from callguard.domain.authority import load_authority
from callguard.domain.case import IssueType
from callguard.domain.compensation import Plan
from callguard.domain.offer import Rung, heard_plans, ladder_now, plan_of, plan_spoken_of
from callguard.domain.script import Step
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet
from callguard.web.call.words import plan_promise


def rungs(sheet: CallSheet) -> list[Rung]:
    """The ladder as it stands now."""
    return ladder_now(_prepared(sheet), sheet.offers, load_authority().max_offers_per_plan)


def spoken_plan(sheet: CallSheet, step: Step) -> str:
    """The plan a step's words name, as a clause; past the last rung a senior finds one."""
    agreed = plan_of(sheet.accepted_offers[-1]) if sheet.accepted_offers else None
    plan = plan_spoken_of(step, sheet.step, _prepared(sheet), sheet.offers, agreed)
    return plan_or_senior(plan, sheet.case.issue_type)


def plan_or_senior(plan: Plan | None, issue_type: IssueType) -> str:
    """A plan as a clause, or that a senior will find one."""
    return plan_promise(plan, issue_type) if plan else _("您提的要求，我现在就请主管来定")


def heard_plan(sheet: CallSheet) -> str:
    """The plan the customer heard last in this call and may think over, as a clause; nothing where they heard none."""
    heard = heard_plans(one for one in sheet.offers if one.callback_id == sheet.callback.id)
    return plan_promise(heard[0], sheet.case.issue_type) if heard else ""


def _prepared(sheet: CallSheet) -> list[Plan]:
    rows = sheet.callback.preparation.plans if sheet.callback.preparation else []
    return [Plan(row.kind, row.amount, row.note or "") for row in rows]
