"""A policy in words, rule by rule, and what sets two of them apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from callguard.domain.guard import ConsentTerms, Cooldown, Gap, Hours, Limit, Per, Policy, Rule, Weekday, Window
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.web.register_sentences import day_names, hours_of


@dataclass(frozen=True)
class Difference:
    """A rule that was changed; None where there was none, or is none any more. `frees` says that nothing limits now."""

    rule: str
    before: str | None
    after: str | None
    frees: bool


def differences(before: Policy, after: Policy) -> list[Difference]:
    """Every rule that isn't the same in both, in the words of described()."""
    old, new = described(before), described(after)
    binds_nobody = (_counted_as(), _("顾客同意"))
    return [
        Difference(rule, old.get(rule), new.get(rule), frees=rule not in new and rule not in binds_nobody)
        for rule in dict.fromkeys((*old, *new))
        if old.get(rule) != new.get(rule)
    ]


def described(policy: Policy) -> dict[str, str]:
    """What the policy says, by the name of the rule: no two policies that judge differently read the same."""
    return dict(_rules(policy))


def rule_names(policy: Policy) -> dict[tuple[Rule, str], str]:
    """What each limit, gap and cool-down is called, by its id; the id stands in the name only where two are alike."""
    limits = {(Rule.LIMITS, limit.id): _("%(period)s次数上限", period=_period(limit)) for limit in policy.limits}
    gaps = {(Rule.GAPS, gap.id): _("拨打间隔") for gap in policy.gaps}
    names = limits | gaps | {(Rule.COOLDOWNS, cooldown.id): _("冷却期") for cooldown in policy.cooldowns}
    alike = Counter(names.values())
    return {key: f"{name} {key[1]}" if alike[name] > 1 else name for key, name in names.items()}


def _rules(policy: Policy) -> Iterator[tuple[str, str]]:
    names = rule_names(policy)
    yield _("拨打时段"), _windows(policy.windows)
    if policy.closing_margin_minutes:
        yield _("提前收线"), _("%(count)s 分钟", count=policy.closing_margin_minutes)
    if policy.public_holidays is not None:
        yield _("法定节假日"), _("不拨打（%(country)s）", country=policy.public_holidays)
    for special in policy.dates:
        yield special.date.isoformat(), _hours(special.windows) or _("不拨打")
    for limit in policy.limits:
        yield names[Rule.LIMITS, limit.id], _limit(limit)
    if len({limit.counts for limit in policy.limits}) == 1:
        yield _counted_as(), _all(policy.limits[0].counts)
    else:
        for limit in policy.limits:
            yield _("%(rule)s计入", rule=names[Rule.LIMITS, limit.id]), _all(limit.counts)
    for gap in policy.gaps:
        yield names[Rule.GAPS, gap.id], _gap(gap)
    for cooldown in policy.cooldowns:
        yield names[Rule.COOLDOWNS, cooldown.id], _cooldown(cooldown)
    if policy.consent is not None:
        yield _("顾客同意"), _consent(policy.consent)
    yield _("默认时区"), _zone(policy.default_time_zone)


def _counted_as() -> str:
    return _("计入次数的结果")


def _zone(name: str) -> str:
    return _("北京时间") if name == "Asia/Shanghai" else name


def _windows(windows: Sequence[Window]) -> str:
    if not windows:
        return _("不限")
    by_days: dict[str, list[Hours]] = {}
    for window in windows:
        by_days.setdefault(_days(window.days), []).append(window.hours)
    return _("；").join(f"{days} {_hours(hours)}" for days, hours in by_days.items())


def _days(chosen: Sequence[Weekday]) -> str:
    """Weekdays by name, three and more in a row by the first and last."""
    week = list(Weekday)
    days = [day for day in week if day in chosen]
    in_a_row = len(days) > 2 and days == week[week.index(days[0]) : week.index(days[-1]) + 1]
    if in_a_row and len(days) < len(week):
        return _("%(first)s至%(last)s", first=day_names(days[0]), last=day_names(days[-1]))
    return day_names(",".join(days)) if days else _("无")


def _hours(hours: Sequence[Hours]) -> str:
    return _("、").join(hours_of(one.opens, one.closes) for one in hours)


def _limit(limit: Limit) -> str:
    parts = [_("%(whose)s %(max)s 次", whose=_per(limit.per), max=limit.max)]
    if limit.release_max is not None:
        parts.append(_("放行可到 %(max)s 次", max=limit.release_max))
    return _("；").join(parts)


def _period(limit: Limit) -> str:
    if limit.lifetime:
        return _("一共")
    if limit.minutes is not None:
        return _("%(length)s内", length=_length(limit.minutes))
    return _("每天") if limit.calendar_days == 1 else _("%(days)s 天内", days=limit.calendar_days)


def _gap(gap: Gap) -> str:
    results, length = _all(gap.after), _length(gap.minutes)
    return _("%(whose)s，%(results)s后等 %(length)s", whose=_per(gap.per), results=results, length=length)


def _cooldown(cooldown: Cooldown) -> str:
    return _(
        "%(whose)s，%(directions)s%(results)s后，连当天 %(days)s 天不拨打",
        whose=_per(cooldown.per),
        directions=_all(cooldown.directions),
        results=_all(cooldown.after),
        days=cooldown.calendar_days,
    )


def _consent(terms: ConsentTerms) -> str:
    parts = [_("长期有效") if terms.calendar_days is None else _("连当天 %(days)s 天有效", days=terms.calendar_days)]
    if terms.ends_after:
        parts.append(_("%(results)s后失效", results=_all(terms.ends_after)))
    if terms.uncounted:
        parts.append(_("期间的通话不计次"))
    if terms.lifts:
        parts.append(_("不受%(rules)s限制", rules=_all(terms.lifts)))
    if terms.lifts_with_release:
        parts.append(_("经放行也不受%(rules)s限制", rules=_all(terms.lifts_with_release)))
    return _("；").join(parts)


def _per(per: Per) -> str:
    names = {
        Per.CUSTOMER: _("每位顾客"),
        Per.CASE: _("每个案件"),
        Per.NUMBER: _("每个号码"),
        Per.SHOP: _("每家店铺"),
    }
    return names[per]


def _length(minutes: int) -> str:
    return _("%(count)s 小时", count=minutes // 60) if minutes % 60 == 0 else _("%(count)s 分钟", count=minutes)


def _all(members: Sequence[Enum]) -> str:
    return _("、").join(map(text_of, members)) or _("无")
