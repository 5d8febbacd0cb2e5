"""How many local dates to wait after a call, its own date being the first."""

from collections.abc import Iterator

from callguard.domain.attempt import CallResult
from callguard.domain.guard.barrier import hard, lifted
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.policy import Cooldown, Family
from callguard.domain.guard.question import Call
from callguard.domain.guard.view import View


def cooldown_hindrances(view: View) -> Iterator[Hindrance]:
    """The cooldowns that calls have started."""
    for cooldown in view.policy.cooldowns:
        ends = _ends(cooldown, view) if view.applies(cooldown.per) else []
        if ends:
            barrier = hard(view.zone.before(max(end for _call, end in ends)))
            calls = tuple(call for call, end in ends if view.today < end)
            yield Hindrance(Rule.COOLDOWNS, lifted(barrier, *view.lifted(Family.COOLDOWNS)), cooldown, calls)


def _ends(cooldown: Cooldown, view: View) -> list[tuple[Call, int]]:
    return [
        (call, view.zone.day(call.tick) + cooldown.calendar_days)
        for call in view.calls
        if _starts(cooldown, call) and view.concerns(call, cooldown.per, call.discussed or ())
    ]


def _starts(cooldown: Cooldown, call: Call) -> bool:
    return (
        call.result in cooldown.after
        and call.result is not CallResult.UNKNOWN
        and call.direction in cooldown.directions
    )
