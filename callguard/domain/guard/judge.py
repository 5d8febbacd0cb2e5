"""The guard's one decision (guard-contract.md)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from callguard.domain.guard.answer import Answer, CallsLeft, HolidaysUnknown, Refusal, Verdict
from callguard.domain.guard.barrier import first_opening, opening
from callguard.domain.guard.hindrance import Ground, Hindrance
from callguard.domain.guard.instants import HORIZON, instant
from callguard.domain.guard.limits import Tally, tallies
from callguard.domain.guard.page import Rulebook, rulebook
from callguard.domain.guard.public_holidays import unknown_years
from callguard.domain.guard.question import Question
from callguard.domain.guard.rules import all_hindrances
from callguard.domain.guard.view import View

_IS_SOFT = attrgetter("is_soft")
_ALLOW, _NEEDS_RELEASE, _REFUSE = Verdict

Standing = tuple[Ground, int, Sequence[Hindrance]]
"""What stands against the call, in all zones, and until when."""


def judge(question: Question) -> Answer:
    """May this person be rung at the question's `now`, and if not, when?"""
    now = question.tick
    book = rulebook(question.policies, question.customer.time_zones)
    views: list[View] = []
    counts: list[Tally] = []
    against: list[Hindrance] = []
    for page in book.pages:
        view = View(question, page)
        here = tallies(view)
        views.append(view)
        counts += here
        against += all_hindrances(view, here)
    standing = _standing(against, now)
    allowed, releasable = _next(against, standing, now) if standing else (now, now)
    return Answer(
        _verdict(question, allowed, releasable),
        tuple([_refusal(question, book, each) for each in standing]),
        _at(question, allowed),
        _at(question, releasable),
        _calls_left(counts),
        question.policies,
        _warnings(views, min(allowed, now + HORIZON)),
        book.tz,
    )


def _standing(against: Sequence[Hindrance], now: int) -> list[Standing]:
    grounds = {each.ground for each in against if each.barrier.opens_from(now, now, released=False) > now}
    return [_on(ground, against, now) for ground in sorted(grounds)]


def _on(ground: Ground, against: Iterable[Hindrance], now: int) -> Standing:
    group = [each for each in against if each.ground == ground]
    return ground, opening([each.barrier for each in group], now), group


def _next(against: Iterable[Hindrance], standing: Iterable[Standing], now: int) -> tuple[int, int]:
    """The next instant at which nothing stands against the call, and the next at which a release would do."""
    stop = now + HORIZON
    barriers = [hindrance.barrier for hindrance in against]
    allowed = first_opening(barriers, max([until for _ground, until, _group in standing]), stop, released=False)
    if not any(map(_IS_SOFT, barriers)):
        return allowed, allowed
    return allowed, first_opening(barriers, now, stop, released=True)


def _verdict(question: Question, allowed: int, releasable: int) -> Verdict:
    now = question.tick
    if allowed == now or (releasable == now and question.is_released):
        return _ALLOW
    return _NEEDS_RELEASE if releasable == now else _REFUSE


def _refusal(question: Question, book: Rulebook, standing: Standing) -> Refusal:
    now = question.tick
    ground, until, group = standing
    calls = {
        id(call): call.at
        for each in group
        if each.calls and each.barrier.opens_from(now, now, released=False) > now
        for call in each.calls
    }
    return Refusal(
        question.policies[ground.policy_place].name,
        ground.rule,
        group[0].terms,
        _is_releasable(group, now),
        instant(until),
        tuple(sorted(calls.values())),
        question.now,
        book.tz,
    )


def _is_releasable(group: Iterable[Hindrance], now: int) -> bool:
    return all(each.barrier.is_soft and each.barrier.opens_from(now, now, released=True) == now for each in group)


def _at(question: Question, tick: int) -> datetime | None:
    return question.now if tick == question.tick else instant(tick)


def _calls_left(counts: Iterable[Tally]) -> dict[str, CallsLeft]:
    left: dict[str, CallsLeft] = {}
    for limit, _calls, counted in counts:
        id_, here = limit.terms.id, limit.left[len(counted)]
        left[id_] = here.least(left[id_]) if id_ in left else here
    return left


def _warnings(views: Sequence[View], last: int) -> tuple[HolidaysUnknown, ...]:
    found: dict[HolidaysUnknown, None] = {}
    for view in views:
        policy, country = view.page.policy, view.page.policy.public_holidays
        if country is not None:
            for year in unknown_years(country, view.today.day, view.page.zone.date(last).day):
                found[HolidaysUnknown(policy.name, country, year)] = None
    return tuple(found)
