"""What the customer and the number themselves have against a call; no consent and no release lifts any of it."""

from callguard.domain.guard.barrier import Fixed
from callguard.domain.guard.blackouts import blacked_out
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.instants import NEVER, ticks
from callguard.domain.guard.number import is_valid_number
from callguard.domain.guard.question import DoNotCall, Number, Question
from callguard.domain.guard.spans import ALWAYS, NOWHEN, Spans
from callguard.domain.guard.view import View


def customer_hindrances(view: View) -> list[Hindrance]:
    """Blackouts, wishes not to be called and a number that can't reach the customer."""
    question, page = view.question, view.page
    customer, number = question.customer, question.number
    found: list[Hindrance] = []
    if customer.blackouts:
        found += [Hindrance(page.blackouts, blacked_out(each, page.zone), view.now) for each in customer.blackouts]
    if customer.do_not_call:
        meant = [wish for wish in customer.do_not_call if _is_meant(wish, question)]
        found += [Hindrance(page.do_not_call, Fixed(_unwanted(wish)), view.now) for wish in meant]
    if number is not None and not (number.expires_at is None and is_valid_number(number.e164)):
        found.append(Hindrance(page.number, Fixed(_unreachable(number)), view.now, number))
    return found


def _is_meant(wish: DoNotCall, question: Question) -> bool:
    return wish.case in (None, question.case) and wish.shop in (None, question.shop)


def _unwanted(wish: DoNotCall) -> Spans:
    since, until = ticks(wish.since), NEVER if wish.until is None else ticks(wish.until)
    return ((since, until),) if since < until else NOWHEN


def _unreachable(number: Number) -> Spans:
    if number.expires_at is None or not is_valid_number(number.e164):
        return ALWAYS
    return ((ticks(number.expires_at), NEVER),)
