"""From the pieces of a clause to what it asks for: one reading, or none."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callguard.domain.callback import PROMISED_CALL_MAY_TAKE
from callguard.domain.guard import Weekday
from callguard.domain.heard_words.clause import Act, Clause, Kind, NotUnderstoodError, Time
from callguard.domain.heard_words.heard import Assumed, Heard, NoCalls, NoHours, PromisedCall
from callguard.domain.heard_words.hours import DAY
from callguard.domain.wish import WishReach

_WEEK = tuple(Weekday)
_EVERY_DAY = frozenset(range(7))


class Reader:
    """Reads clauses that were said at one instant in one zone."""

    def __init__(self, now: datetime, tz: ZoneInfo) -> None:
        self.now, self.tz = now.astimezone(UTC), tz
        self.today = now.astimezone(tz).date()

    def read(self, clause: Clause) -> Heard:
        """What the clause asks for; raises NotUnderstoodError where that is nothing, or not one thing."""
        if (clause.dates and clause.days) or (clause.until and clause.time):
            raise NotUnderstoodError
        if clause.says_no:
            heard = self._no(clause)
        elif len(clause.acts) > 1 or (clause.by_self and clause.acts != {Act.MAY}) or clause.until:
            raise NotUnderstoodError
        elif clause.delay:
            heard = self._in_a_while(clause)
        else:
            heard = self._yes(clause)
        # Hours are ruled out for the whole company: there is no less of them.
        if clause.reach and heard.no_hours:
            raise NotUnderstoodError
        return Heard(heard.no_calls, heard.no_hours, heard.promise, tuple(clause.assumed))

    def _no(self, clause: Clause) -> Heard:
        if clause.delay:
            if not clause.delay.within or clause.dates or clause.days or clause.time:
                raise NotUnderstoodError
            return _none_until(clause, self.now + clause.delay.length)
        if clause.names_nothing:
            if Act.NO not in clause.acts or clause.until:
                raise NotUnderstoodError
            return _none_until(clause, None)
        if clause.until:
            return _none_until(clause, self._midnight(self._coming(clause)))
        hours = _silent(clause)
        if clause.dates is None:
            return Heard(no_hours=tuple(_blackouts(clause.days or _EVERY_DAY, hours)))
        return self._no_on(clause, *clause.dates, hours)

    def _no_on(self, clause: Clause, first: date, last: date, hours: tuple[int, int]) -> Heard:
        if first == self.today and not clause.time:
            return _none_until(clause, self._midnight(last + timedelta(days=1)))
        if clause.time and clause.time.kind is Kind.BEFORE and first == last:
            return _none_until(clause, self._at(first, hours[1]))
        # A weekday comes again after a week: further off, hours today would be ruled out too.
        if last - self.today > timedelta(days=6) or self._at(last, hours[1]) <= self.now:
            raise NotUnderstoodError
        days = {(first + timedelta(days=ahead)).weekday() for ahead in range((last - first).days + 1)}
        return Heard(no_hours=tuple(_blackouts(days, hours, last)))

    def _in_a_while(self, clause: Clause) -> Heard:
        if clause.delay is None or clause.delay.within or not clause.acts or clause.dates or clause.days or clause.time:
            raise NotUnderstoodError
        at = self.now + clause.delay.length
        at += (datetime.min.replace(tzinfo=UTC) - at) % timedelta(minutes=1)
        return Heard(promise=PromisedCall(at, at + PROMISED_CALL_MAY_TAKE))

    def _yes(self, clause: Clause) -> Heard:
        on = self._date_of(clause)
        if on is not None:
            return self._yes_on(clause, on)
        if clause.dates is None and clause.time and _is_habit(clause, clause.time):
            return self._only(clause, clause.days or _EVERY_DAY)
        if clause.alone and clause.days:
            return self._only(clause, clause.days)
        is_named = clause.dates or (clause.days and Act.CALL in clause.acts)
        if clause.acts and is_named and not clause.time:
            return _none_until(clause, self._midnight(self._coming(clause)))
        raise NotUnderstoodError

    def _date_of(self, clause: Clause) -> date | None:
        """The one day that a time belongs to; None where it is none, or comes again and again."""
        if clause.time is None:
            return None
        if clause.dates:
            return clause.dates[0] if clause.dates[0] == clause.dates[1] else None
        if len(clause.days) == 1 and not clause.every:
            return self._coming(clause)
        is_today = clause.time.kind is Kind.AT and clause.acts and not clause.days
        return self.today if is_today else None

    def _yes_on(self, clause: Clause, on: date) -> Heard:
        when = clause.time
        if when is None or when.kind is Kind.BEFORE:
            raise NotUnderstoodError
        if when.kind is Kind.AFTER:
            return _none_until(clause, self._at(on, when.opens))
        if when.call_closes < when.call_opens or (when.kind is Kind.PART and not when.call_closes):
            raise NotUnderstoodError
        from_at = self._at(on, when.call_opens)
        until_at = from_at + PROMISED_CALL_MAY_TAKE if when.kind is Kind.AT else self._at(on, when.call_closes)
        _explain(clause, when.call_opens, when.call_closes)
        return Heard(promise=PromisedCall(from_at, until_at))

    def _only(self, clause: Clause, days: frozenset[int]) -> Heard:
        """Some hours or days and no others."""
        opens, closes = (clause.time.opens, clause.time.closes) if clause.time else (0, DAY)
        if closes <= opens or clause.dates or (clause.time is None and len(days) == 1 and not clause.every):
            raise NotUnderstoodError
        _explain(clause, opens, closes)
        spans = [span for span in ((0, opens), (closes, DAY)) if span[0] < span[1]]
        found = [blackout for span in spans for blackout in _blackouts(days, span)]
        if days != _EVERY_DAY:
            found += _blackouts(_EVERY_DAY - days, (0, DAY))
        return Heard(no_hours=tuple(found))

    def _coming(self, clause: Clause) -> date:
        """The first day named; today is none of the days of the week, for nobody says whether it is meant."""
        if clause.dates:
            return clause.dates[0]
        if self.today.weekday() in clause.days or clause.every:
            raise NotUnderstoodError
        return min(self.today + timedelta(days=(day - self.today.weekday()) % 7) for day in clause.days)

    def _midnight(self, day: date) -> datetime:
        return self._at(day, 0)

    def _at(self, day: date, minute: int) -> datetime:
        day += timedelta(days=minute // DAY)
        return datetime.combine(day, time(minute % DAY // 60, minute % 60), self.tz).astimezone(UTC)


def _none_until(clause: Clause, until_at: datetime | None) -> Heard:
    return Heard(no_calls=NoCalls(clause.reach or WishReach.COMPANY, until_at))


def _is_habit(clause: Clause, when: Time) -> bool:
    """Whether hours without a date are meant always: only so can they be, or it is said."""
    if clause.acts == {Act.MAY} or clause.every or clause.alone:
        return when.kind is not Kind.AT
    return when.kind is Kind.AFTER or (not clause.acts and when.kind is Kind.BEFORE) or len(clause.days) > 1


def _silent(clause: Clause) -> tuple[int, int]:
    if clause.time is None:
        return 0, DAY
    if clause.time.kind is Kind.AT:
        raise NotUnderstoodError
    _explain(clause, clause.time.opens, clause.time.closes)
    return clause.time.opens, clause.time.closes


def _explain(clause: Clause, opens: int, closes: int) -> None:
    if clause.time and clause.time.words:
        clause.assumed.append(Assumed(clause.time.words, opens, closes))


def _blackouts(days: Iterable[int], hours: tuple[int, int], last: date | None = None) -> list[NoHours]:
    """Hours past midnight are two stretches; on some days only, nobody says which of them the second belongs to."""
    opens, closes = hours
    named = tuple(_WEEK[day] for day in sorted(days))
    if opens < closes:
        return [NoHours(named, opens, closes, last)]
    if opens == closes or len(named) < len(_WEEK):
        raise NotUnderstoodError
    return [NoHours(named, opens, DAY), NoHours(named, 0, closes)]
