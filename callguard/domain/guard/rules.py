"""All the rules of a policy, in the order in which refusals are listed."""

from collections.abc import Sequence

from callguard.domain.guard.cooldowns import cooldown_hindrances
from callguard.domain.guard.customer_rules import customer_hindrances
from callguard.domain.guard.gaps import gap_hindrances
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.limits import Tally, limit_hindrances
from callguard.domain.guard.view import View
from callguard.domain.guard.windows import window_hindrances


def all_hindrances(view: View, counts: Sequence[Tally]) -> list[Hindrance]:
    """What stands against a call, now or later."""
    return [*window_hindrances(view), *hindrances_but_windows(view, counts)]


def hindrances_but_windows(view: View, counts: Sequence[Tally]) -> list[Hindrance]:
    """The same, leaving the calling hours aside."""
    return [
        *customer_hindrances(view),
        *limit_hindrances(view, counts),
        *gap_hindrances(view),
        *cooldown_hindrances(view),
    ]
