"""How long to wait after a call that was not answered."""

from collections.abc import Sequence

from callguard.domain.guard.barrier import hard
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.instants import LONG_AGO, MINUTE
from callguard.domain.guard.page import Clause
from callguard.domain.guard.policy import Family, Gap
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def gap_hindrances(view: View) -> list[Hindrance]:
    """The gaps that are not over yet."""
    found: list[Hindrance] = []
    for gap in view.page.gaps:
        calls = view.picked[gap.scope]
        if calls and calls[-1].tick > view.now - gap.terms.minutes * MINUTE:
            found.append(_hindrance(gap, calls, view))
    return found


def _hindrance(gap: Clause[Gap], calls: Sequence[Call], view: View) -> Hindrance:
    length = gap.terms.minutes * MINUTE
    barrier = hard(((LONG_AGO, calls[-1].tick + length),))
    recent = [call for call in calls if call.tick > view.now - length]
    return Hindrance(gap.ground, view.lifted(barrier, Family.GAPS), gap.terms, recent)
