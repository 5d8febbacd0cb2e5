"""The versions of every level's rules in their order: what was, what holds, what is to come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from callguard.db.models import GuardPolicy, Shop
from callguard.domain.guard import Policy, load_preset, parse_policy
from callguard.services.guard_policies import Holder, activated_policies


class Standing(StrEnum):
    """Whether a version has been replaced, holds now, or is to come into force."""

    PAST = "past"
    IN_FORCE = "in_force"
    TO_COME = "to_come"


@dataclass(frozen=True)
class PolicyVersion:
    """One version and the one before it; `policy` None: no rules at that level, `row` None: the preset, since ever."""

    policy: Policy | None
    before: Policy | None
    standing: Standing
    row: GuardPolicy | None


@dataclass(frozen=True)
class PolicyLine:
    """One holder's versions, the latest first."""

    holder: Holder
    versions: tuple[PolicyVersion, ...]

    def at(self, at: datetime) -> Policy | None:
        """What holds at an instant."""
        begun = (one for one in self.versions if one.row is None or one.row.effective_at <= at)
        return next((one.policy for one in begun), None)


def policy_lines(session: Session, preset: str, shops: Collection[Shop], now: datetime) -> list[PolicyLine]:
    """The company's line, those of platforms, and those of these shops, wherever there ever were rules."""
    rows: dict[Holder, list[GuardPolicy]] = {None: []}
    known = {shop.id: shop for shop in shops}
    for row in reversed(activated_policies(session)):
        if row.shop_id is None or row.shop_id in known:
            rows.setdefault(row.platform if row.shop_id is None else known[row.shop_id], []).append(row)
    ordered = sorted(rows, key=lambda holder: (isinstance(holder, Shop), holder is not None))
    return [PolicyLine(holder, _versions(rows[holder], None if holder else preset, now)) for holder in ordered]


def _versions(rows: Iterable[GuardPolicy], preset: str | None, now: datetime) -> tuple[PolicyVersion, ...]:
    kept: list[tuple[Policy | None, GuardPolicy | None]] = [(load_preset(preset), None)] if preset else []
    kept += [(parse_policy(row.document) if row.document else None, row) for row in rows]
    begun = sum(row is None or row.effective_at <= now for _policy, row in kept)
    versions = []
    for index, (policy, row) in enumerate(kept):
        before = kept[index - 1][0] if index else None
        versions.append(PolicyVersion(policy, before, _standing(index, begun), row))
    return tuple(reversed(versions))


def _standing(index: int, begun: int) -> Standing:
    if index >= begun:
        return Standing.TO_COME
    return Standing.IN_FORCE if index == begun - 1 else Standing.PAST
