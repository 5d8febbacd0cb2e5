"""The calling hours, as the customer's consents leave them."""

from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.policy import Family
from callguard.domain.guard.view import View


def window_hindrances(view: View) -> list[Hindrance]:
    """The closed windows, less what consents open."""
    return [Hindrance(view.page.windows, view.lifted(view.page.hours, Family.WINDOWS))]
