"""All the rules of a policy."""

from callguard.domain.guard.answer import CallsLeft
from callguard.domain.guard.cooldowns import cooldown_hindrances
from callguard.domain.guard.customer_rules import customer_hindrances
from callguard.domain.guard.gaps import gap_hindrances
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.limits import limit_hindrances
from callguard.domain.guard.view import View


def hindrances(view: View, left: dict[str, CallsLeft], *, hours: bool) -> list[Hindrance]:
    """What stands against a call, now or later, with `hours` also the calling hours; lowers `left` as limits do."""
    page = view.page
    found = customer_hindrances(view)
    if page.limits:
        found += limit_hindrances(view, left)
    if page.gaps:
        found += gap_hindrances(view)
    if page.cooldowns:
        found += cooldown_hindrances(view)
    if hours:
        found.append(Hindrance(page.windows, view.hours, view.now))
    return found
