"""The whole of what was said: clause by clause, put together where they agree."""

import re
import unicodedata
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

from callguard.domain.guard import Weekday
from callguard.domain.heard_words import chinese, english
from callguard.domain.heard_words.clause import Act, Clause, NotUnderstoodError
from callguard.domain.heard_words.heard import Heard, NoCalls
from callguard.domain.heard_words.lexicon import scan
from callguard.domain.heard_words.reading import Reader
from callguard.domain.outcome import FARTHEST_NEXT_CALL

LONGEST = 200
_MARKS = re.compile(r"[,，。;；!！()（）]|\.(?![0-9])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def hear(words: str, now: datetime, tz: ZoneInfo) -> Heard | None:
    """What a customer's words ask for when said at that instant, by the clocks of their zone; None for no one reading.

    Every instant in it lies after `now`.
    """
    text = unicodedata.normalize("NFKC", words).lower().strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        heard = _read(text, Reader(now, tz))
    except NotUnderstoodError:
        return None
    return heard if _is_to_come(heard, now, tz) else None


def _read(text: str, reader: Reader) -> Heard:
    pieces = [piece for piece in _MARKS.split(text) if piece.strip()]
    try:
        heard = [_clause(piece, reader) for piece in pieces]
    except NotUnderstoodError:
        return _joined(pieces, reader)
    return reduce(_both, filter(None, heard), Heard())


def _joined(pieces: list[str], reader: Reader) -> Heard:
    """Pieces that say something only together; "don't call again" is said already, whatever follows."""
    if len(pieces) < 2 or any(_is_final(piece, reader) for piece in pieces):
        raise NotUnderstoodError
    return _clause(" ".join(pieces), reader) or Heard()


def _clause(text: str, reader: Reader) -> Heard | None:
    """What a clause asks for; None where it only tells why."""
    clause = _scanned(text, reader)
    if clause.names_nothing and clause.acts == {Act.BUSY}:
        return None
    return reader.read(clause)


def _is_final(text: str, reader: Reader) -> bool:
    try:
        clause = _scanned(text, reader)
    except NotUnderstoodError:
        return False
    return clause.names_nothing and Act.NO in clause.acts


def _scanned(text: str, reader: Reader) -> Clause:
    language = chinese if _CHINESE.search(text) else english
    return scan(language.plain(text), language.LEXICON, reader.today)


def _both(one: Heard, other: Heard) -> Heard:
    if (one.promise and other.promise) or (one != Heard() and (_is_for_good(one) or _is_for_good(other))):
        raise NotUnderstoodError
    silence, promise = _longer(one.no_calls, other.no_calls), one.promise or other.promise
    return Heard(silence, one.no_hours + other.no_hours, promise, one.assumed + other.assumed)


def _is_for_good(heard: Heard) -> bool:
    return heard.no_calls is not None and heard.no_calls.until_at is None


def _longer(one: NoCalls | None, other: NoCalls | None) -> NoCalls | None:
    if one is None or other is None or one.until_at is None or other.until_at is None:
        return one or other
    if one.reach is not other.reach:
        raise NotUnderstoodError
    return one if one.until_at > other.until_at else other


def _is_to_come(heard: Heard, now: datetime, tz: ZoneInfo) -> bool:
    today, promise, silence = now.astimezone(tz).date(), heard.promise, heard.no_calls
    return (
        heard != Heard()
        and (silence is None or silence.until_at is None or silence.until_at > now)
        and all(hours.last_day is None or hours.last_day >= today for hours in heard.no_hours)
        and (promise is None or now < promise.from_at < promise.until_at)
        and (promise is None or promise.from_at <= now + FARTHEST_NEXT_CALL)
        and (promise is None or not _is_ruled_out(promise.from_at.astimezone(tz), heard))
    )


def _is_ruled_out(at: datetime, heard: Heard) -> bool:
    """Whether the same breath rules out what it promises."""
    day, minute = tuple(Weekday)[at.weekday()], 60 * at.hour + at.minute
    until_at = heard.no_calls.until_at if heard.no_calls else None
    return (until_at is not None and until_at > at) or any(
        day in one.days and one.opens <= minute < one.closes and (one.last_day is None or at.date() <= one.last_day)
        for one in heard.no_hours
    )
