"""What happened to customers in the last fortnight: each story says when it goes on, and is played in that order.

A story whose next instant lies beyond the present is simply not over: its customer waits, as customers do.
"""

from datetime import datetime, timedelta

from callguard.demo.acts import Story, carry_out, plan_to_ask, progress_note, ring
from callguard.demo.desk import Talk
from callguard.demo.intake import Trouble, open_case, open_case_to_call
from callguard.demo.office import Office
from callguard.demo.talks import asks_senior, ends, explains, rates, settles, unanswered
from callguard.domain.approval import Decision
from callguard.domain.case import CaseStatus
from callguard.domain.disposition import Disposition
from callguard.domain.script import Step
from callguard.domain.survey import SURVEY_AFTER
from callguard.services.cases import add_number


def closed_online(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Dealt with on the platform: nobody had to ring."""
    yield at
    open_case(office, trouble, at, status=CaseStatus.CLOSED)


def untouched(office: Office, trouble: Trouble, at: datetime) -> Story:
    """A case that nobody has called about yet."""
    yield at
    open_case_to_call(office, trouble, at)


def settled(office: Office, trouble: Trouble, at: datetime) -> Story:
    """One call, and a promise that is mostly kept."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, settles)
    yield from carry_out(office, case)


def explained_away(office: Office, trouble: Trouble, at: datetime) -> Story:
    """One call, and nothing to pay."""
    yield at
    yield from ring(office, open_case_to_call(office, trouble, at), at, explains)


def asked_afterwards(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Settled, and asked two days later how content they are."""
    yield from _asked(office, trouble, at, rates(office.random.choice((3, 4, 4, 5, 5))))


def dissatisfied_afterwards(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Settled, as we thought: asked two days later, the customer has the case opened again."""
    yield from _asked(office, trouble, at, rates(2, next_due_at=office.now + timedelta(hours=1)))


def settled_at_second_try(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Nobody picks up at first; noted for the colleagues in between."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, unanswered)
    yield from progress_note(office, case)
    yield from ring(office, case, at, settles)
    yield from carry_out(office, case)


def wants_time(office: Office, trouble: Trouble, at: datetime) -> Story:
    """The customer thinks it over until the next day, then agrees."""
    yield at
    case = open_case_to_call(office, trouble, at)
    tomorrow = at + timedelta(days=1, minutes=office.random.randrange(1, 18) * 10)
    yield from ring(office, case, at, ends(Disposition.WANTS_TIME, last=Step.PROPOSE, next_due_at=tomorrow))
    yield from ring(office, case, at, settles)
    yield from carry_out(office, case)


def approved(office: Office, trouble: Trouble, at: datetime) -> Story:
    """More than the agent may give, and the senior agrees."""
    yield from _with_senior(office, trouble, at, Decision.APPROVE)


def countered(office: Office, trouble: Trouble, at: datetime) -> Story:
    """More than the agent may give; the senior names less, and the customer takes it."""
    yield from _with_senior(office, trouble, at, Decision.COUNTER)


def rejected(office: Office, trouble: Trouble, at: datetime) -> Story:
    """More than the agent may give, and the senior declines."""
    yield from _with_senior(office, trouble, at, Decision.REJECT)


def refused(office: Office, trouble: Trouble, at: datetime) -> Story:
    """The customer takes nothing that is offered; the case goes on in writing."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, ends(Disposition.REFUSED, last=Step.CLOSE))
    yield from progress_note(office, case)


def threatens_complaint(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Somebody to be handled by a senior from here on."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, ends(Disposition.COMPLAINT_THREATENED))
    yield from progress_note(office, case)


def abusive(office: Office, trouble: Trouble, at: datetime) -> Story:
    """A call after which the agent needs a pause."""
    yield at
    yield from ring(office, open_case_to_call(office, trouble, at), at, ends(Disposition.ABUSIVE))


def wrong_number(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Somebody else's number: struck off, and nobody can be rung until the right one is found."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, ends(Disposition.WRONG_NUMBER, last=Step.INTRODUCE))


def somebody_else(office: Office, trouble: Trouble, at: datetime) -> Story:
    """The family picks up, and the customer is reached later."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, ends(Disposition.NOT_RIGHT_PERSON, last=Step.INTRODUCE))
    yield from ring(office, case, at, settles)
    yield from carry_out(office, case)


def number_found(office: Office, trouble: Trouble, at: datetime) -> Story:
    """The files brought no number; an agent asks for it on the platform and fills it in."""
    yield at
    case = open_case_to_call(office, trouble, at)
    yield at + timedelta(minutes=50)
    callback = office.next_callback(case)
    if callback is not None:
        agent, number = office.agent_for(callback), trouble.person.number
        add_number(office.session, office.vault, case.id, agent, number, at + timedelta(minutes=50))
    yield from ring(office, case, at + timedelta(minutes=55), settles)
    yield from carry_out(office, case)


def not_to_be_called(office: Office, trouble: Trouble, at: datetime) -> Story:
    """Asked not to be rung; the next case of theirs days later can't be rung either."""
    yield at
    yield from ring(office, open_case_to_call(office, trouble, at), at, ends(Disposition.DO_NOT_CALL))
    yield at + timedelta(days=3)
    open_case_to_call(office, trouble, at + timedelta(days=3))


def _with_senior(office: Office, trouble: Trouble, at: datetime, decision: Decision) -> Story:
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, asks_senior(decision))
    yield from carry_out(office, case)


def _asked(office: Office, trouble: Trouble, at: datetime, talk: Talk) -> Story:
    yield at
    case = open_case_to_call(office, trouble, at)
    yield from ring(office, case, at, explains)
    if plan_to_ask(office, case, office.at + SURVEY_AFTER):
        yield from ring(office, case, office.at, talk)
