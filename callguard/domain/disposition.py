"""What a call means for the case, and what follows from it ("After the call", domain.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from callguard.domain.errors import FieldError


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


@dataclass(frozen=True)
class Outcome:
    """What the agent records; `accepted_offers` and `commitments` are how many there are."""

    disposition: Disposition
    result: CallResult
    note: str = ""
    next_due_at: datetime | None = None
    issue_type: IssueType | None = None
    accepted_offers: int = 0
    commitments: int = 0


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


def dispositions_for(result: CallResult) -> tuple[Disposition, ...]:
    """The dispositions that can go with what the telephone did, in the order they are shown."""
    return tuple(disposition for disposition, rule in RULES.items() if result in rule.results)


def check_outcome(outcome: Outcome, now: datetime) -> tuple[FieldError, ...]:
    """What is wrong with an outcome; empty when it can be recorded. The guard is not asked about the next call."""
    rule = RULES[outcome.disposition]
    return (
        *_result_errors(outcome, rule),
        *_next_call_errors(outcome, rule, now),
        *_note_errors(outcome, rule),
        *_promise_errors(outcome),
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
    elif outcome.next_due_at <= now:
        yield FieldError("next_due_at", OutcomeCode.NEXT_CALL_IN_PAST)
    elif outcome.next_due_at > now + FARTHEST_NEXT_CALL:
        yield FieldError("next_due_at", OutcomeCode.NEXT_CALL_TOO_FAR, {"days": FARTHEST_NEXT_CALL.days})


def _note_errors(outcome: Outcome, rule: DispositionRule) -> Iterator[FieldError]:
    if outcome.note.strip():
        return
    if rule.needs_note or outcome.issue_type is IssueType.PERSONAL_SAFETY:
        yield FieldError("note", OutcomeCode.NOTE_MISSING)
    elif outcome.disposition is Disposition.SETTLED and not outcome.accepted_offers:
        yield FieldError("note", OutcomeCode.OFFER_OR_NOTE_MISSING)


def _promise_errors(outcome: Outcome) -> Iterator[FieldError]:
    """What was accepted was promised, and a promise without an owner and a date is soon broken."""
    if outcome.accepted_offers and not outcome.commitments:
        yield FieldError("commitments", OutcomeCode.COMMITMENT_MISSING)
