"""Telling users something inside the application, each thing once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Callback, Notification
from callguard.domain.notification import NotificationKind

PAGE_LENGTH = 30

Fact = str | int | list[str]


@dataclass(frozen=True)
class NotificationPage:
    """A part of a user's notifications, the newest first; `before_id` leads on to the older ones, None at the end."""

    items: tuple[Notification, ...]
    before_id: int | None


def notify(
    session: Session,
    user_id: int,
    kind: NotificationKind,
    dedupe_key: str,
    now: datetime,
    *,
    callback: Callback | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> bool:
    """Tells the user, unless they were told with this kind and key before; `facts` must hold no personal data."""
    return insert_unless_there(
        session,
        Notification,
        user_id=user_id,
        kind=kind.value,
        dedupe_key=f"{kind}:{dedupe_key}",
        facts=dict(facts or {}),
        callback_id=callback.id if callback else None,
        created_at=now,
    )


def unread_count(session: Session, user_id: int) -> int:
    """How many notifications the user has not read."""
    unread = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return session.scalar(unread) or 0


def notifications_of(
    session: Session, user_id: int, before_id: int | None = None, length: int = PAGE_LENGTH
) -> NotificationPage:
    """The user's notifications older than `before_id` (None: from the newest on), with their cases."""
    about = joinedload(Notification.callback).joinedload(Callback.case)
    own = select(Notification).where(Notification.user_id == user_id).options(about)
    if before_id is not None:
        own = own.where(Notification.id < before_id)
    # One more than asked for says whether there is a next page.
    found = session.scalars(own.order_by(Notification.id.desc()).limit(length + 1)).all()
    items = tuple(found[:length])
    return NotificationPage(items, items[-1].id if len(found) > length else None)


def mark_read(session: Session, user_id: int, notification_ids: Collection[int], now: datetime) -> None:
    """Marks these as read, as far as they are the user's own; those read before keep their time."""
    unread = Notification.id.in_(notification_ids) & Notification.read_at.is_(None)
    session.execute(update(Notification).where(Notification.user_id == user_id, unread).values(read_at=now))
