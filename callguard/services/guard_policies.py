"""Which policies of the guard hold for a shop at an instant."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import GuardPolicy, Shop
from callguard.domain.guard import Policy, digest, load_preset, parse_policy


def policies_in_force(session: Session, shop_id: int, preset: str, now: datetime) -> tuple[Policy, ...]:
    """The company's policy (the preset until one was activated) and the shop's own, if any: every one must agree."""
    company = _latest(session, None, now)
    own = _latest(session, shop_id, now)
    return tuple(policy for policy in (company or load_preset(preset), own) if policy is not None)


def activate_policy(
    session: Session, policy: Policy, shop: Shop | None, effective_at: datetime, now: datetime
) -> GuardPolicy:
    """Puts a policy in force from an instant on, for one shop or (None) the company."""
    activated = GuardPolicy(
        shop_id=shop.id if shop else None,
        name=policy.name,
        document=policy.as_json(),
        digest=digest(policy),
        effective_at=effective_at,
        created_at=now,
    )
    session.add(activated)
    return activated


def activated_policies(session: Session) -> list[GuardPolicy]:
    """Every version that was activated, the one that comes into force last first."""
    return list(session.scalars(select(GuardPolicy).order_by(GuardPolicy.effective_at.desc(), GuardPolicy.id.desc())))


def _latest(session: Session, shop_id: int | None, now: datetime) -> Policy | None:
    latest = (
        select(GuardPolicy)
        .where(GuardPolicy.shop_id.is_(None) if shop_id is None else GuardPolicy.shop_id == shop_id)
        .where(GuardPolicy.effective_at <= now)
        .order_by(GuardPolicy.effective_at.desc(), GuardPolicy.id.desc())
        .limit(1)
    )
    row = session.scalar(latest)
    return parse_policy(row.document) if row else None
