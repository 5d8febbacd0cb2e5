"""The guard's one decision (guard-contract.md)."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from operator import attrgetter

from callguard.domain.guard.answer import Answer, CallsLeft, HolidaysUnknown, Refusal, Verdict
from callguard.domain.guard.barrier import first_opening, later_opening
from callguard.domain.guard.hindrance import RULES, Ground, Hindrance
from callguard.domain.guard.instants import HORIZON, NEVER, instant
from callguard.domain.guard.page import rulebook
from callguard.domain.guard.public_holidays import unknown_years
from callguard.domain.guard.question import Call, Question
from callguard.domain.guard.rules import hindrances
from callguard.domain.guard.view import View

_ALLOW, _NEEDS_RELEASE, _REFUSE = Verdict


def judge(question: Question) -> Answer:
    """May this person be rung at the question's `now`, and if not, when?"""
    now = question.tick
    book = rulebook(question.policies, question.customer.time_zones)
    views: list[View] = []
    against: list[Hindrance] = []
    left: dict[str, CallsLeft] = {}
    for page in book.pages:
        view = View(question, page)
        views.append(view)
        against += hindrances(view, left, hours=True)
    allowed = releasable = _all_open(against, now)
    refusals: tuple[Refusal, ...] = ()
    if allowed > now:
        releasable = _releasable(against, allowed, now)
        refusals = _refusals(question, against, book.tz)
    return Answer(
        _ALLOW if allowed == now else _verdict(question, releasable),
        refusals,
        question.now if allowed == now else instant(allowed),
        question.now if releasable == now else instant(releasable),
        left,
        question.policies,
        _warnings(views, allowed) if book.has_holidays else (),
        book.tz,
    )


def _all_open(against: Sequence[Hindrance], now: int) -> int:
    """The first instant within the horizon at which all give way; NEVER where none is."""
    latest = now
    for each in against:
        if each.opens > latest:
            latest = each.opens
    if latest > now and len(against) > 1:
        return first_opening([each.barrier for each in against], latest, now + HORIZON, released=False)
    return latest if latest <= now + HORIZON else NEVER


def _releasable(against: Sequence[Hindrance], allowed: int, now: int) -> int:
    """The first at which all give way to a release."""
    for each in against:
        if each.barrier.is_soft:
            return first_opening([each.barrier for each in against], now, now + HORIZON, released=True)
    return allowed


def _verdict(question: Question, releasable: int) -> Verdict:
    if releasable > question.tick:
        return _REFUSE
    return _ALLOW if question.is_released else _NEEDS_RELEASE


def _refusals(question: Question, against: Iterable[Hindrance], tz: tzinfo) -> tuple[Refusal, ...]:
    """What stands against the call now, each rule once for all zones, in the order of the answer."""
    groups: dict[Ground, list[Hindrance]] = {}
    standing: set[Ground] = set()
    for each in against:
        groups.setdefault(each.ground, []).append(each)
        if each.opens > question.tick:
            standing.add(each.ground)
    return tuple([_refusal(question, groups[ground], tz) for ground in sorted(standing)])


def _refusal(question: Question, group: Sequence[Hindrance], tz: tzinfo) -> Refusal:
    now, first = question.tick, group[0]
    ground = first.ground
    until, eases, calls = (first.opens, first.eases, first.calls) if len(group) == 1 else _together(group, now)
    if until > now + HORIZON:
        until = later_opening([each.barrier for each in group], now)
    return Refusal(
        question.policies[ground.policy_place].name,
        RULES[ground.rule_place],
        first.terms,
        eases == now,
        instant(until),
        tuple([call.at for call in calls]) if calls else (),
        question.now,
        tz,
    )


def _together(group: Sequence[Hindrance], now: int) -> tuple[int, int, Sequence[Call]]:
    """When all of the group give way, and when they do to a release; the calls any rests on, the earliest first."""
    calls = {id(call): call for each in group if each.opens > now for call in each.calls}
    return _all_open(group, now), max(each.eases for each in group), sorted(calls.values(), key=attrgetter("tick"))


def _warnings(views: Iterable[View], allowed: int) -> tuple[HolidaysUnknown, ...]:
    found: dict[HolidaysUnknown, None] = {}
    for view in views:
        policy = view.page.policy
        if policy.public_holidays is not None:
            last = view.today if allowed == view.now else view.page.zone.date(min(allowed, view.now + HORIZON))
            for year in unknown_years(policy.public_holidays, view.today.day, last.day):
                found[HolidaysUnknown(policy.name, policy.public_holidays, year)] = None
    return tuple(found)
