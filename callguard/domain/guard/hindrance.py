"""What one rule has against a call, as one policy sees it in one zone."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from callguard.domain.guard.barrier import Barrier
from callguard.domain.guard.instants import HORIZON
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


class Ground(NamedTuple):
    """What a refusal rests on, in the order in which refusals are listed: rule, id ("" for none), policy.

    Rule and policy by their places, since this is compared and hashed at every judgement.
    """

    rule_place: int
    id: str
    policy_place: int


RULES = tuple(Rule)


def ground(rule: Rule, policy_place: int, id_: str = "") -> Ground:
    """The ground of a rule in the policy that stands at that place in the question."""
    return Ground(RULES.index(rule), id_, policy_place)


class Hindrance:
    """A rule that stands against the call now or may later, its terms and the calls it rests on now.

    Left to itself it next gives way at `opens`, and to a release at `eases`; neither need be exact past the horizon.
    """

    __slots__ = ("barrier", "calls", "eases", "ground", "opens", "terms")

    def __init__(
        self, ground: Ground, barrier: Barrier, now: int, terms: Terms = None, calls: Sequence[Call] = ()
    ) -> None:
        self.ground = ground
        self.barrier = barrier
        self.terms = terms
        self.calls = calls
        self.opens = self.eases = barrier.opens_from(now, now + HORIZON, released=False)
        if self.opens > now and barrier.is_soft:
            self.eases = barrier.opens_from(now, now + HORIZON, released=True)
