"""How many local dates to wait after a call, its own date being the first."""

from collections.abc import Sequence

from callguard.domain.guard.barrier import Fixed
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.page import CooldownClause
from callguard.domain.guard.policy import COOLDOWNS
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def cooldown_hindrances(view: View) -> list[Hindrance]:
    """The cooldowns that calls have started."""
    found: list[Hindrance] = []
    earlier = view.question.earlier
    for cooldown in view.page.cooldowns:
        since = cooldown.starts[view.today.earliest]
        recent = [call for call in earlier if call.tick >= since]
        if recent and (calls := cooldown.scope.among(recent, view.question)):
            found.append(_hindrance(cooldown, calls, view))
    return found


def _hindrance(cooldown: CooldownClause, calls: Sequence[Call], view: View) -> Hindrance:
    zone = view.page.zone
    ends = [zone.date(call.tick).day + cooldown.terms.calendar_days for call in calls]
    barrier = Fixed(zone.before[max(ends)])
    running = [call for call, end in zip(calls, ends, strict=True) if view.today.day < end]
    return Hindrance(cooldown.ground, view.lifted(barrier, COOLDOWNS), view.now, cooldown.terms, running)
