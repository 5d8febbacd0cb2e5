"""What every story is made of: a case that comes in, calls, notes, and promises carried out."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from callguard.db.models import Callback, Case, Commitment
from callguard.demo.desk import Desk, Talk, prepared_desk
from callguard.demo.intake import Trouble
from callguard.demo.office import Office
from callguard.demo.rota import CALL_TAKES
from callguard.demo.talks import walk
from callguard.demo.words import say
from callguard.domain import guard
from callguard.domain.case import CaseStatus
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.services.cases import add_note
from callguard.services.commitments import keep_commitment
from callguard.services.leases import give_back
from callguard.services.surveys import plan_survey

Story = Iterator[datetime]
Plot = Callable[[Office, Trouble, datetime], Story]
"""A story about a trouble that comes in at an instant."""

_PACES = (0.4, 0.7, 0.8, 0.9, 1.6, 8)
"""How long keeping a promise takes, as a share of the time given for it."""


def waiting(office: Office, case: Case) -> Callback:
    """The call that is to be made about the case next."""
    callback = office.next_callback(case)
    if callback is None:
        raise RuntimeError("a story goes on about a case that nobody is to call about")
    return callback


def ring(office: Office, case: Case, not_before: datetime, talk: Talk) -> Story:
    """One call, as soon as it is due, somebody is free, and the guard agrees; written down when it is over."""
    callback = waiting(office, case)
    agent, earliest = office.agent_for(callback), max(not_before, callback.due_at)
    while True:
        at = office.rota.book(agent, earliest)
        yield at + CALL_TAKES
        desk = prepared_desk(office, callback, agent, at)
        answer = desk.take_permit()
        if not isinstance(answer, guard.Answer):
            return desk.finish(talk(desk))
        give_back(office.session, callback.id, agent, desk.token, desk.at)
        if answer.next_allowed_at is None:
            return
        earliest = answer.next_allowed_at


def prepared_now(office: Office, case: Case) -> Desk | None:
    """The call on the desk of somebody idle, prepared; None when everybody is busy."""
    callback = waiting(office, case)
    agent = office.idle_agent_for(callback)
    return prepared_desk(office, callback, agent, office.at) if agent else None


def dialled_now(office: Office, case: Case, last: Step) -> Desk | None:
    """A call that has come to a step and goes on; None when nobody may make it."""
    desk = prepared_now(office, case)
    if desk is None or isinstance(desk.take_permit(), guard.Answer):
        return None
    walk(desk, last)
    return desk


def this_morning(office: Office) -> datetime:
    """The opening hour of the demo's present day."""
    zone = ZoneInfo(office.settings.display_tz)
    return datetime.combine(office.now.astimezone(zone).date(), time(10), zone)


def plan_to_ask(office: Office, case: Case, due_at: datetime) -> bool:
    """Has the customer asked then how content they are, if the case was settled before; whether it was."""
    is_settled = case.status is CaseStatus.CLOSED and office.at < due_at
    if is_settled:
        plan_survey(office.session, case, due_at, office.staff.senior(Role.TEAM_LEADER), office.at)
    return is_settled


def progress_note(office: Office, case: Case) -> Story:
    """A colleague adds to the register where the matter stands, some hours later."""
    at = office.rota.at_work(office.at + timedelta(minutes=office.random.randrange(30, 300)))
    yield at
    leader = office.staff.senior(Role.TEAM_LEADER)
    add_note(office.session, case.id, leader, say(office.random, "progress_notes"), at)


def carry_out(office: Office, case: Case) -> Story:
    """The promises about a case are kept, most in time, some late, some not yet."""
    for promise in office.session.scalars(select(Commitment).where(Commitment.case_id == case.id)).all():
        length = promise.due_at - promise.made_at
        kept_at = office.rota.at_work(promise.made_at + length * office.random.choice(_PACES))
        yield kept_at
        keep_commitment(office.session, promise.id, office.staff.senior(Role.TEAM_LEADER), kept_at)
