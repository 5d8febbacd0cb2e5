"""Practice calls: opened by a senior or asked for by an agent, scored by who played the buyer.

They have tables of their own and know neither the guard nor the telephone: nothing here can dial, count or be counted.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from callguard.db.inserts import insert_unless_there
from callguard.db.models import PracticeCall, PracticeMark, User
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.notification import NotificationKind
from callguard.domain.practice import AttitudeRule, Mark, PracticeState, check_marks, load_practice, score_of
from callguard.services.notifications import Fact, notify
from callguard.services.practice.access import locked, refuse_strangers, require
from callguard.services.team import first_seniors, member_for, members_of

LISTED = 50
"""How many practice calls a list shows, the newest first."""


def open_practice(session: Session, senior: User, user_id: int, scenario: str, now: datetime) -> PracticeCall:
    """Opens one for somebody of the senior's people, with the senior as the buyer.

    UnknownId for others' people, NotYours below a team leader, IllegalStep for oneself and while they have one open.
    """
    agent = member_for(session, senior, user_id)
    if agent.id == senior.id:
        raise IllegalStep(reason="own_practice")
    call = _opened(session, agent, senior, scenario, now)
    _tell(session, agent, NotificationKind.PRACTICE_SET, call, now, senior=senior.display_name)
    return call


def ask_for_practice(session: Session, agent: User, scenario: str, now: datetime) -> PracticeCall:
    """Asks the leaders of the agent's shops for one; IllegalStep while the agent has one open."""
    call = _opened(session, agent, None, scenario, now)
    seniors = {senior.id: senior for shop in agent.shops for senior in first_seniors(session, shop.id)}
    for senior in seniors.values():
        _tell(session, senior, NotificationKind.PRACTICE_ASKED, call, now, agent=agent.display_name)
    return call


def take_practice(session: Session, call_id: int, senior: User, now: datetime) -> None:
    """Makes the senior the buyer of one that was asked for; IllegalStep where somebody is already."""
    call = locked(session, call_id)
    if member_for(session, senior, call.agent_id).id == senior.id:
        raise IllegalStep(reason="own_practice")
    require(call, PracticeState.ASKED)
    call.senior_id = senior.id
    _tell(session, call.agent, NotificationKind.PRACTICE_SET, call, now, senior=senior.display_name)


def score_practice(
    session: Session, call_id: int, senior: User, marks: Mapping[AttitudeRule, Mark], word: str, now: datetime
) -> PracticeCall:
    """Scores it and ends it; InvalidFields says what the sheet lacks. NotYours for who didn't play the buyer."""
    call = locked(session, call_id)
    if call.senior_id != senior.id:
        raise NotYours
    require(call, PracticeState.TALKING, PracticeState.OVER)
    book = load_practice()
    faults = check_marks(book, marks)
    if faults:
        raise InvalidFields(faults)
    score = score_of(book, marks)
    call.marks = [
        PracticeMark(practice_call_id=call.id, rule=rule, grade=mark.grade, word=mark.word.strip())
        for rule, mark in marks.items()
    ]
    call.points, call.passed, call.word = score.points, score.passed, word.strip()
    call.ended_at, call.finished_at = call.ended_at or now, now
    facts: dict[str, Fact] = {"points": score.points, "passed": int(score.passed)}
    _tell(session, call.agent, NotificationKind.PRACTICE_SCORED, call, now, senior=senior.display_name, **facts)
    return call


def call_off_practice(session: Session, call_id: int, user: User, now: datetime) -> None:
    """Ends it without a score; for whoever may see it. IllegalStep once it is scored or called off."""
    call = locked(session, call_id)
    refuse_strangers(session, call, user)
    if call.finished_at is not None:
        raise IllegalStep(reason="practice_state")
    call.finished_at = now


def practice_call(session: Session, call_id: int, viewer: User) -> PracticeCall:
    """One practice call; UnknownId where it is neither the viewer's own nor their people's."""
    call = session.get(PracticeCall, call_id)
    if call is None:
        raise UnknownId
    refuse_strangers(session, call, viewer)
    return call


def practice_calls_of(session: Session, viewer: User) -> list[PracticeCall]:
    """The viewer's own and, for a leader, their people's: the newest first."""
    members = [member.id for member in members_of(session, viewer)]
    theirs = select(PracticeCall).where(PracticeCall.agent_id.in_(members))
    parts = (PracticeCall.agent, PracticeCall.senior, PracticeCall.preparation, PracticeCall.steps)
    newest = theirs.order_by(PracticeCall.id.desc()).limit(LISTED)
    return list(session.scalars(newest.options(*map(selectinload, parts))))


def _opened(session: Session, agent: User, senior: User | None, scenario: str, now: datetime) -> PracticeCall:
    if scenario not in load_practice().scenarios:
        raise InvalidFields((FieldError("scenario", "choice_unknown"),))
    values = {"agent_id": agent.id, "senior_id": senior.id if senior else None, "scenario": scenario}
    if not insert_unless_there(session, PracticeCall, **values, opened_at=now):
        raise IllegalStep(reason="practice_open")
    open_one = select(PracticeCall).where(PracticeCall.agent_id == agent.id, PracticeCall.finished_at.is_(None))
    return session.scalars(open_one).one()


def _tell(
    session: Session, user: User, kind: NotificationKind, call: PracticeCall, now: datetime, **facts: Fact
) -> None:
    about: dict[str, Fact] = {"practice": call.id, "scenario": call.scenario, **facts}
    notify(session, user.id, kind, str(call.id), now, facts=about)
