"""What follows from the policies and the zones alone, worked out once for all questions about them."""

from datetime import tzinfo
from functools import lru_cache
from typing import NamedTuple

from callguard.domain.guard.answer import CallsLeft
from callguard.domain.guard.hindrance import Ground, Rule, ground
from callguard.domain.guard.instants import MINUTE
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.opening_hours import OpeningHours
from callguard.domain.guard.periods import Dates, Period, period_of
from callguard.domain.guard.policy import Cooldown, Gap, Limit, Policy
from callguard.domain.guard.scope import Scope, dialled, talked
from callguard.domain.guard.zone import Zone, zone


class GapClause(NamedTuple):
    """A gap, the calls that start it and how many ticks it lasts."""

    terms: Gap
    ground: Ground
    scope: Scope
    length: int


class CooldownClause(NamedTuple):
    """A cooldown likewise; a call before `starts[today.earliest]` is over for good."""

    terms: Cooldown
    ground: Ground
    scope: Scope
    starts: Memo[int, int]


class LimitClause:
    """A limit likewise, its period in the page's zone and what so many calls leave of it."""

    __slots__ = ("ground", "id", "left", "length", "max", "period", "scope", "starts", "terms")

    def __init__(self, terms: Limit, ground: Ground, scope: Scope, zone: Zone) -> None:
        self.terms = terms
        self.id = terms.id
        self.max = terms.max
        self.ground = ground
        self.scope = scope
        self.period: Period = period_of(terms, zone)
        self.length = self.period.length
        self.starts = self.period.starts
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
        self.limits = [
            LimitClause(each, ground(Rule.LIMITS, place, each.id), dialled(each.per, each.counts), zone)
            for each in policy.limits
        ]
        self.is_plain: Memo[int, bool] = Memo(self._is_plain)
        self.gaps = [
            GapClause(each, ground(Rule.GAPS, place, each.id), dialled(each.per, each.after), each.minutes * MINUTE)
            for each in policy.gaps
        ]
        self.cooldowns = [
            CooldownClause(
                each, ground(Rule.COOLDOWNS, place, each.id), talked(each), Dates(each.calendar_days, zone).starts
            )
            for each in policy.cooldowns
        ]

    def _is_plain(self, earliest: int) -> bool:
        return all(limit.period.is_plain(earliest) for limit in self.limits)


class Rulebook(NamedTuple):
    """The pages a question is held against, policy by policy, the first of the zones, and whether holidays matter."""

    pages: tuple[Page, ...]
    tz: tzinfo
    has_holidays: bool


@lru_cache(maxsize=128)
def rulebook(policies: tuple[Policy, ...], time_zones: tuple[str, ...]) -> Rulebook:
    """The policies in the customer's zones; where these are none, in each policy's default zone."""
    pages = tuple(
        Page(policy, place, zone(key))
        for place, policy in enumerate(policies)
        for key in dict.fromkeys(time_zones or (policy.default_time_zone,))
    )
    return Rulebook(pages, pages[0].zone.tz, any(policy.public_holidays is not None for policy in policies))
