"""What a call means for the case, and what follows from it ("After the call", domain.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind


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
