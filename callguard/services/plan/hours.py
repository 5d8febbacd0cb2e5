"""What is left of today: its hours, when each lane is open in them, and who is at work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import DayOff, Lane, User
from callguard.services.guard_policies import policies_in_force
from callguard.services.queue.lanes import skills_of, spans_of
from callguard.services.team import front_line
from callguard.settings import Settings

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)

Spans = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Day:
    """The rest of a local day, `[now, ends_at)`; `hours` are the beginnings of its hours on the wall, now's first."""

    now: datetime
    ends_at: datetime
    hours: tuple[datetime, ...]

    @classmethod
    def at(cls, settings: Settings, now: datetime) -> "Day":
        """The day of an instant in the installation's zone."""
        zone = ZoneInfo(settings.display_tz)
        local = now.astimezone(zone)
        ends_at = datetime.combine(local.date() + timedelta(days=1), time(), zone).astimezone(now.tzinfo)
        begins_at = local.replace(minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
        count = -((begins_at - ends_at) // _HOUR)
        return cls(now, ends_at, tuple(begins_at + number * _HOUR for number in range(count)))

    def hour_of(self, at: datetime) -> int:
        """The number of the hour an instant lies in."""
        return (at - self.hours[0]) // _HOUR


@dataclass(frozen=True)
class LaneToday:
    """A lane, and when it is open in the rest of the day."""

    id: int
    shop_id: int
    skill: str
    spans: tuple[tuple[datetime, datetime], ...]

    def opens_at(self, since: datetime) -> datetime | None:
        """The first instant from `since` on at which it is open; None where it isn't any more today."""
        return next((max(opens, since) for opens, closes in self.spans if since < closes), None)

    def open_minutes(self, day: Day) -> dict[int, int]:
        """For how many minutes of each hour it is open, hours without any left out."""
        found = {}
        for number, begins_at in enumerate(day.hours):
            parts = (min(closes, begins_at + _HOUR) - max(opens, begins_at) for opens, closes in self.spans)
            minutes = sum((part for part in parts if part > timedelta()), timedelta()) // _MINUTE
            if minutes:
                found[number] = minutes
        return found


@dataclass(frozen=True)
class Caller:
    """Somebody of the front line who is at work today."""

    id: int
    shop_ids: frozenset[int]
    skills: frozenset[str]

    def may_call(self, lane: LaneToday) -> bool:
        """Whether the calls of a lane are theirs to make."""
        return lane.shop_id in self.shop_ids and lane.skill in self.skills


def lanes_today(session: Session, settings: Settings, shop_ids: Collection[int], day: Day) -> list[LaneToday]:
    """The lanes of these shops."""
    policies = {one: policies_in_force(session, one, settings.policy, day.now) for one in shop_ids}
    lanes = session.scalars(select(Lane).where(Lane.shop_id.in_(shop_ids)).order_by(Lane.id))
    return [
        LaneToday(lane.id, lane.shop_id, lane.skill, spans_of(lane.zones, policies[lane.shop_id], day.now, day.ends_at))
        for lane in lanes
    ]


def callers_today(session: Session, settings: Settings, shop_ids: Collection[int], day: Day) -> list[Caller]:
    """Who of the front line of these shops is at work."""
    on = day.now.astimezone(ZoneInfo(settings.display_tz)).date()
    away = set(session.scalars(select(DayOff.user_id).where(DayOff.on == on)))
    at_work = [one for one in front_line(session) if one.id not in away and _shops(one) & set(shop_ids)]
    return [Caller(one.id, _shops(one), frozenset(skills_of(session, settings, one))) for one in at_work]


def _shops(user: User) -> frozenset[int]:
    return frozenset(shop.id for shop in user.shops)
