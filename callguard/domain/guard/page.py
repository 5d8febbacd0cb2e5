"""What follows from the policies and the zones alone, worked out once for all questions about them."""

from datetime import tzinfo
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from callguard.domain.guard.answer import CallsLeft
from callguard.domain.guard.hindrance import Ground, Rule, ground
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.opening_hours import OpeningHours
from callguard.domain.guard.periods import Period, period_of
from callguard.domain.guard.policy import Cooldown, Gap, Limit, Policy
from callguard.domain.guard.scope import Scope, dialled, talked
from callguard.domain.guard.zone import Zone, zone

T = TypeVar("T", Gap, Cooldown)


class Clause(NamedTuple, Generic[T]):
    """A gap or cooldown, and the place of its scope among the page's scopes."""

    terms: T
    ground: Ground
    scope: int


class LimitClause:
    """A limit likewise, its period in the page's zone, and what it leaves of so many calls: `left[count]`."""

    __slots__ = ("ground", "left", "period", "scope", "terms")

    def __init__(self, terms: Limit, ground: Ground, scope: int, zone: Zone) -> None:
        self.terms = terms
        self.ground = ground
        self.scope = scope
        self.period: Period = period_of(terms, zone)
        self.left: Memo[int, CallsLeft] = Memo(self._left)

    def _left(self, count: int) -> CallsLeft:
        return CallsLeft(max(0, self.terms.max - count), max(0, self.terms.hard_max - count))


class Page:
    """One of the policies in one zone."""

    def __init__(self, policy: Policy, place: int, zone: Zone) -> None:
        self.policy = policy
        self.zone = zone
        self.hours = OpeningHours(policy, zone)
        self.windows = ground(Rule.WINDOWS, place)
        self.blackouts = ground(Rule.BLACKOUTS, place)
        self.do_not_call = ground(Rule.DO_NOT_CALL, place)
        self.number = ground(Rule.NUMBER, place)
        self.scopes: list[Scope] = []
        self.limits = [
            LimitClause(each, ground(Rule.LIMITS, place, each.id), self._scope(dialled(each.per, each.counts)), zone)
            for each in policy.limits
        ]
        self.gaps = [
            Clause(each, ground(Rule.GAPS, place, each.id), self._scope(dialled(each.per, each.after)))
            for each in policy.gaps
        ]
        self.cooldowns = [
            Clause(each, ground(Rule.COOLDOWNS, place, each.id), self._scope(talked(each))) for each in policy.cooldowns
        ]

    def _scope(self, scope: Scope) -> int:
        if scope not in self.scopes:
            self.scopes.append(scope)
        return self.scopes.index(scope)


class Rulebook(NamedTuple):
    """The pages a question is held against, policy by policy, and the first of the zones."""

    pages: tuple[Page, ...]
    tz: tzinfo


@lru_cache(maxsize=128)
def rulebook(policies: tuple[Policy, ...], time_zones: tuple[str, ...]) -> Rulebook:
    """The policies in the customer's zones; where these are none, in each policy's default zone."""
    pages = tuple(
        Page(policy, place, zone(key))
        for place, policy in enumerate(policies)
        for key in dict.fromkeys(time_zones or (policy.default_time_zone,))
    )
    return Rulebook(pages, pages[0].zone.tz)
