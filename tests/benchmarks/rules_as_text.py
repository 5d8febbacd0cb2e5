"""A policy's rules as one expression of rule-engine, and a question's facts for it, all counting done beforehand."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard import Call, Cooldown, Gap, Limit, Policy, Question, Weekday

_LONG = 10**9


def rule_text(policy: Policy) -> str:
    """True where the windows are open, no limit is reached and all gaps and cooldowns are over."""
    return " and ".join(
        [
            f"({' or '.join(_windows(policy))})",
            *(f"{_name(limit)} < {limit.max}" for limit in policy.limits),
            *(f"{_name(gap)} >= {gap.minutes * 60}" for gap in policy.gaps),
            *(f"{_name(cooldown)} >= {cooldown.calendar_days}" for cooldown in policy.cooldowns),
        ]
    )


def facts(question: Question) -> dict[str, int]:
    """Weekday and second of the local day, each limit's count, seconds since a gap's call, dates since a cooldown's."""
    policy = question.policies[0]
    wall = question.now.astimezone(ZoneInfo(policy.default_time_zone))
    found = {"weekday": wall.weekday(), "second": wall.hour * 3600 + wall.minute * 60 + wall.second}
    found |= {_name(limit): sum(_counts(limit, call, question) for call in question.calls) for limit in policy.limits}
    for gap in policy.gaps:
        ages = [(question.now - call.at).total_seconds() for call in question.calls if _may_have_rung(call, gap.after)]
        found[_name(gap)] = int(min(ages, default=_LONG))
    for cooldown in policy.cooldowns:
        dates = [_dates_ago(call, question) for call in question.calls if call.result in cooldown.after]
        found[_name(cooldown)] = min(dates, default=_LONG)
    return found


def _windows(policy: Policy) -> Iterator[str]:
    week = list(Weekday)
    for window in policy.windows:
        days = [week.index(day) for day in window.days]
        opens, closes = window.hours.opens * 60, window.hours.closes * 60
        yield f"(weekday in {days} and second >= {opens} and second < {closes})"


def _counts(limit: Limit, call: Call, question: Question) -> bool:
    if not _may_have_rung(call, limit.counts):
        return False
    if limit.minutes is not None:
        return (question.now - call.at).total_seconds() < limit.minutes * 60
    return limit.calendar_days is None or _dates_ago(call, question) < limit.calendar_days


def _may_have_rung(call: Call, results: tuple[CallResult, ...]) -> bool:
    return call.direction is Direction.OUTBOUND and call.result in (*results, CallResult.UNKNOWN)


def _dates_ago(call: Call, question: Question) -> int:
    zone = ZoneInfo(question.policies[0].default_time_zone)
    today, on = (at.astimezone(zone).date() for at in (question.now, call.at))
    return (today - on).days


def _name(rule: Limit | Gap | Cooldown) -> str:
    return rule.id.replace("-", "_")
