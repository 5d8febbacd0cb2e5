"""How many local dates to wait after a call, its own date being the first."""

from collections.abc import Sequence

from callguard.domain.guard.barrier import hard
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.page import Clause
from callguard.domain.guard.policy import Cooldown, Family
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def cooldown_hindrances(view: View) -> list[Hindrance]:
    """The cooldowns that calls have started."""
    found: list[Hindrance] = []
    for cooldown in view.page.cooldowns:
        calls = view.picked[cooldown.scope]
        if calls:
            found.append(_hindrance(cooldown, calls, view))
    return found


def _hindrance(cooldown: Clause[Cooldown], calls: Sequence[Call], view: View) -> Hindrance:
    zone = view.page.zone
    ends = [zone.date(call.tick).day + cooldown.terms.calendar_days for call in calls]
    barrier = hard(zone.before[max(ends)])
    running = [call for call, end in zip(calls, ends, strict=True) if view.today.day < end]
    return Hindrance(cooldown.ground, view.lifted(barrier, Family.COOLDOWNS), cooldown.terms, running)
