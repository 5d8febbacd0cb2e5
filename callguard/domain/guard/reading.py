"""Strict readers of decoded JSON: each takes a value and returns what it means or raises GuardInputError."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from callguard.domain.guard.instants import in_utc
from callguard.domain.guard.zone import zone

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Reader = Callable[[object], T]

# What RFC 8785 can still write exactly.
_LARGEST = 2**53 - 1
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class GuardInputError(ValueError):
    """A document or policy that can't be judged: where in it (a JSON path) and why."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message

    def under(self, prefix: str) -> "GuardInputError":
        """The same error as seen from further out."""
        return GuardInputError(prefix + self.path, self.message)


def wrong(message: str, path: str = "") -> GuardInputError:
    """An error at the value being read, or at a path below it."""
    return GuardInputError(path, message)


def text(value: object) -> str:
    """A string that is not empty and can be written as UTF-8."""
    if not isinstance(value, str):
        raise wrong("must be a string")
    if not value:
        raise wrong("must not be empty")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise wrong("must not contain half a surrogate pair")
    return value


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise wrong("must be true or false")
    return value


def whole(least: int) -> Reader[int]:
    """A whole number that is not below `least`."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong("must be a whole number")
        if not least <= value <= _LARGEST:
            raise wrong(f"must be at least {least} and at most {_LARGEST}")
        return value

    return read


def one_of(kind: type[E]) -> Reader[E]:
    """One of the words of an enumeration."""
    words: Mapping[object, E] = {word.value: word for word in kind}

    def read(value: object) -> E:
        word = words.get(value) if isinstance(value, str) else None
        if word is None:
            raise wrong(f"must be one of {', '.join(kind)}")
        return word

    return read


def instant(value: object) -> datetime:
    """An instant with its offset from UTC, to the microsecond at the finest."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise wrong("must be an instant such as 2026-11-21T15:00:00+08:00")
    if found[1] is None:
        raise wrong("needs an offset from UTC such as +08:00 or Z")
    try:
        return in_utc(datetime.fromisoformat(found[0]))
    except ValueError as error:
        raise wrong(f"is not an instant: {error}") from None


def day(value: object) -> date:
    """A date such as 2027-02-17."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise wrong("must be a date such as 2027-02-17")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise wrong(f"is not a date: {error}") from None


def clock(value: object) -> int:
    """A time of day such as 09:30, at most 24:00, in minutes after midnight."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise wrong("must be a time of day such as 09:30, 24:00 at the latest")
    return int(value[:2]) * 60 + int(value[3:])


def zone_name(value: object) -> str:
    """The IANA name of a time zone."""
    name = text(value)
    try:
        zone(name)
    except ValueError as error:
        raise wrong(str(error)) from None
    return name


def maybe(read: Reader[T]) -> Reader[T | None]:
    """What `read` reads, or null."""
    return lambda value: None if value is None else read(value)


def list_of(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list of what `read` reads."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise wrong("must be a list")
        return tuple([_at_index(read, index, item) for index, item in enumerate(value)])

    return read_all


def _at_index(read: Reader[T], index: int, item: object) -> T:
    """One item of a list; an error below it names the index."""
    try:
        return read(item)
    except GuardInputError as error:
        raise error.under(f"[{index}]") from None


def record(
    make: Callable[..., T], required: Mapping[str, Reader[object]], optional: Mapping[str, Reader[object]]
) -> Reader[T]:
    """An object with these keys and no others, made into a T; a key that is Python's own word gets a `_` behind it."""
    readers = {**required, **optional}

    def read(value: object) -> T:
        if not isinstance(value, dict):
            raise wrong("must be an object")
        for key in required:
            if key not in value:
                raise wrong("is missing", f".{key}")
        fields: dict[str, object] = {}
        for key, item in value.items():
            if key not in readers:
                raise wrong("is not known here", f".{key}")
            try:
                fields["from_" if key == "from" else key] = readers[key](item)
            except GuardInputError as error:
                raise error.under(f".{key}") from None
        return make(**fields)

    return read
