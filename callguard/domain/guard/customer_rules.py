"""What the customer and the number themselves have against a call; no consent and no release lifts any of it."""

from collections.abc import Iterator

from callguard.domain.guard.barrier import hard
from callguard.domain.guard.blackouts import BlackedOut
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import NEVER, ticks
from callguard.domain.guard.number import is_valid_number
from callguard.domain.guard.question import DoNotCall, Number, Question
from callguard.domain.guard.spans import ALWAYS, Spans, union
from callguard.domain.guard.view import View


def customer_hindrances(view: View) -> Iterator[Hindrance]:
    """Blackouts, wishes not to be called and a number that can't reach the customer."""
    question = view.question
    if question.customer.blackouts:
        yield Hindrance(Rule.BLACKOUTS, BlackedOut(question.customer.blackouts, view.zone))
    if question.customer.do_not_call:
        yield Hindrance(Rule.DO_NOT_CALL, hard(_unwanted(question)))
    if question.number is not None:
        yield Hindrance(Rule.NUMBER, hard(_unreachable(question.number)), question.number)


def _unwanted(question: Question) -> Spans:
    return union(
        (ticks(wish.since), NEVER if wish.until is None else ticks(wish.until))
        for wish in question.customer.do_not_call
        if _is_meant(wish, question)
    )


def _is_meant(wish: DoNotCall, question: Question) -> bool:
    return wish.case in (None, question.case) and wish.shop in (None, question.shop)


def _unreachable(number: Number) -> Spans:
    if not is_valid_number(number.e164):
        return ALWAYS
    return () if number.expires_at is None else ((ticks(number.expires_at), NEVER),)
