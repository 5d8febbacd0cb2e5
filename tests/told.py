"""What people were told, and what the register says of it."""

from sqlalchemy import select

from callguard.db.models import Callback, Notification, RegisterEntry, User
from callguard.domain.register import RegisterKind
from tests.house import House


def told(house: House, user: User) -> list[Notification]:
    """Everything the user was told, the oldest first."""
    with house.database.reading() as session:
        own = select(Notification).where(Notification.user_id == user.id)
        return list(session.scalars(own.order_by(Notification.id)))


def kinds_told(house: House, user: User) -> list[str]:
    """What each of these was about."""
    return [notification.kind for notification in told(house, user)]


def entries(house: House, kind: RegisterKind) -> list[RegisterEntry]:
    """The register's lines of a kind."""
    with house.database.reading() as session:
        return list(session.scalars(select(RegisterEntry).where(RegisterEntry.kind == kind)))


def stored(house: House, callback_id: int) -> Callback:
    """The callback as it stands in the database."""
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id)
