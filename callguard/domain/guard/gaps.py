"""How long to wait after a call that was not answered."""

from collections.abc import Sequence

from callguard.domain.guard.barrier import Fixed
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.instants import LONG_AGO
from callguard.domain.guard.page import GapClause
from callguard.domain.guard.policy import GAPS
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def gap_hindrances(view: View) -> list[Hindrance]:
    """The gaps that are not over yet."""
    found: list[Hindrance] = []
    counted = view.counted
    for gap in view.page.gaps:
        since = view.now - gap.length
        if counted and counted[-1].tick > since:
            recent = [call for call in counted if call.tick > since]
            if calls := gap.scope.among(recent, view.question):
                found.append(_hindrance(gap, calls, view))
    return found


def _hindrance(gap: GapClause, calls: Sequence[Call], view: View) -> Hindrance:
    barrier = Fixed(((LONG_AGO, calls[-1].tick + gap.length),))
    return Hindrance(gap.ground, view.lifted(barrier, GAPS), view.now, gap.terms, calls)
