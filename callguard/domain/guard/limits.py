"""How many calls the rules still allow."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from callguard.domain.guard.answer import CallsLeft
from callguard.domain.guard.barrier import Fixed
from callguard.domain.guard.hindrance import Hindrance
from callguard.domain.guard.page import LimitClause
from callguard.domain.guard.policy import LIMITS
from callguard.domain.guard.question import Call
from callguard.domain.guard.scope import Scope
from callguard.domain.guard.spans import ALWAYS, NOWHEN, Spans
from callguard.domain.guard.view import View

_TICK = attrgetter("tick")


def limit_hindrances(view: View, left: dict[str, CallsLeft]) -> list[Hindrance]:
    """The limits that are reached, now or as the calls counted now grow older; lowers `left` to what each leaves."""
    found: list[Hindrance] = []
    now, today = view.now, view.today
    is_plain = not today.turning and view.page.is_plain[today.earliest]
    scope: Scope | None = None
    calls: Sequence[Call] | None = None
    for limit in view.page.limits:
        if limit.scope is not scope:
            scope = limit.scope
            calls = scope.among(view.counted, view.question)
        if calls is not None:
            since = now - limit.length + 1 if limit.starts is None else limit.starts[today.earliest]
            recent = calls and calls[bisect_left(calls, since, key=_TICK) :]
            counted = recent if is_plain else limit.period.counted(recent, today)
            id_, here = limit.id, limit.left[len(counted)]
            left[id_] = here.least(left[id_]) if id_ in left else here
            if len(recent) >= limit.max:
                found.append(_hindrance(limit, recent, counted, view))
    return found


def _hindrance(limit: LimitClause, recent: Sequence[Call], counted: Sequence[Call], view: View) -> Hindrance:
    terms = limit.terms
    full = limit.period.full(recent, terms.max) if terms.max else ALWAYS
    barrier = Fixed(full, None if terms.release_max is None else _even_released(limit, recent, terms.release_max))
    return Hindrance(limit.ground, view.lifted(barrier, LIMITS), view.now, terms, counted)


def _even_released(limit: LimitClause, recent: Sequence[Call], most: int) -> Spans:
    return limit.period.full(recent, most) if len(recent) >= most else NOWHEN
