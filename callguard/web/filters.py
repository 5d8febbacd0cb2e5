"""How money, times and numbers are written on a page."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from callguard.db.models import Callback
from callguard.domain.case import CaseClass
from callguard.domain.masking import mask_numbers
from callguard.domain.phone_number import grouped
from callguard.domain.queue_order import urgency_of
from callguard.http.context import now, runtime
from callguard.http.language import current_language, lazy_gettext
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.http.texts import text_of

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NEAR = {-1: lazy_gettext("昨天"), 0: lazy_gettext("今天"), 1: lazy_gettext("明天")}


def register_filters(app: Flask) -> None:
    """Makes them known to the templates."""
    app.jinja_env.filters.update(
        {
            written.__name__: written
            for written in (
                money,
                when,
                time_left,
                length_to,
                stopwatch,
                local_time,
                full_time,
                local_day,
                date_words,
                in_a_row,
                grouped,
                text_of,
                mask_numbers,
                case_class,
            )
        }
    )


def case_class(callback: Callback) -> CaseClass:
    """How urgent a callback is now, as the list has it."""
    case = callback.case
    return urgency_of(case.issue_type, case.escalation, callback.kind, callback.due_at, case.deadline_at).at(now())


def when(at: datetime, tz: str | None = None) -> Markup:
    """How far off an instant is, with the exact local time on hover."""
    return _time_tag(at, tz, distance(at - now()))


def time_left(at: datetime) -> Markup:
    """How long a time limit still leaves, or for how long it has passed, with the exact local time on hover."""
    past = now() - at
    if past < _MINUTE:
        return when(at)
    return _time_tag(at, None, _("已超时 %(length)s", length=length_to(at)))


def _time_tag(at: datetime, tz: str | None, words: str) -> Markup:
    exact = at.isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, full_time(at, tz), words)


def length_to(at: datetime) -> str:
    """How far off an instant is, without saying on which side: at least a minute."""
    return _length_words(max(abs(at - now()), _MINUTE))


def stopwatch(length: timedelta) -> str:
    """A length of a few minutes as a stopwatch shows it: minutes, however many, and seconds."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


def distance(ahead: timedelta) -> str:
    """How far off in words; negative lengths are in the past."""
    length = abs(ahead)
    if length < _MINUTE:
        return _("马上") if ahead > timedelta(0) else _("刚刚")
    words = _length_words(length)
    return _("还有 %(length)s", length=words) if ahead > timedelta(0) else _("%(length)s前", length=words)


def local_time(at: datetime, tz: str | None = None) -> str:
    """Time of day in the zone (None: the installation's), with the date where it is further off than a day."""
    local, today = _local(at, tz), _local(now(), tz)
    near = _NEAR.get((local.date() - today.date()).days)
    return f"{near or _day_words(local, today)} {local:%H:%M}"


def full_time(at: datetime, tz: str | None = None) -> str:
    """Date and time of day in the zone (None: the installation's), whatever the day."""
    local = _local(at, tz)
    return f"{_day_words(local, _local(now(), tz))} {local:%H:%M}"


def local_day(at: datetime, tz: str | None = None) -> str:
    """The date in the zone (None: the installation's)."""
    return _day_words(_local(at, tz), _local(now(), tz))


def date_words(on: date) -> str:
    """A date with its weekday."""
    zone = ZoneInfo(runtime().settings.display_tz)
    day = datetime.combine(on, time(), zone)
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return f"{_day_words(day, _local(now(), None))} {names[day.weekday()]}"


def in_a_row(sentences: Iterable[str]) -> str:
    """Whole sentences one after the other: Chinese leaves no space between them."""
    return ("" if current_language() == "zh" else " ").join(sentences)


def _length_words(length: timedelta) -> str:
    if length < _HOUR:
        return _("%(count)s 分钟", count=length // _MINUTE)
    hours, minutes = length // _HOUR, length % _HOUR // _MINUTE
    if length < _DAY and minutes:
        return _("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=minutes)
    if length < _DAY:
        return _("%(count)s 小时", count=hours)
    return _("%(count)s 天", count=length // _DAY)


def _local(at: datetime, tz: str | None) -> datetime:
    return at.astimezone(ZoneInfo(tz or runtime().settings.display_tz))


def _day_words(local: datetime, today: datetime) -> str:
    if current_language() == "en":
        return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"
    day = f"{local.month}月{local.day}日"
    return day if local.year == today.year else f"{local.year}年{day}"
