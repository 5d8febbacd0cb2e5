"""A pause after a call that hurt: offered once for it, taken and ended by the agent, who gets no calls meanwhile."""

from datetime import datetime

from sqlalchemy import Integer, bindparam, literal_column, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Outcome, User
from callguard.domain.disposition import EVERY_RULE
from callguard.domain.errors import IllegalStep
from callguard.settings import Settings

# By the index of dials: outcomes have none by agent.
_LAST_CALL = (
    select(Outcome.disposition, Outcome.recorded_at, User.paused_until)
    .join(Attempt, Attempt.id == Outcome.attempt_id)
    .join(User, User.id == Attempt.agent_id)
    .where(Attempt.agent_id == bindparam("agent"), Attempt.callback_id.is_not(None))
    .order_by(Attempt.id.desc())
    .limit(literal_column("1", Integer))
)


def pause_offered(session: Session, settings: Settings, agent: User, now: datetime) -> bool:
    """Whether the agent's last call was one to recover from, and they neither paused since nor had that long to."""
    last = session.execute(_LAST_CALL, {"agent": agent.id}).first()
    if last is None or not EVERY_RULE[last.disposition].offers_pause:
        return False
    is_recent = now < last.recorded_at + settings.pause_length
    return is_recent and (last.paused_until is None or last.paused_until < last.recorded_at)


def take_pause(session: Session, settings: Settings, agent: User, now: datetime) -> datetime:
    """Gives the agent no calls until the instant returned; IllegalStep where no pause is offered."""
    if not pause_offered(session, settings, agent, now):
        raise IllegalStep(reason="no_pause_offered")
    until = now + settings.pause_length
    session.execute(update(User).where(User.id == agent.id).values(paused_until=until))
    return until


def end_pause(session: Session, agent: User, now: datetime) -> None:
    """Lets the agent have calls again; nothing where they have them already."""
    session.execute(update(User).where(User.id == agent.id, User.paused_until > now).values(paused_until=now))


def paused_until(session: Session, agent: User, now: datetime) -> datetime | None:
    """When the agent's pause ends; None while there is none."""
    return session.scalar(select(User.paused_until).where(User.id == agent.id, User.paused_until > now))


def refuse_who_pauses(session: Session, agent: User, now: datetime) -> None:
    """Raises IllegalStep while the agent's pause lasts."""
    if paused_until(session, agent, now) is not None:
        raise pause_refused()


def pause_refused() -> IllegalStep:
    """The refusal of a claim during one's pause."""
    return IllegalStep(reason="pausing")
