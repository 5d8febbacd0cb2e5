"""The satisfaction survey (满意度回访): one call some days after a case was settled, in which nothing is offered."""

from datetime import timedelta
from enum import StrEnum

SURVEY_AFTER = timedelta(days=2)
"""How long after a case was settled the customer is asked: by then they have seen what was promised."""

SURVEY_KEEPS = timedelta(days=3)
"""How long past its time a survey may still be made; the answer of somebody asked later says little."""

RATINGS = range(1, 6)
"""What the customer can answer, 5 the best."""

_DISSATISFIED = RATINGS[:2]


class SurveyEnd(StrEnum):
    """Why a survey is given up before it is made."""

    REFUSED = "refused"
    NO_NUMBER = "no_number"
    CASE_OPEN = "case_open"
    TOO_LATE = "too_late"


def is_dissatisfied(rating: int | None) -> bool:
    """Whether something is left to be put right; None where nobody answered."""
    return rating in _DISSATISFIED
