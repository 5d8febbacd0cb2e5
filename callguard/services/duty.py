"""Who of a shop's seniors is there."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import DayOff, User
from callguard.services.preparations import seniors_on_duty


def nearest_on_duty(session: Session, shop_id: int, on: date) -> list[User]:
    """The shop's seniors of the nearest role of whom any works that day; where nobody does, all: somebody must know."""
    seniors = seniors_on_duty(session, shop_id)
    away = set(session.scalars(select(DayOff.user_id).where(DayOff.on == on)))
    there = [senior for senior in seniors if senior.id not in away]
    return [senior for senior in there if senior.role is there[0].role] or seniors
