"""Which earlier calls a rule looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard.call_kinds import call_kinds
from callguard.domain.guard.policy import Cooldown, Per
from callguard.domain.guard.question import Call, Question

# Until Python 3.12 a member of an enumeration is slow to look up.
_CUSTOMER, _CASE, _NUMBER = Per.CUSTOMER, Per.CASE, Per.NUMBER


@dataclass(frozen=True, slots=True)
class Scope:
    """Calls of those kinds about the same thing as the question.

    `talks`: per case those in which it was discussed, rather than those placed for it, and also those under consent.
    """

    per: Per
    kinds: int
    talks: bool

    def among(self, calls: Sequence[Call], question: Question) -> Sequence[Call] | None:
        """The calls in scope, in the same order; None where the question leaves the thing open."""
        if self.per is _CUSTOMER:
            return [call for call in calls if call.kind & self.kinds]
        thing = _thing(question, self.per)
        return (
            None if thing is None else [call for call in calls if call.kind & self.kinds and self._about(call, thing)]
        )

    def _about(self, call: Call, thing: str) -> bool:
        if self.per is _CASE:
            return thing in ((call.discussed or ()) if self.talks else call.cases)
        return thing == (call.number if self.per is _NUMBER else call.shop)


def dialled(per: Per, results: tuple[CallResult, ...]) -> Scope:
    """Outbound calls with one of the results, and those with none known: each may have rung."""
    return Scope(per, call_kinds((*results, CallResult.UNKNOWN), (Direction.OUTBOUND,)), talks=False)


def talked(cooldown: Cooldown) -> Scope:
    """The calls that start a cooldown."""
    results = set(cooldown.after) - {CallResult.UNKNOWN}
    return Scope(cooldown.per, call_kinds(results, cooldown.directions), talks=True)


def _thing(question: Question, per: Per) -> str | None:
    if per is _NUMBER:
        return None if question.number is None else question.number.e164
    return question.case if per is _CASE else question.shop
