"""How many calls the rules still allow."""

from collections.abc import Iterable, Sequence

from callguard.domain.guard.barrier import Fixed
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.page import LimitClause
from callguard.domain.guard.policy import Family
from callguard.domain.guard.question import Call
from callguard.domain.guard.spans import covers, overlapping
from callguard.domain.guard.view import View

Tally = tuple[LimitClause, Sequence[Call], Sequence[Call]]
"""A limit, the calls that count now or, where a local date comes back, later, and those of them that count now."""


def tallies(view: View) -> list[Tally]:
    """The tally of every limit that applies, in the policy's order."""
    found: list[Tally] = []
    for limit in view.page.limits:
        picked = view.picked[limit.scope]
        if picked is not None:
            calls = picked and limit.period.recent(picked, view.now, view.today)
            found.append((limit, calls, _counted(limit, calls, view.now) if view.today.turning else calls))
    return found


def limit_hindrances(view: View, tallies: Iterable[Tally]) -> list[Hindrance]:
    """The limits that are reached, now or as the calls counted now grow older."""
    return [_hindrance(tally, view) for tally in tallies if len(tally[1]) >= tally[0].terms.max]


def _counted(limit: LimitClause, calls: Sequence[Call], now: int) -> Sequence[Call]:
    return [call for call in calls if covers(limit.period.after(call.tick), now)]


def _hindrance(tally: Tally, view: View) -> Hindrance:
    limit, calls, counted = tally
    terms = limit.terms
    counting = [span for call in calls for span in limit.period.after(call.tick)]
    free = overlapping(counting, terms.max)
    barrier = Fixed(free, free if terms.release_max is None else overlapping(counting, terms.release_max))
    return Hindrance(limit.ground, view.lifted(barrier, Family.LIMITS), terms, counted)
