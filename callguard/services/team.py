"""Who works in a shop: the front line, and whom to turn to."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from callguard.db.models import Shop, User
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
