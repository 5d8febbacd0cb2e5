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
class _Known:
    """What held for a shop in `[since, until)`, read when `version` was the latest."""

    version: int | None
    since: datetime
    until: datetime | None
    policies: Sequence[guard.Policy]

    def still_holds(self, version: int | None, now: datetime) -> bool:
        return self.version == version and self.since <= now and (self.until is None or now < self.until)


# By the pool: it is the one thing that reading, writing and claiming at once have in common.
_remembered: WeakKeyDictionary[Pool, dict[tuple[int, str], _Known]] = WeakKeyDictionary()


def latest_version() -> ScalarSelect[int | None]:
    """The id of the version that was activated last, as part of a statement; None before the first."""
    return select(func.max(GuardPolicy.id)).scalar_subquery()


def policies_of(
    session: Session, shop_id: int, preset: str, version: int | None, now: datetime
) -> Sequence[guard.Policy]:
    """The policies in force for a shop, `version` being the latest there is."""
    pool = session.get_bind().engine.pool
    policies = remembered_policies(pool, shop_id, preset, version, now)
    if policies is None:
        known = _read(session, shop_id, preset, version, now)
        _remembered.setdefault(pool, {})[shop_id, preset] = known
        policies = known.policies
    return policies


def remembered_policies(
    pool: Pool, shop_id: int, preset: str, version: int | None, now: datetime
) -> Sequence[guard.Policy] | None:
    """The same without asking the database; None where it has to be asked."""
    known = _remembered.get(pool, {}).get((shop_id, preset))
    return known.policies if known is not None and known.still_holds(version, now) else None


def rules_key(settings: Settings, policies: Sequence[guard.Policy]) -> str:
    """What an entry is known under: the policies, and which issue types need a certificate."""
    certified = ",".join(sorted(settings.certified_issue_types))
    return f"{guard.policies_key(policies)}+{certified}" if certified else guard.policies_key(policies)


def _read(session: Session, shop_id: int, preset: str, version: int | None, now: datetime) -> _Known:
    until = session.scalar(select(func.min(GuardPolicy.effective_at)).where(GuardPolicy.effective_at > now))
    return _Known(version, now, until, policies_in_force(session, shop_id, preset, now))
