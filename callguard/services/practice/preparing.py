"""What an agent must know before a practice call begins: as before a call to a customer, and nobody is told of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall, PracticePlan, PracticePreparation, User
from callguard.domain.errors import InvalidFields
from callguard.domain.plan_ladder import PlanLadder, Preparation, check_preparation, ladder_within
from callguard.domain.practice import PracticeState, load_practice
from callguard.services.duty import seniors_on_duty
from callguard.services.practice.access import agents_own, require
from callguard.services.practice.offering import matter_in_practice


def suggested_in_practice(call: PracticeCall) -> PlanLadder:
    """The ladder that the mock case usually needs, within what the agent may give."""
    return ladder_within(call.agent.role, matter_in_practice(call))


def prepare_practice(
    session: Session,
    call_id: int,
    agent: User,
    ladder: PlanLadder,
    now: datetime,
    *,
    demands: str,
    beyond_authority: str,
    senior_id: int | None = None,
) -> None:
    """Keeps the preparation, in place of an earlier one, until the first step; InvalidFields says what is missing.

    A `senior_id` that is none of the shop's leaders names nobody.
    """
    call = agents_own(session, call_id, agent)
    require(call, PracticeState.ASKED, PracticeState.PREPARING, PracticeState.READY)
    senior = next((one for one in seniors_on_duty(session, call.shop.id) if one.id == senior_id), None)
    scenario = load_practice().scenarios[call.scenario]
    named = Preparation(ladder, demands, senior.display_name if senior else "")
    errors = check_preparation(named, scenario.issue_type, scenario.amount)
    if errors:
        raise InvalidFields(errors)
    call.preparation = PracticePreparation(
        floor_amount=ladder.floor,
        likely_demands=demands,
        beyond_authority=beyond_authority,
        senior_id=senior.id if senior else None,
        prepared_at=now,
        plans=[
            PracticePlan(position=position, kind=plan.kind, amount=plan.amount, note=plan.note)
            for position, plan in enumerate(ladder.plans, start=1)
        ],
    )
