"""How customers stand at the demo's present: rung too lately, promised a call, on a colleague's desk, and so on."""

from datetime import datetime, timedelta

from callguard.db.models import Case
from callguard.demo.acts import Story, dialled_now, plan_to_ask, prepared_now, ring, this_morning, waiting
from callguard.demo.intake import Trouble, open_case_to_call
from callguard.demo.office import Office
from callguard.demo.talks import ask_for_more, ends, explains, unanswered, unanswered_until
from callguard.demo.words import blackouts, say
from callguard.domain.disposition import Disposition
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.services.releases import decide_release, request_release
from callguard.services.wishes import add_blackout


def too_soon(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung within the last hour, and nobody picked up."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, office.now - timedelta(minutes=52), unanswered)


def promised_today(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung this morning, and asked to be rung again later today."""
    yield at
    case = open_case_to_call(office, trouble, at)
    later = office.now + timedelta(minutes=office.random.randrange(1, 21) * 10)
    at = this_morning(office)
    yield from ring(office, case, at, ends(Disposition.CALL_LATER, last=Step.INTRODUCE, next_due_at=later))


def promised_and_due(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung this morning, and asked to be rung again just now."""
    yield at
    case = open_case_to_call(office, trouble, at)
    just_now = office.now - timedelta(minutes=5)
    at = this_morning(office)
    yield from ring(office, case, at, ends(Disposition.CALL_LATER, last=Step.INTRODUCE, next_due_at=just_now))


def last_call_left(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung twice today without an answer: the third call is the last, and a supervisor's to allow."""
    yield at
    yield from _rung_twice_today(office, open_case_to_call(office, trouble, at))


def release_asked(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung twice today, and the agent has asked for the last call."""
    yield from _release(office, trouble, at, granted=None)


def release_granted(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung twice today, and the supervisor allows the last call."""
    yield from _release(office, trouble, at, granted=True)


def release_refused(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Rung twice today, and the supervisor says that this is enough for the day."""
    yield from _release(office, trouble, at, granted=False)


def not_at_these_hours(office: Office, trouble: Trouble, at: datetime) -> Story:
    """The customer ruled out some hours of the day."""
    yield at
    case = open_case_to_call(office, trouble, at)
    hours = office.random.choice(blackouts())
    add_blackout(
        office.session,
        case.id,
        office.agent_for(waiting(office, case)),
        hours.words,
        at,
        days=hours.days,
        opens_minute=hours.opens_minute,
        closes_minute=hours.closes_minute,
    )


def asked_today(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Settled two days ago, and to be asked just now how content they are."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, explains)
    plan_to_ask(office, case, office.now - timedelta(minutes=10))


def on_a_desk(office: Office, trouble: Trouble, at: datetime) -> Story:
    """A colleague is preparing it just now."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield office.now - timedelta(minutes=2)
    prepared_now(office, case)


def in_a_call(office: Office, trouble: Trouble, at: datetime) -> Story:
    """A colleague is on the telephone just now."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield office.now - timedelta(minutes=2)
    dialled_now(office, case, Step.LISTEN)


def waits_for_senior(office: Office, trouble: Trouble, at: datetime) -> Story:
    """A colleague is on the telephone and has asked for more than they may give."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield office.now - timedelta(minutes=5)
    desk = dialled_now(office, case, Step.PROPOSE)
    if desk is not None:
        ask_for_more(desk)


def _rung_twice_today(office: Office, case: Case) -> Story:
    again_at, once_more_at = office.now - timedelta(minutes=100), office.now - timedelta(minutes=20)
    yield from ring(office, case, this_morning(office), unanswered_until(again_at))
    yield from ring(office, case, again_at, unanswered_until(once_more_at))


def _release(office: Office, trouble: Trouble, at: datetime, *, granted: bool | None) -> Story:
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from _rung_twice_today(office, case)
    asked_at = office.now - timedelta(minutes=19)
    yield asked_at
    callback, reason = waiting(office, case), say(office.random, "release_reasons")
    release = request_release(office.session, callback.id, office.agent_for(callback), reason, asked_at)
    if granted is not None:
        yield asked_at + timedelta(minutes=6)
        supervisor = office.staff.senior(Role.SUPERVISOR)
        decide_release(office.session, release.id, supervisor, granted, asked_at + timedelta(minutes=6))
