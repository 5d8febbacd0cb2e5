"""The guard's one decision (guard-contract.md)."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from callguard.domain.guard.answer import Answer, CallsLeft, HolidaysUnknown, Refusal, Verdict
from callguard.domain.guard.barrier import first_opening, opening
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import HORIZON, instant, ticks
from callguard.domain.guard.limits import Tally, tallies
from callguard.domain.guard.policy import Policy
from callguard.domain.guard.public_holidays import unknown_years
from callguard.domain.guard.question import Question
from callguard.domain.guard.rules import all_hindrances
from callguard.domain.guard.view import View, views_of
from callguard.domain.guard.zone import Zone, zone

_ORDER = {rule: place for place, rule in enumerate(Rule)}


def judge(question: Question) -> Answer:
    """May this person be rung at the question's `now`, and if not, when?

    Calls after `now` are left out of everything, the search for the next instant included.
    """
    now = ticks(question.now)
    stop = now + HORIZON
    views = list(views_of(question, now))
    counts = [list(tallies(view)) for view in views]
    against = [(view, each) for view, count in zip(views, counts, strict=True) for each in all_hindrances(view, count)]
    barriers = [hindrance.barrier for _view, hindrance in against]
    allowed = first_opening(barriers, now, stop, released=False)
    releasable = first_opening(barriers, now, stop, released=True) if allowed > now else now
    return Answer(
        verdict=_verdict(question, allowed == now, releasable == now),
        refusals=_refusals(question, against, now) if allowed > now else (),
        next_allowed_at=instant(allowed),
        next_releasable_at=instant(releasable),
        calls_left=_calls_left(tally for count in counts for tally in count),
        policies=question.policies,
        warnings=_warnings(views, min(allowed, stop)),
        tz=_first_zone(question).tz,
    )


def _verdict(question: Question, allowed: bool, releasable: bool) -> Verdict:
    if allowed or (releasable and question.is_released):
        return Verdict.ALLOW
    return Verdict.NEEDS_RELEASE if releasable else Verdict.REFUSE


def _refusals(question: Question, against: Iterable[tuple[View, Hindrance]], now: int) -> tuple[Refusal, ...]:
    groups: dict[tuple[int, str, int], list[Hindrance]] = {}
    for view, hindrance in against:
        groups.setdefault((_ORDER[hindrance.rule], hindrance.id or "", view.place), []).append(hindrance)
    return tuple(
        _refusal(question, question.policies[key[2]], group, standing, now)
        for key, group in sorted(groups.items(), key=itemgetter(0))
        if (standing := _standing(group, now))
    )


def _standing(group: Sequence[Hindrance], now: int, *, released: bool = False) -> list[Hindrance]:
    return [each for each in group if each.barrier.opens_from(now, now, released=released) > now]


def _refusal(
    question: Question, policy: Policy, group: Sequence[Hindrance], standing: Sequence[Hindrance], now: int
) -> Refusal:
    counted = {id(call): call for each in standing for call in each.calls}
    return Refusal(
        policy=policy.name,
        rule=group[0].rule,
        terms=group[0].terms,
        releasable=not _standing(group, now, released=True),
        until=instant(opening([each.barrier for each in group], now)),
        counted=tuple(sorted(call.at for call in counted.values())),
        now=question.now,
        tz=_first_zone(question).tz,
    )


def _calls_left(tallies: Iterable[Tally]) -> dict[str, CallsLeft]:
    left: dict[str, CallsLeft] = {}
    for tally in tallies:
        here, least = CallsLeft(tally.free, tally.with_release), left.get(tally.limit.id)
        left[tally.limit.id] = here if least is None else least.least(here)
    return left


def _warnings(views: Sequence[View], last: int) -> tuple[HolidaysUnknown, ...]:
    found = {
        HolidaysUnknown(view.policy.name, view.policy.public_holidays, year): None
        for view in views
        if view.policy.public_holidays is not None
        for year in unknown_years(view.policy.public_holidays, view.today, view.zone.day(last))
    }
    return tuple(found)


def _first_zone(question: Question) -> Zone:
    return zone((*question.customer.time_zones, question.policies[0].default_time_zone)[0])
