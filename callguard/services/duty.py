"""Who of a shop's seniors is there."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Case, DayOff, User
from callguard.services.preparations import seniors_on_duty


def nearest_on_duty(session: Session, case: Case, now: datetime) -> list[User]:
    """The shop's seniors of the nearest role of whom any works today; where nobody does, all: somebody must know."""
    seniors = seniors_on_duty(session, case.shop_id)
    # The calls are made where the customer is, and so is the desk that makes them.
    today = now.astimezone(ZoneInfo(case.customer.time_zone)).date()
    away = set(session.scalars(select(DayOff.user_id).where(DayOff.on == today)))
    there = [senior for senior in seniors if senior.id not in away]
    return [senior for senior in there if senior.role is there[0].role] or seniors
