"""What one rule has against a call, as one policy sees it in one zone."""

from collections.abc import Sequence
from dataclasses import dataclass
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


class Ground(NamedTuple):
    """What a refusal rests on, in the order in which refusals are listed: rule, id ("" for none), policy.

    Rule and policy by their places, since this is compared and hashed at every judgement.
    """

    rule_place: int
    id: str
    policy_place: int

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return _RULES[self.rule_place]


_RULES = tuple(Rule)


def ground(rule: Rule, policy_place: int, id_: str = "") -> Ground:
    """The ground of a rule in the policy that stands at that place in the question."""
    return Ground(_RULES.index(rule), id_, policy_place)


# Not frozen, which would take twice as long to make; nobody changes one.
@dataclass(slots=True)
class Hindrance:
    """A rule that stands against the call now or may later, its terms and the calls it rests on now."""

    ground: Ground
    barrier: Barrier
    terms: Terms = None
    calls: Sequence[Call] = ()
