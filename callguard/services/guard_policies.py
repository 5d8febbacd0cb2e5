"""Which policies of the guard hold for a shop at an instant."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session, defer

from callguard.db.models import GuardPolicy, Shop, User
from callguard.domain.errors import IllegalStep
from callguard.domain.guard import Policy, digest, load_preset, parse_policy
from callguard.domain.platform import Platform
from callguard.domain.policy_level import PolicyLevel, told_apart

Holder = Shop | Platform | None
"""Whose rules: one shop's, those of all shops on a platform, or (None) the company's."""


def level_of(holder: Holder) -> PolicyLevel:
    """The level at which a holder's rules stand."""
    if isinstance(holder, Shop):
        return PolicyLevel.SHOP
    return PolicyLevel.COMPANY if holder is None else PolicyLevel.PLATFORM


def rules_in_force(session: Session, shop_id: int, preset: str, now: datetime) -> dict[PolicyLevel, Policy]:
    """The company's policy (the preset until one was activated), its platform's and the shop's own, if any."""
    latest = {version.level: version for version in _versions_for(session, shop_id, now)}
    rules = {
        level: _policy(version, named) for level, version in latest.items() if (named := version.digest) is not None
    }
    if PolicyLevel.COMPANY not in rules:
        rules[PolicyLevel.COMPANY] = load_preset(preset)
    return told_apart(rules)


def policies_in_force(session: Session, shop_id: int, preset: str, now: datetime) -> tuple[Policy, ...]:
    """The same as the guard takes them: every one must agree."""
    return tuple(rules_in_force(session, shop_id, preset, now).values())


def activate_policy(
    session: Session, policy: Policy, holder: Holder, effective_at: datetime, now: datetime, by: User | None = None
) -> GuardPolicy:
    """Puts a policy in force from an instant on; `by` None is the command line."""
    activated = _version(holder, effective_at, now)
    activated.created_by_id = by.id if by else None
    activated.name, activated.document, activated.digest = policy.name, policy.as_json(), digest(policy)
    session.add(activated)
    return activated


def retire_policy(session: Session, holder: Shop | Platform, effective_at: datetime, now: datetime) -> GuardPolicy:
    """Ends the rules of a shop or platform from an instant on: what stands above them holds alone.

    IllegalStep when none of theirs are in force then.
    """
    theirs = select(GuardPolicy).where(_held_by(holder), GuardPolicy.effective_at <= effective_at)
    last = session.scalar(theirs.order_by(GuardPolicy.effective_at.desc(), GuardPolicy.id.desc()).limit(1))
    if last is None or last.document is None:
        raise IllegalStep(reason="no_rules_to_end")
    retired = _version(holder, effective_at, now)
    session.add(retired)
    return retired


def activated_policies(session: Session) -> list[GuardPolicy]:
    """Every version that was activated, the one that comes into force last first."""
    return list(session.scalars(select(GuardPolicy).order_by(GuardPolicy.effective_at.desc(), GuardPolicy.id.desc())))


def _version(holder: Holder, effective_at: datetime, now: datetime) -> GuardPolicy:
    return GuardPolicy(
        shop_id=holder.id if isinstance(holder, Shop) else None,
        platform=holder if isinstance(holder, Platform) else None,
        effective_at=effective_at,
        created_at=now,
    )


def _held_by(holder: Holder) -> ColumnElement[bool]:
    if isinstance(holder, Shop):
        return GuardPolicy.shop_id == holder.id
    if isinstance(holder, Platform):
        return GuardPolicy.platform == holder
    return and_(GuardPolicy.shop_id.is_(None), GuardPolicy.platform.is_(None))


# Made once: every decision asks it.
_VERSIONS = (
    select(GuardPolicy)
    .where(
        or_(
            _held_by(None),
            GuardPolicy.shop_id == bindparam("shop"),
            GuardPolicy.platform == select(Shop.platform).where(Shop.id == bindparam("shop")).scalar_subquery(),
        ),
        GuardPolicy.effective_at <= bindparam("now"),
    )
    .order_by(GuardPolicy.effective_at, GuardPolicy.id)
    # Read only where it is not known yet.
    .options(defer(GuardPolicy.document))
)

_known: dict[str, Policy] = {}
"""Policies by their digest, which names them exactly; there are never many."""


def _versions_for(session: Session, shop_id: int, now: datetime) -> list[GuardPolicy]:
    """Of every level all that came into force, the one that is now in force last."""
    return list(session.scalars(_VERSIONS, {"shop": shop_id, "now": now}))


def _policy(version: GuardPolicy, named: str) -> Policy:
    """What a version says: the very same each time, since what follows from it is remembered too."""
    if named not in _known:
        _known[named] = parse_policy(version.document)
    return _known[named]
