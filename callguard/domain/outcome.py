"""What an agent records after a call, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType
from callguard.domain.disposition import Disposition, DispositionRule, NextCall, rules_of
from callguard.domain.errors import FieldError
from callguard.domain.survey import RATINGS, is_dissatisfied


class OutcomeCode(StrEnum):
    """What is wrong with a recorded outcome."""

    RESULT_DOES_NOT_FIT = "result_does_not_fit"
    NEXT_CALL_MISSING = "next_call_missing"
    NEXT_CALL_NOT_WANTED = "next_call_not_wanted"
    NEXT_CALL_IN_PAST = "next_call_in_past"
    NEXT_CALL_TOO_FAR = "next_call_too_far"
    NOTE_MISSING = "note_missing"
    OFFER_OR_NOTE_MISSING = "offer_or_note_missing"
    COMMITMENT_MISSING = "commitment_missing"
    ANSWER_NOT_PROMISED = "answer_not_promised"
    NOT_IN_SUCH_A_CALL = "not_in_such_a_call"
    RATING_MISSING = "rating_missing"
    RATING_NOT_WANTED = "rating_not_wanted"
    SURVEY_NOT_WANTED = "survey_not_wanted"


@dataclass(frozen=True)
class Outcome:
    """What the agent records; `accepted_offers` and `commitments` are how many there are.

    `spoken_as` is what the case is spoken of as, `kind` is the call's, `rating` a survey's answer, `survey_at` when the
    customer shall be asked for one.
    """

    disposition: Disposition
    result: CallResult
    note: str = ""
    next_due_at: datetime | None = None
    spoken_as: IssueType | None = None
    accepted_offers: int = 0
    commitments: int = 0
    kind: CallbackKind = CallbackKind.SERVICE
    rating: int | None = None
    survey_at: datetime | None = None


FARTHEST_NEXT_CALL = timedelta(days=30)
"""Nobody promises a call on a case beyond this; a later year is a slip of the finger."""


def check_outcome(outcome: Outcome, now: datetime) -> tuple[FieldError, ...]:
    """What is wrong with an outcome; empty when it can be recorded. The guard is not asked about the next call."""
    rule = rules_of(outcome.kind).get(outcome.disposition)
    if rule is None:
        return (FieldError("disposition", OutcomeCode.NOT_IN_SUCH_A_CALL),)
    return (
        *_result_errors(outcome, rule),
        *_next_call_errors(outcome, rule, now),
        *_note_errors(outcome, rule),
        *_promise_errors(outcome),
        *_rating_errors(outcome),
        *_survey_errors(outcome, rule, now),
    )


def _result_errors(outcome: Outcome, rule: DispositionRule) -> Iterator[FieldError]:
    if outcome.result not in rule.results:
        yield FieldError("disposition", OutcomeCode.RESULT_DOES_NOT_FIT, {"result": outcome.result})


def _next_call_errors(outcome: Outcome, rule: DispositionRule, now: datetime) -> Iterator[FieldError]:
    if outcome.next_due_at is None:
        if rule.next_call is NextCall.NAMED:
            yield FieldError("next_due_at", OutcomeCode.NEXT_CALL_MISSING)
    elif rule.next_call is NextCall.NONE:
        yield FieldError("next_due_at", OutcomeCode.NEXT_CALL_NOT_WANTED)
    else:
        yield from _time_errors("next_due_at", outcome.next_due_at, now)


def _time_errors(field: str, at: datetime, now: datetime) -> Iterator[FieldError]:
    if at <= now:
        yield FieldError(field, OutcomeCode.NEXT_CALL_IN_PAST)
    elif at > now + FARTHEST_NEXT_CALL:
        yield FieldError(field, OutcomeCode.NEXT_CALL_TOO_FAR, {"days": FARTHEST_NEXT_CALL.days})


def _note_errors(outcome: Outcome, rule: DispositionRule) -> Iterator[FieldError]:
    if outcome.note.strip():
        return
    if rule.needs_note or outcome.spoken_as is IssueType.PERSONAL_SAFETY or is_dissatisfied(outcome.rating):
        yield FieldError("note", OutcomeCode.NOTE_MISSING)
    elif outcome.disposition is Disposition.SETTLED and not outcome.accepted_offers:
        yield FieldError("note", OutcomeCode.OFFER_OR_NOTE_MISSING)


def _promise_errors(outcome: Outcome) -> Iterator[FieldError]:
    """What was accepted was promised, and a promise without an owner and a date is soon broken.

    So is the senior's answer that the closing words promise where somebody's safety is at stake.
    """
    if outcome.commitments:
        return
    if outcome.accepted_offers:
        yield FieldError("commitments", OutcomeCode.COMMITMENT_MISSING)
    elif outcome.disposition is Disposition.SETTLED and outcome.spoken_as is IssueType.PERSONAL_SAFETY:
        yield FieldError("commitments", OutcomeCode.ANSWER_NOT_PROMISED)


def _rating_errors(outcome: Outcome) -> Iterator[FieldError]:
    if outcome.disposition is not Disposition.RATED:
        if outcome.rating is not None:
            yield FieldError("rating", OutcomeCode.RATING_NOT_WANTED)
    elif outcome.rating not in RATINGS:
        yield FieldError("rating", OutcomeCode.RATING_MISSING)


def _survey_errors(outcome: Outcome, rule: DispositionRule, now: datetime) -> Iterator[FieldError]:
    if outcome.survey_at is None:
        return
    if not rule.closes_case or outcome.next_due_at is not None:
        yield FieldError("survey_at", OutcomeCode.SURVEY_NOT_WANTED)
    else:
        yield from _time_errors("survey_at", outcome.survey_at, now)
