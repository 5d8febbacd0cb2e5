"""Hints for who is new: each is shown to a user until they put it away, or want all of them back."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.hint import Hint


def dismiss_hint(session: Session, user: User, hint: Hint, now: datetime) -> None:
    """Shows the hint to this user no more."""
    # Locked: another tab may put another hint away at the same moment.
    row = session.get_one(User, user.id, with_for_update={"key_share": True}, populate_existing=True)
    row.dismissed_hints = row.dismissed_hints | {hint.value: now.isoformat()}


def show_hints_again(session: Session, user: User) -> None:
    """Shows the user every hint as on the first day."""
    session.execute(update(User).where(User.id == user.id).values(dismissed_hints={}))
