"""What an agent must know before dialling."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Callback, Plan, Preparation, User
from callguard.domain import plan_ladder
from callguard.domain.authority import load_authority, room_of
from callguard.domain.errors import InvalidFields
from callguard.domain.plan_ladder import PlanLadder, check_preparation, suggest_ladder
from callguard.domain.register import RegisterKind
from callguard.services.leases import held_callback
from callguard.services.matters import matter_of
from callguard.services.register import record


def suggested_ladder(session: Session, callback: Callback, agent: User, now: datetime) -> PlanLadder:
    """The ladder a case like this one usually needs, within what the agent may still give."""
    matter = matter_of(session, callback.case, now)
    room = room_of(load_authority(), agent.role, matter)
    return suggest_ladder(matter.issue_type, matter.liability, matter.order_amount, room)


def prepare(
    session: Session,
    callback_id: int,
    agent: User,
    token: str,
    ladder: PlanLadder,
    now: datetime,
    *,
    demands: str,
    beyond_authority: str,
    senior: User | None = None,
) -> Preparation:
    """Records the preparation, in place of an earlier one; InvalidFields says what is missing."""
    callback = held_callback(session, callback_id, agent, token, now)
    named = plan_ladder.Preparation(ladder, demands, senior.display_name if senior else "")
    errors = check_preparation(named, callback.case.issue_type, callback.case.order.amount)
    if errors:
        raise InvalidFields(errors)
    if callback.preparation is not None:
        session.delete(callback.preparation)
        session.flush()
    callback.preparation = Preparation(
        callback_id=callback.id,
        floor_amount=ladder.floor,
        likely_demands=demands,
        beyond_authority=beyond_authority,
        senior_id=senior.id if senior else None,
        prepared_by_id=agent.id,
        prepared_at=now,
        plans=[
            Plan(position=position, kind=plan.kind, amount=plan.amount, note=plan.note or None)
            for position, plan in enumerate(ladder.plans, start=1)
        ],
    )
    record(
        session, RegisterKind.PREPARED, callback.case, now, agent, callback=callback, facts={"plans": len(ladder.plans)}
    )
    return callback.preparation
