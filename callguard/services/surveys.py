"""Satisfaction surveys: planned when a case was settled, made once, and given up where they would disturb."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Attempt, Callback, Case, Customer, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.errors import IllegalStep
from callguard.domain.register import RegisterKind
from callguard.domain.survey import SURVEY_AFTER, SURVEY_KEEPS, SurveyEnd
from callguard.services.customer_lock import lock_customer_of
from callguard.services.guard_questions import Questioner
from callguard.services.parts import Part
from callguard.services.register import record
from callguard.settings import Settings

_AT_ONCE = 100
_LOOKS_AHEAD = timedelta(minutes=2)
"""How long before its time a survey is looked at: further than from one look to the next, so that none comes up that
would disturb an open case.
"""


@dataclass(frozen=True)
class LapsedSurvey:
    """A survey that is not to be made any more, as it was when looked at."""

    callback_id: int
    why: SurveyEnd


def case_allows() -> ColumnElement[bool]:
    """That the case leaves the callback to be made: while it is open, but a survey once it is closed, and once only."""
    is_survey, is_open = Callback.kind == CallbackKind.SURVEY, Case.status == CaseStatus.OPEN
    return or_(is_open & ~is_survey, ~is_open & is_survey & ~_is_dialled())


def is_allowed_by_case(callback: Callback) -> bool:
    """The same of a callback at hand, dialled or not."""
    is_survey, is_open = callback.kind is CallbackKind.SURVEY, callback.case.status is CaseStatus.OPEN
    return is_survey is not is_open


def proposed_survey_at(
    session: Session, vault: Vault, settings: Settings, case: Case, now: datetime
) -> datetime | None:
    """When the customer may be asked, as far as is known today; None where they are not to be rung any more."""
    at = now + SURVEY_AFTER
    question = Questioner(session, vault, settings.policy, [case.customer_id], at).question_about(case)
    answer = guard.judge(question)
    return at if answer.verdict is guard.Verdict.ALLOW else answer.next_allowed_at


def plan_survey(session: Session, case: Case, due_at: datetime, user: User, now: datetime) -> Callback:
    """Plans a survey, for anybody; IllegalStep while the case is open, or another one is planned."""
    if case.status is not CaseStatus.CLOSED:
        raise IllegalStep(reason="survey_before_close")
    planned = session.scalar(_planned().where(Callback.case_id == case.id).limit(1))
    if planned is not None and planned.due_at != due_at:
        raise IllegalStep(reason="survey_planned")
    if planned is None:
        planned = Callback(case=case, kind=CallbackKind.SURVEY, due_at=due_at, created_at=now)
        session.add(planned)
        session.flush()
        facts = {"kind": CallbackKind.SURVEY.value, "due_at": due_at.isoformat(), "agent": None}
        record(session, RegisterKind.CALLBACK_PLANNED, case, now, user, callback=planned, facts=facts)
    return planned


def refuse_unwanted(session: Session, callback: Callback, customer: Customer) -> None:
    """IllegalStep where a survey was dialled before, or the customer, who is locked, has a case that is open by now."""
    if callback.kind is not CallbackKind.SURVEY:
        return
    if session.scalar(select(Attempt.id).where(Attempt.callback_id == callback.id).limit(1)) is not None:
        raise IllegalStep(reason="survey_made")
    # Each half by its index; person_id would ask everybody.
    person = select(Customer.id).where(or_(Customer.id == customer.id, Customer.merged_into_id == customer.id))
    if _with_open_case(session, session.scalars(person)):
        raise IllegalStep(reason="survey_beside_open_case")


def find_lapsed_surveys(
    session: Session, vault: Vault, settings: Settings, now: datetime, after_id: int = 0
) -> Part[LapsedSurvey]:
    """Looks at the next hundred surveys that are due; only reads, so that nobody waits for it.

    One that is only outside calling hours waits for them, a little while.
    """
    due = session.scalars(_due(now).where(Callback.id > after_id).limit(_AT_ONCE)).all()
    questioner = Questioner(session, vault, settings.policy, {one.case.customer_id for one in due}, now)
    persons = {one.id: {customer.id for customer in questioner.history_of(one.case).customers} for one in due}
    disturbed = _with_open_case(session, chain.from_iterable(persons.values()))
    ends = (
        (one.id, SurveyEnd.CASE_OPEN if persons[one.id] & disturbed else _why_given_up(questioner, one, now))
        for one in due
    )
    lapsed = tuple(LapsedSurvey(callback_id, why) for callback_id, why in ends if why is not None)
    return Part(lapsed, due[-1].id if len(due) == _AT_ONCE else None)


def cancel_survey(session: Session, survey: LapsedSurvey, now: datetime) -> None:
    """Gives it up, unless somebody took it up since it was looked at."""
    lock_customer_of(session, survey.callback_id)
    callback = session.get_one(Callback, survey.callback_id, populate_existing=True)
    if callback.status is not CallbackStatus.PENDING:
        return
    callback.status, callback.done_at = CallbackStatus.CANCELLED, now
    facts = {"kind": callback.kind.value, "why": survey.why.value}
    record(session, RegisterKind.CALLBACK_CANCELLED, callback.case, now, callback=callback, facts=facts)


def _is_dialled() -> ColumnElement[bool]:
    return exists().where(Attempt.callback_id == Callback.id)


def _planned() -> Select[Callback]:
    waiting = Callback.status.in_([CallbackStatus.PENDING, CallbackStatus.CLAIMED])
    return select(Callback).where(Callback.kind == CallbackKind.SURVEY, waiting)


def _due(now: datetime) -> Select[Callback]:
    pending = select(Callback).where(Callback.status == CallbackStatus.PENDING, Callback.due_at <= now + _LOOKS_AHEAD)
    # Who has dialled one and lost it owes its outcome still.
    surveys = pending.where(Callback.kind == CallbackKind.SURVEY, ~_is_dialled())
    return surveys.order_by(Callback.id).options(joinedload(Callback.case).joinedload(Case.shop))


def _why_given_up(questioner: Questioner, survey: Callback, now: datetime) -> SurveyEnd | None:
    if survey.due_at > now:
        return None
    if questioner.history_of(survey.case).number_to_dial(now) is None:
        return SurveyEnd.NO_NUMBER
    if any(refusal.rule is not guard.Rule.WINDOWS for refusal in questioner.answer(survey).refusals):
        return SurveyEnd.REFUSED
    return SurveyEnd.TOO_LATE if survey.due_at + SURVEY_KEEPS <= now else None


def _with_open_case(session: Session, customer_ids: Iterable[int]) -> set[int]:
    """Which of these customers have a case that is open."""
    of_them = Case.customer_id.in_(set(customer_ids))
    return set(session.scalars(select(Case.customer_id).where(of_them, Case.status == CaseStatus.OPEN)))
