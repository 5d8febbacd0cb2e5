"""Hours as people name them: "three" is in the afternoon, "in the evening" leaves its end open."""

from dataclasses import dataclass

from callguard.domain.heard_words.clause import Clause, Kind, NotUnderstoodError, Time
from callguard.domain.heard_words.heard import Assumed

DAY = 24 * 60


@dataclass(frozen=True)
class Part:
    """A part of the day: the hours a number can mean in it, and the part by itself, for silence and for a call.

    `call` None: nobody names it to be rung in. `weekdays` are the days it is meant on where none are named.
    """

    least: int
    most: int
    closed: tuple[int, int] | None = None
    call: tuple[int, int] | None = None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Said:
    """A time of day as it was said."""

    words: str
    hour: int
    minute: int
    part: Part | None
    exact: bool = False

    def minutes(self) -> int:
        """After midnight; without a part of the day people mean their waking hours."""
        if not self.is_open:
            return _within(self, 0, 24) if self.part is None else _within(self, self.part.least, self.part.most)
        return _checked(self.hour + 12 * (self.hour < 8), self.minute)

    @property
    def is_open(self) -> bool:
        """Whether neither a part of the day nor the way it is written tells morning from evening."""
        return self.part is None and not self.exact and 1 <= self.hour <= 12


def point(clause: Clause, kind: Kind, said: Said) -> None:
    """At, after or before a time."""
    at = said.minutes()
    _assume(clause, said, at)
    opens, closes = {Kind.AT: (at, at), Kind.AFTER: (at, DAY), Kind.BEFORE: (0, at)}[kind]
    clause.at(Time(kind, opens, closes, opens, closes))


def between(clause: Clause, start: Said, end: Said) -> None:
    """From one time to another: "ten to two in the morning" is nobody's meaning, so the end may lie in another part."""
    opens = start.minutes()
    inherited = Said(end.words, end.hour, end.minute, start.part, end.exact) if end.is_open else end
    closes = _after(opens, inherited, end)
    _assume(clause, start, opens)
    _assume(clause, end, closes)
    clause.at(Time(Kind.BETWEEN, opens, closes, opens, closes))


def part_of_day(clause: Clause, words: str, part: Part) -> None:
    """A part of the day by its name."""
    if part.closed is None:
        raise NotUnderstoodError
    clause.days = clause.days or part.weekdays
    clause.at(Time(Kind.PART, *part.closed, *(part.call or (0, 0)), words))


def _after(opens: int, *readings: Said) -> int:
    """The first reading that lies later; hours that run past midnight end before they begin."""
    found = [at for at in map(_try, readings) if at is not None]
    later = next((at for at in found if at > opens), None)
    if later is None and (not found or opens < 18 * 60 or found[-1] > 12 * 60):
        raise NotUnderstoodError
    return found[-1] or DAY if later is None else later


def _try(said: Said) -> int | None:
    try:
        return said.minutes()
    except NotUnderstoodError:
        return None


def _assume(clause: Clause, said: Said, at: int) -> None:
    if said.is_open:
        clause.assumed.append(Assumed(said.words, at))


def _within(said: Said, least: int, most: int) -> int:
    for hour in (said.hour, said.hour + 12, said.hour - 12):
        if least <= hour <= most:
            return _checked(hour, said.minute)
    raise NotUnderstoodError


def _checked(hour: int, minute: int) -> int:
    if minute > 59 or 60 * hour + minute > DAY:
        raise NotUnderstoodError
    return 60 * hour + minute
