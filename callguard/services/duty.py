"""Who of a shop's seniors is there."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, DayOff, User
from callguard.domain.authority import seniors_of
from callguard.domain.role import Role


def seniors_on_duty(session: Session, shop_id: int) -> list[User]:
    """Who can be called in where somebody's safety is at stake: the shop's leaders, the nearest first."""
    of_shop = select(User).where(User.active, User.shops.any(id=shop_id), User.role.in_(seniors_of(Role.AGENT)))
    return sorted(session.scalars(of_shop), key=lambda user: (user.role.rank, user.id))


def nearest_on_duty(session: Session, case: Case, now: datetime) -> list[User]:
    """The nearest of the case's shop on the day of its customer."""
    # The calls are made where the customer is, and so is the desk that makes them.
    return nearest_of_shop(session, case.shop_id, now.astimezone(ZoneInfo(case.customer.time_zone)).date())


def named_or_nearest_on_duty(session: Session, callback: Callback, now: datetime) -> list[User]:
    """Who is to be brought into a call: whom its preparation names, else the nearest."""
    named = callback.preparation.senior_id if callback.preparation else None
    return nearest_on_duty(session, callback.case, now) if named is None else [session.get_one(User, named)]


def nearest_of_shop(session: Session, shop_id: int, today: date) -> list[User]:
    """The shop's seniors of the nearest role of whom any works today; where nobody does, all: somebody must know."""
    seniors = seniors_on_duty(session, shop_id)
    away = set(session.scalars(select(DayOff.user_id).where(DayOff.on == today)))
    there = [senior for senior in seniors if senior.id not in away]
    return [senior for senior in there if senior.role is there[0].role] or seniors
