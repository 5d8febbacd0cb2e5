"""The policies in force, remembered from one claim to the next until another version is activated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, ScalarSelect, func, select
from sqlalchemy.orm import Session

from callguard.db.models import GuardPolicy
from callguard.domain import guard
from callguard.services.guard_policies import policies_in_force
from callguard.settings import Settings


@dataclass(frozen=True)
class InForce:
    """What holds for a shop in `[since, until)`, `version` being the latest there is; no end is known where None."""

    version: int | None
    since: datetime
    until: datetime | None
    policies: Sequence[guard.Policy]

    def holds(self, version: int | None, now: datetime) -> bool:
        """Whether it still does, where `version` is the latest by now."""
        return self.version == version and self.since <= now and (self.until is None or now < self.until)


_remembered: WeakKeyDictionary[Pool, dict[tuple[int, str], InForce]] = WeakKeyDictionary()


def latest_version() -> ScalarSelect[int | None]:
    """The id of the version that was activated last, as part of a statement; None before the first."""
    return select(func.max(GuardPolicy.id)).scalar_subquery()


def in_force(session: Session, shop_id: int, preset: str, version: int | None, now: datetime) -> InForce:
    """What holds for a shop, `version` being the latest there is."""
    remembered = _remembered.setdefault(session.get_bind().engine.pool, {})
    known = remembered.get((shop_id, preset))
    if known is None or not known.holds(version, now):
        known = remembered[shop_id, preset] = _read(session, shop_id, preset, version, now)
    return known


def rules_key(settings: Settings, policies: Sequence[guard.Policy]) -> str:
    """What an entry is known under: the policies, and which issue types need a certificate."""
    certified = ",".join(sorted(settings.certified_issue_types))
    return f"{guard.policies_key(policies)}+{certified}" if certified else guard.policies_key(policies)


def _read(session: Session, shop_id: int, preset: str, version: int | None, now: datetime) -> InForce:
    until = session.scalar(select(func.min(GuardPolicy.effective_at)).where(GuardPolicy.effective_at > now))
    return InForce(version, now, until, policies_in_force(session, shop_id, preset, now))
