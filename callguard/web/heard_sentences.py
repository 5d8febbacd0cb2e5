"""What is noted of a customer's words, as a sentence with exact times in the customer's zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from callguard.db.models import Blackout, Consent, DoNotCall
from callguard.domain import guard
from callguard.domain.heard_words import Assumed, NoHours
from callguard.domain.wish import WishReach
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.services.heard_words import Hearing
from callguard.web.filters import local_day, local_time
from callguard.web.guard_words import is_elsewhere, moment, said
from callguard.web.register_sentences import day_names, hours_of

_DAY = 24 * 60
_WORKDAYS, _WEEKEND = "mon,tue,wed,thu,fri", "sat,sun"


def what(hearing: Hearing) -> str:
    """All that is noted: what is not to be done, and what was promised."""
    return _("；").join(_parts(hearing))


def assumed(hearing: Hearing) -> str:
    """How words that leave hours open were taken; nothing where there are none."""
    return _("，").join(
        _("“%(words)s”按 %(hours)s 算", words=one.words, hours=_taken_for(one)) for one in hearing.heard.assumed
    )


def outlook(hearing: Hearing) -> str:
    """From when on the customer may be rung once it is noted; nothing beside a promised time."""
    answer = hearing.answer
    if hearing.heard.promise is not None:
        return ""
    if answer.verdict is guard.Verdict.ALLOW:
        return _("记下后现在仍可以打。")
    if answer.next_allowed_at is None:
        return _("记下后不能再打这位顾客。")
    return _("记下后最早 %(at)s 可以打。", at=moment(answer.next_allowed_at, answer.tz))


def wish(row: DoNotCall | Blackout | Consent, tz: str) -> str:
    """A wish that was noted."""
    match row:
        case DoNotCall():
            reach = WishReach.CASE if row.case_id else WishReach.SHOP if row.shop_id else WishReach.COMPANY
            return _no_calls(reach, row.until_at, tz)
        case Blackout():
            days = tuple(guard.Weekday(name) for name in row.days.split(","))
            return _no_hours(NoHours(days, row.opens_minute, row.closes_minute, row.last_day_on))
        case Consent():
            return _may_call(row.from_at, row.until_at, tz)


def day(on: date) -> str:
    """A date of the customer's calendar."""
    return local_day(datetime.combine(on, time(), UTC), "UTC")


def _parts(hearing: Hearing) -> Iterator[str]:
    heard, tz = hearing.heard, hearing.tz.key
    if heard.no_calls is not None:
        yield _no_calls(heard.no_calls.reach, heard.no_calls.until_at, tz)
    for hours in heard.no_hours:
        yield _no_hours(hours)
    if heard.promise is not None:
        may = _may_call(heard.promise.from_at, heard.promise.until_at, tz)
        yield _("%(may)s（约定回电%(condition)s）", may=may, condition=_condition(hearing, heard.promise.from_at))


def _no_calls(reach: WishReach, until_at: datetime | None, tz: str) -> str:
    if until_at is None:
        return _("不再打电话（%(reach)s），一直有效", reach=text_of(reach))
    return _("%(until)s 前不打（%(reach)s）", until=_there(until_at, tz), reach=text_of(reach))


def _no_hours(hours: NoHours) -> str:
    lasting = _("一直有效") if hours.last_day is None else _("只到 %(day)s", day=day(hours.last_day))
    return _("%(days)s %(hours)s不打，%(lasting)s", days=_days(hours), hours=_hours(hours), lasting=lasting)


def _days(hours: NoHours) -> str:
    names = ",".join(hours.days)
    return {_WORKDAYS: _("周一至周五"), _WEEKEND: _("周末")}.get(names) or day_names(names)


def _hours(hours: NoHours) -> str:
    if (hours.opens, hours.closes) == (0, _DAY):
        return _("全天")
    if hours.opens == 0:
        return _("%(at)s 前", at=_clock(hours.closes))
    if hours.closes == _DAY:
        return _("%(at)s 以后", at=_clock(hours.opens))
    return hours_of(hours.opens, hours.closes) + (" " if current_language() == "zh" else "")


def _may_call(from_at: datetime | None, until_at: datetime | None, tz: str) -> str:
    if from_at is None:
        return _("%(until)s 前可以打", until=_there(until_at, tz)) if until_at else _("同意来电")
    if until_at is None:
        return _("%(start)s 起可以打", start=_there(from_at, tz))
    return _("%(start)s–%(end)s 可以打", start=_there(from_at, tz), end=f"{until_at.astimezone(ZoneInfo(tz)):%H:%M}")


def _there(at: datetime, tz: str) -> str:
    """By the customer's clock, and said so where it shows another time than the desk's."""
    there = local_time(at, tz)
    return _("%(there)s（顾客当地）", there=there) if is_elsewhere(ZoneInfo(tz), at) else there


def _condition(hearing: Hearing, from_at: datetime) -> str:
    answer = hearing.answer
    if answer.verdict is guard.Verdict.ALLOW:
        return ""
    why = _("；").join(_reason(refusal, hearing, from_at) for refusal in answer.refusals)
    if answer.verdict is guard.Verdict.NEEDS_RELEASE:
        return _("，须主管放行，因为%(why)s", why=why)
    return _("，但按规则到时打不了，因为%(why)s", why=why)


def _reason(refusal: guard.Refusal, hearing: Hearing, from_at: datetime) -> str:
    if refusal.rule is not guard.Rule.WINDOWS:
        return said(refusal.reason).rstrip("。.")
    windows = [window for policy in hearing.answer.policies for window in policy.windows]
    closes = max((window.hours.closes for window in windows), default=_DAY)
    local = from_at.astimezone(hearing.tz)
    if 60 * local.hour + local.minute >= closes:
        return _("在 %(at)s 以后", at=_clock(closes))
    return _("不在可拨打时段内")


def _taken_for(one: Assumed) -> str:
    return _clock(one.opens) if one.closes is None else hours_of(one.opens, one.closes)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
