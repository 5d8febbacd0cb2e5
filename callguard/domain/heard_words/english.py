"""The words for it in English."""

import re
from collections.abc import Iterator
from datetime import timedelta

from callguard.domain.heard_words.clause import Act, Clause, Kind, NotUnderstoodError
from callguard.domain.heard_words.hours import Part, Said, between, part_of_day, point
from callguard.domain.heard_words.lexicon import Take, act, alone, next_date, nothing, said, until
from callguard.domain.wish import WishReach

_HOUR = 60
PARTS = {
    "am": Part(0, 11),
    "pm": Part(12, 23),
    "morning": Part(4, 12, (0, 12 * _HOUR), (9 * _HOUR, 12 * _HOUR)),
    "afternoon": Part(12, 18, (12 * _HOUR, 18 * _HOUR), (14 * _HOUR, 18 * _HOUR)),
    "evening": Part(17, 24, (17 * _HOUR, 24 * _HOUR), (18 * _HOUR, 21 * _HOUR)),
    "lunchtime": Part(1, 0, (12 * _HOUR, 14 * _HOUR)),
    "working hours": Part(1, 0, (9 * _HOUR, 18 * _HOUR), weekdays=frozenset(range(5))),
}
_SAME = {
    r"[’`]": "'", r"\b([ap])\.?\s?m\b\.?": r"\1m",
    r"\b(?:at )?noon\b|\bmidday\b": "12:00pm", r"\btonight\b": "today evening",
    r"\bthis (morning|afternoon|evening)\b": r"today \1", r"\b(?:office|business|work) hours\b": "working hours",
    r"\bo'?clock\b": "", r"\blunch( time)?\b": "lunchtime", r"\bdo not\b|\bdont\b": "don't",
    r"\b(morning|afternoon|evening) at ((?:half |quarter )?(?:past )?[a-z0-9:.]+)": r"at \2 in the \1",
    r"\bat ((?:half |quarter )?(?:past )?[a-z0-9:.]+) (today|tomorrow) (morning|afternoon|evening)\b":
        r"at \1 in the \3 \2",
    r"^(?:hi|hello|ok|okay|yes|sorry|well)\b[\s,]*": "", r"\bthe (weekends?)\b": r"\1",
}  # fmt: skip
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_LENGTHS = {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30}
_NUMBERS = {word: value for value, word in enumerate(_HOURS, 1)} | _LENGTHS | {"quarter": 1}
_H = f"(?:[0-9]{{1,2}}(?![0-9])|(?:{'|'.join(_HOURS)})\\b)"
_N = f"(?:{_H}|(?:{'|'.join(_LENGTHS)})\\b)"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_RING = r"(?:call|ring|phone|contact|disturb|bother|reach)(?:ing)?"
_ME = r"(?: me)?(?: back)?(?: again)?(?: any ?more)?(?: ever again)?"


def plain(text: str) -> str:
    """The text with one word for each thing."""
    for word, same in _SAME.items():
        text = re.sub(word, same, text)
    return " ".join(text.split())


def number(text: str) -> int:
    """A number in digits, or one of those that clocks and people use."""
    return int(text) if text.isdecimal() else _NUMBERS[text]


def _clock(which: str) -> str:
    past = rf"(?:(?P<{which}half>half past )|(?P<{which}q>quarter) past )?"
    part = rf"(?: ?(?P<{which}part>am|pm)\b| in the (?P<{which}of>morning|afternoon|evening)\b)?"
    return rf"(?P<{which}>{past}(?P<{which}h>{_H})(?:[:. ](?P<{which}m>[0-9]{{2}}|thirty|fifteen))?{part})"


def _said(found: re.Match[str], which: str) -> Said:
    part = PARTS.get(found[which + "part"] or found[which + "of"] or "")
    return said(found, which, part, number)


def _point(kind: Kind) -> Take:
    return lambda found, clause: point(clause, kind, _said(found, "a"))


def _day(name: str) -> int:
    return _WEEKDAYS.index(name[:3])


def _weekdays(found: re.Match[str], clause: Clause) -> None:
    first, last = _day(found["first"]), _day(found["last"] or found["first"])
    if last < first:
        raise NotUnderstoodError
    clause.days |= frozenset(range(first, last + 1))
    clause.every = clause.every or bool(found["every"] or found["s"])


def _days(days: range, *, every: bool = False) -> Take:
    def take(_found: re.Match[str], clause: Clause) -> None:
        clause.days |= frozenset(days)
        clause.every = clause.every or every

    return take


