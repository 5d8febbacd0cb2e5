"""Who works in a shop: the front line, and whom to turn to."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from callguard.db.models import Shop, User
from callguard.domain.errors import NotYours, UnknownId
from callguard.domain.role import Role


def front_line(session: Session) -> list[User]:
    """Every agent and specialist who is active, with shops loaded."""
    agents = select(User).where(User.active, User.role.in_([role for role in Role if role.rank == 0]))
    return list(session.scalars(agents.order_by(User.id).options(selectinload(User.shops))))


def first_seniors(session: Session, shop_id: int) -> list[User]:
    """The shop's team leaders; where it has none, those of the next role up."""
    active = select(User).join(User.shops).where(User.active, Shop.id == shop_id).order_by(User.id)
    seniors = [user for user in session.scalars(active) if user.role.rank > 0]
    nearest = min((user.role.rank for user in seniors), default=0)
    return [user for user in seniors if user.role.rank == nearest]


def leaders(session: Session) -> list[User]:
    """Whom every shop turns to first, with shops loaded."""
    shop_ids = session.scalars(select(Shop.id).order_by(Shop.id)).all()
    found = {senior.id: senior for shop_id in shop_ids for senior in first_seniors(session, shop_id)}
    return list(found.values())


def member_for(session: Session, senior: User, user_id: int) -> User:
    """Somebody who works in one of the senior's shops; UnknownId for others, NotYours for the front line to ask."""
    member = session.scalar(_colleagues(senior).where(User.id == user_id))
    if member is None:
        raise UnknownId
    if senior.role.rank == 0:
        raise NotYours
    return member


def members_of(session: Session, user: User) -> list[User]:
    """Whom the user leads: everybody who works in one of their shops; the front line only themselves."""
    people = _colleagues(user) if user.role.rank > 0 else _colleagues(user).where(User.id == user.id)
    return sorted(session.scalars(people.order_by(User.id)), key=lambda one: one.role.rank)


def _colleagues(user: User) -> Select[User]:
    return select(User).where(User.active, User.shops.any(Shop.id.in_([shop.id for shop in user.shops])))
