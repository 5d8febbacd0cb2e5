"""Which earlier calls a rule looks at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard.call_kinds import call_kinds
from callguard.domain.guard.policy import Cooldown, Per
from callguard.domain.guard.question import Call, Question


class Scope(Protocol):
    """Calls of certain kinds about the same thing as the question."""

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call] | None:
        """The calls in scope, in the same order; None where the question leaves the thing open."""
        ...


@dataclass(frozen=True, slots=True)
class OfCustomer:
    """All of the customer's calls."""

    kinds: int

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call]:  # noqa: ARG002  # all of theirs
        kinds = self.kinds
        return [call for call in calls if call.kind & kinds]


@dataclass(frozen=True, slots=True)
class ForCase:
    """Calls placed for the case."""

    kinds: int

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call] | None:
        kinds, case = self.kinds, question.case
        return None if case is None else [call for call in calls if call.kind & kinds and case in call.cases]


@dataclass(frozen=True, slots=True)
class OnCase:
    """Calls in which the case was discussed."""

    kinds: int

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call] | None:
        kinds, case = self.kinds, question.case
        if case is None:
            return None
        return [call for call in calls if call.kind & kinds and case in (call.discussed or ())]


@dataclass(frozen=True, slots=True)
class ToNumber:
    """Calls to the number, or from it."""

    kinds: int

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call] | None:
        kinds, number = self.kinds, question.number
        return None if number is None else [call for call in calls if call.kind & kinds and call.number == number.e164]


@dataclass(frozen=True, slots=True)
class OfShop:
    """The shop's calls."""

    kinds: int

    def among(self, calls: Iterable[Call], question: Question) -> Sequence[Call] | None:
        kinds, shop = self.kinds, question.shop
        return None if shop is None else [call for call in calls if call.kind & kinds and call.shop == shop]


_DIALLED: dict[Per, Callable[[int], Scope]] = {
    Per.CUSTOMER: OfCustomer,
    Per.CASE: ForCase,
    Per.NUMBER: ToNumber,
    Per.SHOP: OfShop,
}
_TALKED = _DIALLED | {Per.CASE: OnCase}


@lru_cache(maxsize=128)
def dialled(per: Per, results: tuple[CallResult, ...]) -> Scope:
    """Outbound calls with one of the results, and those with none known: each may have rung.

    Asked again it is the same Scope, so that rules can share what they pick.
    """
    return _DIALLED[per](call_kinds((*results, CallResult.UNKNOWN), (Direction.OUTBOUND,)))


def talked(cooldown: Cooldown) -> Scope:
    """The calls that start a cooldown, also those under consent."""
    return _TALKED[cooldown.per](call_kinds(set(cooldown.after) - {CallResult.UNKNOWN}, cooldown.directions))
