"""What a call means for the case, and what follows from it ("After the call", domain.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType
from callguard.domain.errors import FieldError
from callguard.domain.survey import RATINGS, is_dissatisfied


class Disposition(StrEnum):
    """The outcome an agent records after every call ("After the call", domain.md)."""

    SETTLED = "settled"
    WANTS_TIME = "wants_time"
    REFUSED = "refused"
    CALL_LATER = "call_later"
    NOT_RIGHT_PERSON = "not_right_person"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    SWITCHED_OFF = "switched_off"
    WRONG_NUMBER = "wrong_number"
    DO_NOT_CALL = "do_not_call"
    COMPLAINT_THREATENED = "complaint_threatened"
    ABUSIVE = "abusive"
    TECHNICAL_FAILURE = "technical_failure"
    RATED = "rated"


class NextCall(StrEnum):
    """Whether another call follows: the agent names its time, the queue proposes one, either way, or there is none."""

    NAMED = "named"
    PROPOSED = "proposed"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True)
class DispositionRule:
    """What goes with a disposition; `reached` means the customer in person, `tells_senior` the leader on duty.

    `offers_pause`: "after an abusive call an agent needs a pause and a word" ("People", domain.md).
    """

    results: frozenset[CallResult]
    next_call: NextCall
    reached: bool = False
    closes_case: bool = False
    needs_note: bool = False
    tells_senior: bool = False
    offers_pause: bool = False
    records_do_not_call: bool = False

    @property
    def closes_callback(self) -> bool:
        """Whether this callback is done with; otherwise it stays and moves to its next time."""
        return self.next_call is not NextCall.PROPOSED


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
    NOT_IN_SUCH_A_CALL = "not_in_such_a_call"
    RATING_MISSING = "rating_missing"
    RATING_NOT_WANTED = "rating_not_wanted"
    SURVEY_NOT_WANTED = "survey_not_wanted"


@dataclass(frozen=True)
class Outcome:
    """What the agent records; `accepted_offers` and `commitments` are how many there are.

    `kind` is the call's, `rating` a survey's answer, `survey_at` when the customer shall be asked for one.
    """

    disposition: Disposition
    result: CallResult
    note: str = ""
    next_due_at: datetime | None = None
    issue_type: IssueType | None = None
    accepted_offers: int = 0
    commitments: int = 0
    kind: CallbackKind = CallbackKind.SERVICE
    rating: int | None = None
    survey_at: datetime | None = None


FARTHEST_NEXT_CALL = timedelta(days=30)
"""Nobody promises a call on a case beyond this; a later year is a slip of the finger."""

_TALKED = frozenset({CallResult.CONVERSATION})
# Somebody answered, and the line may have gone dead in the middle of it.
_ANSWERED = _TALKED | {CallResult.DROPPED}

RULES: Mapping[Disposition, DispositionRule] = {
    Disposition.SETTLED: DispositionRule(_TALKED, NextCall.OPTIONAL, reached=True, closes_case=True),
    Disposition.WANTS_TIME: DispositionRule(_ANSWERED, NextCall.NAMED, reached=True),
    Disposition.REFUSED: DispositionRule(_ANSWERED, NextCall.OPTIONAL, reached=True, needs_note=True),
    # The customer's consent to that call is kept in their own words, and the note is where they stand.
    Disposition.CALL_LATER: DispositionRule(_ANSWERED, NextCall.NAMED, reached=True, needs_note=True),
    Disposition.NOT_RIGHT_PERSON: DispositionRule(_ANSWERED, NextCall.PROPOSED),
    Disposition.NO_ANSWER: DispositionRule(
        frozenset({CallResult.NO_ANSWER, CallResult.VOICEMAIL, CallResult.REJECTED, CallResult.UNKNOWN}),
        NextCall.PROPOSED,
    ),
    Disposition.BUSY: DispositionRule(frozenset({CallResult.BUSY, CallResult.REJECTED}), NextCall.PROPOSED),
    # The network's announcement that a telephone is off reaches us as any of these, by carrier.
    Disposition.SWITCHED_OFF: DispositionRule(
        frozenset({CallResult.NO_ANSWER, CallResult.VOICEMAIL, CallResult.FAILED}), NextCall.PROPOSED
    ),
    # The number is struck off; the callback stays until somebody finds the right one.
    Disposition.WRONG_NUMBER: DispositionRule(_ANSWERED | {CallResult.INVALID_NUMBER}, NextCall.PROPOSED),
    Disposition.DO_NOT_CALL: DispositionRule(_ANSWERED, NextCall.NONE, reached=True, records_do_not_call=True),
    Disposition.COMPLAINT_THREATENED: DispositionRule(
        _ANSWERED, NextCall.OPTIONAL, reached=True, needs_note=True, tells_senior=True
    ),
    Disposition.ABUSIVE: DispositionRule(
        _ANSWERED, NextCall.OPTIONAL, reached=True, needs_note=True, tells_senior=True, offers_pause=True
    ),
    Disposition.TECHNICAL_FAILURE: DispositionRule(
        frozenset({CallResult.NOT_PLACED, CallResult.FAILED, CallResult.DROPPED, CallResult.UNKNOWN}),
        NextCall.PROPOSED,
    ),
}
"""What goes with the dispositions of a call about a matter."""

SURVEY_RULES: Mapping[Disposition, DispositionRule] = {
    Disposition.RATED: DispositionRule(_ANSWERED, NextCall.OPTIONAL, reached=True),
    Disposition.REFUSED: DispositionRule(_ANSWERED, NextCall.NONE, reached=True),
    Disposition.COMPLAINT_THREATENED: RULES[Disposition.COMPLAINT_THREATENED],
    Disposition.ABUSIVE: RULES[Disposition.ABUSIVE],
    **{
        disposition: replace(RULES[disposition], next_call=NextCall.NONE)
        for disposition in (
            Disposition.NOT_RIGHT_PERSON,
            Disposition.NO_ANSWER,
            Disposition.BUSY,
            Disposition.SWITCHED_OFF,
            Disposition.WRONG_NUMBER,
            Disposition.DO_NOT_CALL,
            Disposition.TECHNICAL_FAILURE,
        )
    },
}
"""The same for a survey: nobody is rung twice for one, but whoever is dissatisfied may be for the matter itself."""

EVERY_RULE: Mapping[Disposition, DispositionRule] = {**SURVEY_RULES, **RULES}
"""What goes with any disposition, whatever the call was for, apart from the next call."""


def rules_of(kind: CallbackKind) -> Mapping[Disposition, DispositionRule]:
    """What a call of this kind can mean, and what goes with it."""
    return SURVEY_RULES if kind is CallbackKind.SURVEY else RULES


def dispositions_for(result: CallResult, kind: CallbackKind = CallbackKind.SERVICE) -> tuple[Disposition, ...]:
    """The dispositions that can go with what the telephone did, in the order they are shown."""
    return tuple(disposition for disposition, rule in rules_of(kind).items() if result in rule.results)


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
    if rule.needs_note or outcome.issue_type is IssueType.PERSONAL_SAFETY or is_dissatisfied(outcome.rating):
        yield FieldError("note", OutcomeCode.NOTE_MISSING)
    elif outcome.disposition is Disposition.SETTLED and not outcome.accepted_offers:
        yield FieldError("note", OutcomeCode.OFFER_OR_NOTE_MISSING)


def _promise_errors(outcome: Outcome) -> Iterator[FieldError]:
    """What was accepted was promised, and a promise without an owner and a date is soon broken."""
    if outcome.accepted_offers and not outcome.commitments:
        yield FieldError("commitments", OutcomeCode.COMMITMENT_MISSING)


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
