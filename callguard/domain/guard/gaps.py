"""How long to wait after a call that was not answered."""

from collections.abc import Iterator

from callguard.domain.attempt import CallResult
from callguard.domain.guard.barrier import hard, lifted
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import LONG_AGO, MINUTE
from callguard.domain.guard.policy import Family, Gap
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def gap_hindrances(view: View) -> Iterator[Hindrance]:
    """The gaps that are not over yet."""
    for gap in view.policy.gaps:
        calls = _recent(gap, view) if view.applies(gap.per) else ()
        if calls:
            barrier = hard(((LONG_AGO, calls[-1].tick + gap.minutes * MINUTE),))
            yield Hindrance(Rule.GAPS, lifted(barrier, *view.lifted(Family.GAPS)), gap, calls)


def _recent(gap: Gap, view: View) -> tuple[Call, ...]:
    since = view.now - gap.minutes * MINUTE
    return tuple(
        call
        for call in view.outbound(gap.per)
        if call.tick > since and (call.result is CallResult.UNKNOWN or call.result in gap.after)
    )
