"""What one rule has against a call, as one policy sees it in one zone."""

from enum import StrEnum
from typing import NamedTuple

from callguard.domain.guard.barrier import Barrier
from callguard.domain.guard.policy import Cooldown, Gap, Limit
from callguard.domain.guard.question import Call, Number


class Rule(StrEnum):
    """The rules that can refuse a call, in the order in which refusals are listed."""

    WINDOWS = "windows"
    BLACKOUTS = "blackouts"
    DO_NOT_CALL = "do_not_call"
    NUMBER = "number"
    LIMITS = "limits"
    GAPS = "gaps"
    COOLDOWNS = "cooldowns"


Terms = Limit | Gap | Cooldown | Number | None


class Hindrance(NamedTuple):
    """A rule that stands against the call now or may later, its terms and the calls it rests on."""

    rule: Rule
    barrier: Barrier
    terms: Terms = None
    calls: tuple[Call, ...] = ()

    @property
    def id(self) -> str | None:
        """The id of the limit, gap or cooldown; None for the other rules."""
        return getattr(self.terms, "id", None)
