"""What walks through a call have in common."""

from callguard.db.models import Callback, Case
from callguard.domain.case import IssueType
from tests.browser.tour.visitor import Visitor

DAMAGED = Case.issue_type == IssueType.DAMAGE


def make_ready(visitor: Visitor) -> None:
    """To where only the number is missing."""
    visitor.take(DAMAGED, ~Callback.preparation.has())
    visitor.press("Shift+Enter")
    visitor.see(".ready")


def dial(visitor: Visitor) -> None:
    """To where the number is in sight."""
    make_ready(visitor)
    visitor.press("d")
    visitor.see(".revealed-number")


def step(visitor: Visitor, key: str) -> None:
    """To this step of the talk."""
    visitor.press(key)
    visitor.see(f".stepper [value='{key}'][aria-current=step]")


def offer(visitor: Visitor, amount: str) -> None:
    """An amount of the agent's own."""
    visitor.unfold(".own-offer")
    visitor.page.locator("#own-offer [name=amount]").fill(amount)
    visitor.page.locator("#own-offer [type=submit]").click()
