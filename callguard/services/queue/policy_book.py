"""The policies in force, remembered from one claim to the next until another version is activated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ScalarSelect, func, select
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


_remembered: WeakKeyDictionary[Engine, dict[tuple[int, str], _Known]] = WeakKeyDictionary()


def latest_version() -> ScalarSelect[int | None]:
    """The id of the version that was activated last, as part of a statement; None before the first."""
    return select(func.max(GuardPolicy.id)).scalar_subquery()


def policies_of(
    session: Session, shop_id: int, preset: str, version: int | None, now: datetime
) -> Sequence[guard.Policy]:
    """The policies in force for a shop, `version` being the latest there is."""
    book = _remembered.setdefault(session.get_bind().engine, {})
    known = book.get((shop_id, preset))
    if known is None or not known.still_holds(version, now):
        known = book[shop_id, preset] = _read(session, shop_id, preset, version, now)
    return known.policies


def rules_key(settings: Settings, policies: Sequence[guard.Policy]) -> str:
    """What an entry is known under: the policies, and which issue types need a certificate."""
    certified = ",".join(sorted(settings.certified_issue_types))
    return f"{guard.policies_key(policies)}+{certified}" if certified else guard.policies_key(policies)


def _read(session: Session, shop_id: int, preset: str, version: int | None, now: datetime) -> _Known:
    until = session.scalar(select(func.min(GuardPolicy.effective_at)).where(GuardPolicy.effective_at > now))
    return _Known(version, now, until, policies_in_force(session, shop_id, preset, now))
