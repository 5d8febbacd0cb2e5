"""All the rules of a policy, in the order in which refusals are listed."""

from collections.abc import Iterable, Iterator

from callguard.domain.guard.cooldowns import cooldown_hindrances
from callguard.domain.guard.customer_rules import customer_hindrances
from callguard.domain.guard.gaps import gap_hindrances
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.limits import Tally, limit_hindrances
from callguard.domain.guard.view import View
from callguard.domain.guard.windows import window_hindrance


def all_hindrances(view: View, counts: Iterable[Tally]) -> Iterator[Hindrance]:
    """What stands against a call, now or later."""
    yield window_hindrance(view)
    yield from hindrances_but_windows(view, counts)


def hindrances_but_windows(view: View, counts: Iterable[Tally]) -> Iterator[Hindrance]:
    """The same, leaving the calling hours aside."""
    yield from customer_hindrances(view)
    yield from limit_hindrances(view, counts)
    yield from gap_hindrances(view)
    yield from cooldown_hindrances(view)
