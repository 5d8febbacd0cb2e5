"""Who may touch a practice call, and when."""

from sqlalchemy.orm import Session

from callguard.db.models import PracticeCall, User
from callguard.domain.errors import IllegalStep, UnknownId
from callguard.domain.practice import PracticeState
from callguard.services.team import members_of


def locked(session: Session, call_id: int) -> PracticeCall:
    """The practice call under a lock; UnknownId where there is none."""
    call = session.get(PracticeCall, call_id, with_for_update=True, populate_existing=True)
    if call is None:
        raise UnknownId
    return call


def agents_own(session: Session, call_id: int, agent: User) -> PracticeCall:
    """The same for the one who practises; UnknownId for everybody else."""
    call = locked(session, call_id)
    if call.agent_id != agent.id:
        raise UnknownId
    return call


def refuse_strangers(session: Session, call: PracticeCall, viewer: User) -> None:
    """Raises UnknownId where it is neither the viewer's own nor their people's."""
    if call.agent_id not in {member.id for member in members_of(session, viewer)}:
        raise UnknownId


def require(call: PracticeCall, *states: PracticeState) -> None:
    """Raises IllegalStep unless it is in one of the states."""
    if call.state not in states:
        raise IllegalStep(reason="practice_state")
