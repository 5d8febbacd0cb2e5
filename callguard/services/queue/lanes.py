"""Which callbacks open and close together, which of them are open now, and whose they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Case, Lane, User
from callguard.domain import guard
from callguard.domain.case import IssueType
from callguard.domain.role import Role
from callguard.services.certificates import issue_types_of, needs_certificate
from callguard.services.queue.policy_book import rules_key
from callguard.settings import Settings

ANY_HOUR = ""
"""The zones of a lane whose callbacks carry their hours in themselves, since a consent may lift the shop's."""

COMMON = ""
"""The skill of what everybody of the shop may call about."""

_SEPARATOR = ","


_ANYBODYS = frozenset(issue_type for issue_type in IssueType if all(role.handles(issue_type) for role in Role))


def skill_for(settings: Settings, issue_type: IssueType) -> str:
    """The skill that a call about this needs."""
    return COMMON if issue_type in _ANYBODYS and not needs_certificate(settings, issue_type) else issue_type.value


def skills_of(session: Session, settings: Settings, agent: User) -> set[str]:
    """Every skill the agent has."""
    return {skill_for(settings, issue_type) for issue_type in issue_types_of(session, settings, agent)}


def zones_of(question: guard.Question) -> str:
    """The customer's zones as a lane names them."""
    return _SEPARATOR.join(question.customer.time_zones)


class LaneBook:
    """The lanes there are, to find one by what it stands for; one that is missing is added."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session, self._settings = session, settings
        self._ids = self._read()

    def lane_id(self, case: Case, zones: str) -> int:
        """The lane of a case whose customer lives in these zones."""
        key = (case.shop_id, zones, skill_for(self._settings, case.issue_type))
        if key not in self._ids:
            # Another transaction may be adding it: we wait for that one, and find it then.
            insert_unless_there(self._session, Lane, **dict(zip(("shop_id", "zones", "skill"), key, strict=True)))
            self._ids = self._read()
        return self._ids[key]

    def _read(self) -> dict[tuple[int, str, str], int]:
        rows = self._session.execute(select(Lane.shop_id, Lane.zones, Lane.skill, Lane.id))
        return {(shop_id, zones, skill): lane_id for shop_id, zones, skill, lane_id in rows}


def open_lanes(
    settings: Settings,
    lanes: Iterable[Any],
    skills: set[str],
    policies: Mapping[int, Sequence[guard.Policy]],
    now: datetime,
) -> dict[int, str]:
    """Those of the lanes in which calls may be made at this instant by somebody with these skills.

    By their ids, each with the key of the rules that hold there; `policies` are those of each shop.
    """
    keys = {shop_id: rules_key(settings, in_force) for shop_id, in_force in policies.items()}
    theirs = (lane for lane in lanes if lane.skill in skills)
    return {lane.id: keys[lane.shop_id] for lane in theirs if _is_open(lane.zones, policies[lane.shop_id], now)}


def opens_or_closes(
    lanes: Iterable[Any], policies: Mapping[int, Sequence[guard.Policy]], now: datetime, until: datetime
) -> datetime:
    """The first instant after `now` at which one of the lanes does so; `until` where that would be earlier."""
    spans = (span for lane in lanes for span in spans_of(lane.zones, policies[lane.shop_id], now, until))
    return min((instant for span in spans for instant in span if instant > now), default=until)


def spans_of(
    zones: str, policies: Sequence[guard.Policy], since: datetime, until: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When a lane of these zones is open in `[since, until)`."""
    if zones == ANY_HOUR:
        return ((since, until),)
    return tuple(guard.open_spans(policies, zones.split(_SEPARATOR), since, until))


def _is_open(zones: str, policies: Sequence[guard.Policy], now: datetime) -> bool:
    return zones == ANY_HOUR or guard.windows_open(policies, zones.split(_SEPARATOR), now)
