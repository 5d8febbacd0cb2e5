"""When a survey may be planned and when it is given up, by the plain company."""

from datetime import datetime, timedelta

from tests.model.asked import question, refusing
from tests.model.company import Company
from tests.model.plain import WAITING, Callback, Case

LOOK_AHEAD, KEPT_FOR = timedelta(minutes=2), timedelta(days=3)
"""How long before its time a survey is looked at, and how long after it nobody cares for the answer any more."""


def planning(case: Case, due_at: datetime) -> str | None:
    """Why none can be planned for then, if so."""
    if case.open:
        return "survey_before_close"
    return "survey_planned" if case.survey and case.survey.due_at != due_at else None


def given_up(company: Company, survey: Callback, now: datetime) -> str | None:
    """Why a survey that nobody has in hand is not to be made any more; by the contract, without the guard."""
    person = company.person_of(survey)
    if survey.status != WAITING or survey.dialled or survey.due_at > now + LOOK_AHEAD:
        return None
    if any(case.open for case in person.all("cases")):
        return "case_open"
    if survey.due_at > now:
        return None
    if person.number(now) is None:
        return "no_number"
    if refusing(question(company, survey, now)) - {"windows"}:
        return "refused"
    return "too_late" if now >= survey.due_at + KEPT_FOR else None
