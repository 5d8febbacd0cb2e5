"""The whole of what was said: clause by clause, put together where they agree."""

import re
import unicodedata
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

from callguard.domain.disposition import FARTHEST_NEXT_CALL
from callguard.domain.heard_words import chinese, english
from callguard.domain.heard_words.clause import Act, NotUnderstoodError
from callguard.domain.heard_words.heard import Heard, NoCalls
from callguard.domain.heard_words.lexicon import scan
from callguard.domain.heard_words.reading import Reader

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
        return _clause(" ".join(pieces), reader) or Heard()
    except NotUnderstoodError:
        if len(pieces) < 2:
            raise
    return reduce(_both, (heard for heard in (_clause(piece, reader) for piece in pieces) if heard))


def _clause(text: str, reader: Reader) -> Heard | None:
    """What a clause asks for; None where it only tells why."""
    language = chinese if _CHINESE.search(text) else english
    clause = scan(language.plain(text), language.LEXICON, reader.today)
    if clause.names_nothing and clause.acts == {Act.BUSY}:
        return None
    return reader.read(clause)


def _both(one: Heard, other: Heard) -> Heard:
    if one.promise and other.promise:
        raise NotUnderstoodError
    silence = _longer(one.no_calls, other.no_calls)
    promise = one.promise or other.promise
    if promise and silence and (silence.until_at is None or silence.until_at > promise.from_at):
        raise NotUnderstoodError
    return Heard(silence, one.no_hours + other.no_hours, promise, one.assumed + other.assumed)


def _longer(one: NoCalls | None, other: NoCalls | None) -> NoCalls | None:
    if one is None or other is None:
        return one or other
    if one.reach is not other.reach:
        raise NotUnderstoodError
    return one if one.until_at is None or (other.until_at and one.until_at > other.until_at) else other


def _is_to_come(heard: Heard, now: datetime, tz: ZoneInfo) -> bool:
    today, promise, silence = now.astimezone(tz).date(), heard.promise, heard.no_calls
    return (
        heard != Heard()
        and (silence is None or silence.until_at is None or silence.until_at > now)
        and all(hours.last_day is None or hours.last_day >= today for hours in heard.no_hours)
        and (promise is None or now < promise.from_at < promise.until_at)
        and (promise is None or promise.from_at <= now + FARTHEST_NEXT_CALL)
    )