def _coming(found: re.Match[str], clause: Clause) -> None:
    """ "Next Friday": on a Friday that of next week; on a Monday nobody knows which."""
    day, this = _day(found["day"]), found["which"] == "this"
    if not this and day > clause.today.weekday():
        raise NotUnderstoodError
    clause.week(0 if this else 1, day, day)


def _week(ahead: int, first: int = 0) -> Take:
    return lambda _found, clause: clause.week(ahead, first)


def _ahead(days: int) -> Take:
    return lambda _found, clause: clause.in_days(days)


def _date(found: re.Match[str], clause: Clause) -> None:
    clause.on(next_date(clause.today, _MONTHS.index(found["month"]) + 1, int(found["date"])))


def _wait(found: re.Match[str], clause: Clause) -> None:
    minutes = 30 if found["half"] else number(found["n"]) * (1 if found["unit"].startswith("m") else 60)
    clause.wait(timedelta(minutes=minutes), within=found["how"] != "in")


def _in_days(found: re.Match[str], clause: Clause) -> None:
    count = number(found["n"]) * (7 if found["unit"] == "week" else 1)
    if found["how"] == "in":
        clause.in_days(count)
    else:
        clause.on(clause.today, clause.today + timedelta(days=count))


def _reach(reach: WishReach) -> Take:
    return lambda _found, clause: setattr(clause, "reach", reach)


def _part(found: re.Match[str], clause: Clause) -> None:
    part_of_day(clause, found["part"], PARTS[found["part"]])


def _words() -> Iterator[tuple[str, Take]]:
    how = "(?P<how>in|for the next|for|within the next|within) "
    yield f"(?:don't(?: ever)?|never|stop|no need to|not to) {_RING}{_ME}|no(?: more)? calls", act(Act.NO)
    yield "(?:i'm |i am )?(?:busy|in a meeting|not available|unavailable|sleeping)", act(Act.BUSY)
    yield f"(?:you )?(?:can|may) (?:call|ring|phone|contact|reach){_ME}", act(Act.MAY)
    yield "(?:i'm |i am |is |are )?(?:free|available|fine|ok|okay)|works", act(Act.MAY)
    yield f"(?:call|ring|phone|contact){_ME}", act(Act.CALL)
    yield rf"{how}(?:(?P<half>half an )|(?P<n>{_N}) )(?P<unit>minute|min|hour)s?", _wait
    yield rf"{how}(?P<n>{_N}) (?P<unit>day|week)s?", _in_days
    yield "(?:before|until|till)(?= (?:next |this )?(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|the day after))", until
    yield rf"(?:on )?(?P<which>this|next) (?P<day>{_DAY})", _coming
    yield "this week", _week(0)
    yield "next week", _week(1)
    yield "(?:on )?this weekend", _week(0, 5)
    yield "(?:on |at )?weekends?", _days(range(5, 7))
    yield "(?:on )?(?:weekdays?|work(?:ing)?days?)", _days(range(5))
    yield "every day|daily|each day", _days(range(7), every=True)
    yield rf"(?P<every>every )?(?:on |from )?(?P<first>{_DAY})(?:(?: to |-| - )(?P<last>{_DAY})|(?P<s>s))?", _weekdays
    yield "today", _ahead(0)
    yield "the day after tomorrow", _ahead(2)
    yield "tomorrow", _ahead(1)
    yield rf"(?:on )?(?:{_MONTH} (?P<date>[0-9]{{1,2}})(?:st|nd|rd|th)?)", _date
    span = rf"(?:between |from )?{_clock('a')}(?: and | to | till | until | ?- ?){_clock('b')}"
    yield span, lambda found, clause: between(clause, _said(found, "a"), _said(found, "b"))
    yield f"(?:after|from) {_clock('a')}(?: on(?:wards)?)?", _point(Kind.AFTER)
    yield f"(?:before|until|till) {_clock('a')}", _point(Kind.BEFORE)
    yield f"(?:at |around |about ){_clock('a')}", _point(Kind.AT)
    yield f"(?=[0-9]{{1,2}}(?:[:.][0-9]|[ap]m| [ap]m)){_clock('a')}", _point(Kind.AT)
    yield f"(?:in the |at |during |in )?(?P<part>{'|'.join(PARTS)})s?", _part
    yield "(?:about|for) this (?:case|order)", _reach(WishReach.CASE)
    yield "(?:from )?(?:your|this) (?:shop|store)", _reach(WishReach.SHOP)
    yield "only", alone
    yield "not|no", act(Act.NOT)
    yield "please|thanks|thank you|and|or|just|then", nothing


# Words end where they end: "car" begins with no part of the day, but "mon" does begin "money".
LEXICON = tuple((re.compile(rf"(?:{word})(?![a-z0-9])\s*"), take) for word, take in _words())
