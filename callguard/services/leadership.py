"""Which of several jobs processes may act: the one whose token stands in the one row, until its time is up.

`now` is the machine's time here, not the application's: that one may be set back by a restart of the demo, and a lead
that ends in its future would be nobody's for as long.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Leader

_NAME = "jobs"


def take_lead(session: Session, token: str, now: datetime, length: timedelta) -> bool:
    """Takes the lead or keeps it for another `length`; False while somebody else has it."""
    until = now + length
    free_or_ours = or_(Leader.token == token, Leader.expires_at <= now)
    lead = update(Leader).where(Leader.name == _NAME, free_or_ours).values(token=token, expires_at=until)
    taken = session.scalar(lead.returning(Leader.name)) is not None
    return taken or insert_unless_there(session, Leader, name=_NAME, token=token, expires_at=until)


def has_lead(session: Session, token: str, now: datetime) -> bool:
    """Whether this process leads; where it does, nobody takes the lead before this transaction ends."""
    lead = select(Leader.name).where(Leader.name == _NAME, Leader.token == token, Leader.expires_at > now)
    return session.scalar(lead.with_for_update(read=True)) is not None


def give_up_lead(session: Session, token: str, now: datetime) -> None:
    """Leaves the lead to whoever asks next."""
    session.execute(update(Leader).where(Leader.name == _NAME, Leader.token == token).values(expires_at=now))
