"""What a leader sees of each of their people, and everybody of themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Certificate, DayOff, User
from callguard.domain.attempt import NOTHING_RANG
from callguard.domain.case import IssueType
from callguard.services.days_off import today
from callguard.services.team import members_of
from callguard.settings import Settings

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class MemberSheet:
    """One person: what they may call about, when they are away from today on, and how often they said "did not dial".

    Only calls that nothing but their word says never rang are counted, in the last 7 and the last 30 days.
    """

    user: User
    certificates: Sequence[IssueType]
    days_off: Sequence[date]
    is_off: bool
    not_dialled_week: int
    not_dialled_month: int


def team_sheets(session: Session, settings: Settings, viewer: User, now: datetime) -> list[MemberSheet]:
    """Everybody of a leader's shops, the front line first; of the front line each sees themselves only."""
    members, on = members_of(session, viewer), today(settings, now)
    ids = [member.id for member in members]
    certificates, days_off = _certificates(session, ids), _days_off(session, ids, on)
    week, month = (_not_dialled(session, ids, now - length) for length in (WEEK, MONTH))
    return [
        MemberSheet(
            user=one,
            certificates=certificates[one.id],
            days_off=days_off[one.id],
            is_off=on in days_off[one.id],
            not_dialled_week=week.get(one.id, 0),
            not_dialled_month=month.get(one.id, 0),
        )
        for one in members
    ]


def _certificates(session: Session, user_ids: Collection[int]) -> Mapping[int, list[IssueType]]:
    held: dict[int, list[IssueType]] = defaultdict(list)
    in_force = select(Certificate).where(Certificate.user_id.in_(user_ids), Certificate.revoked_at.is_(None))
    for certificate in session.scalars(in_force.order_by(Certificate.id)):
        held[certificate.user_id].append(certificate.issue_type)
    return held


def _days_off(session: Session, user_ids: Collection[int], since: date) -> Mapping[int, list[date]]:
    away: dict[int, list[date]] = defaultdict(list)
    ahead = select(DayOff).where(DayOff.user_id.in_(user_ids), DayOff.on >= since)
    for day in session.scalars(ahead.order_by(DayOff.on)):
        away[day.user_id].append(day.on)
    return away


def _not_dialled(session: Session, user_ids: Collection[int], since: datetime) -> Mapping[int, int]:
    said = Attempt.settled_by_id.in_(user_ids) & Attempt.result.in_(NOTHING_RANG)
    counts = select(Attempt.settled_by_id, func.count()).where(said, Attempt.settled_at > since)
    return {user_id: count for user_id, count in session.execute(counts.group_by(Attempt.settled_by_id)) if user_id}
