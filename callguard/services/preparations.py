"""What an agent must know before dialling."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Plan, Preparation, User
from callguard.domain import plan_ladder
from callguard.domain.errors import InvalidFields
from callguard.domain.notification import NotificationKind
from callguard.domain.plan_ladder import PlanLadder, check_preparation, ladder_within, names_senior
from callguard.domain.register import RegisterKind
from callguard.services.duty import seniors_on_duty
from callguard.services.leases import held_callback
from callguard.services.matters import matter_of
from callguard.services.notifications import notify
from callguard.services.register import record


def suggested_ladder(session: Session, callback: Callback, agent: User, now: datetime) -> PlanLadder:
    """The ladder a case like this one usually needs, within what the agent may still give."""
    matter = replace(matter_of(session, callback.case, now), issue_type=callback.case.spoken_as)
    return ladder_within(agent.role, matter)


def is_prepared(callback: Callback) -> bool:
    """Whether all that must stand before a dial does, also where the case was raised to safety since."""
    prepared = callback.preparation
    if prepared is None:
        return False
    return prepared.senior_id is not None or not names_senior(callback.case.spoken_as, callback.kind)


def senior_on_duty(session: Session, callback_id: int, user_id: int | None) -> User | None:
    """The leader so chosen, if the callback's shop has such a one."""
    shop_id = session.scalar(select(Case.shop_id).join(Callback).where(Callback.id == callback_id))
    seniors = seniors_on_duty(session, shop_id) if shop_id is not None and user_id is not None else []
    return next((user for user in seniors if user.id == user_id), None)


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
    errors = check_preparation(named, callback.case.spoken_as, callback.case.order.amount, callback.kind)
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
    if senior is not None:
        about = {"agent": agent.display_name}
        notify(session, senior.id, NotificationKind.SENIOR_NAMED, str(callback.id), now, callback=callback, facts=about)
    record(
        session, RegisterKind.PREPARED, callback.case, now, agent, callback=callback, facts={"plans": len(ladder.plans)}
    )
    return callback.preparation
