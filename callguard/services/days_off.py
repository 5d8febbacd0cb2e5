"""Days off: who is away gets no calls, and what is bound to them is anybody's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Callback, Case, DayOff, User
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields
from callguard.services.queue.keeping import note_changed
from callguard.services.team import member_for
from callguard.settings import Settings


def is_off(session: Session, settings: Settings, user: User, now: datetime) -> bool:
    """Whether the user doesn't work today."""
    return session.get(DayOff, (user.id, today(settings, now))) is not None


def refuse_who_is_off(session: Session, settings: Settings, user: User, now: datetime) -> None:
    """Raises IllegalStep for somebody who doesn't work today: whoever is away is given no calls."""
    if is_off(session, settings, user, now):
        raise day_off_refused()


def day_off_refused() -> IllegalStep:
    """The refusal of a step on one's day off."""
    return IllegalStep(reason="day_off")


def today(settings: Settings, now: datetime) -> date:
    """The date on the installation's wall."""
    return now.astimezone(ZoneInfo(settings.display_tz)).date()


def add_day_off(session: Session, settings: Settings, senior: User, user_id: int, on: date, now: datetime) -> None:
    """Gives one of the senior's people a day off; twice changes nothing.

    InvalidFields for a day that is past, UnknownId for others' people, NotYours below a team leader.
    """
    member = member_for(session, senior, user_id)
    if on < today(settings, now):
        raise InvalidFields((FieldError("on", "day_in_past"),))
    insert_unless_there(session, DayOff, user_id=member.id, on=on)
    _note_bound(session, member)


def remove_day_off(session: Session, senior: User, user_id: int, on: date) -> None:
    """Takes the day off back; raises as adding does, but for days past."""
    member = member_for(session, senior, user_id)
    session.execute(delete(DayOff).where(DayOff.user_id == member.id, DayOff.on == on))
    _note_bound(session, member)


def _note_bound(session: Session, user: User) -> None:
    # What is being bound to them at this very moment we can't see: it is anybody's an hour past its time all the same.
    bound = (Callback.agent_id == user.id) & (Callback.status == CallbackStatus.PENDING)
    note_changed(session, session.scalars(select(Case.customer_id).join(Callback).where(bound)))
