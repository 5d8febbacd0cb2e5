"""Reading what was typed, field by field: faults gather until they are raised all together."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.money import MoneyRefusal, parse_fen

Choice = TypeVar("Choice", bound=StrEnum)

MAX_TEXT = 2000


class Typed:
    """A form as it came in; what can't be read is noted as a fault of its field."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.errors: list[FieldError] = []

    def text(self, name: str) -> str:
        """The text without space around it."""
        text = self._form.get(name, "").strip()
        if len(text) > MAX_TEXT:
            self.fault(name, "text_too_long", max=MAX_TEXT)
        return text[:MAX_TEXT]

    def fen(self, name: str) -> int | None:
        """An amount typed in yuan, in fen; None when the field was left empty."""
        amount = parse_fen(self._form.get(name, ""))
        if amount is MoneyRefusal.EMPTY:
            return None
        if isinstance(amount, MoneyRefusal):
            self.fault(name, amount)
            return None
        return amount

    def instant(self, name: str, tz: str) -> datetime | None:
        """A local date and time in the zone; None when the field was left empty."""
        text = self.text(name)
        if not text:
            return None
        try:
            # The local time of a form has no offset; one that has was not made by our field.
            local = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - its zone follows
        except ValueError:
            self.fault(name, "time_unreadable")
            return None
        return local.replace(tzinfo=ZoneInfo(tz))

    def day(self, name: str) -> date:
        """A date; none, or what isn't one, is a fault, and any date stands in until it is raised."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.fault(name, "day_missing")
            return date.min

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """A member of an enumeration; nothing chosen is a fault, and any member stands in until it is raised."""
        try:
            return kind(self._form.get(name, ""))
        except ValueError:
            self.fault(name, "choice_unknown")
            return next(iter(kind))

    def whole(self, name: str) -> int | None:
        """An id; None when there is none."""
        text = self._form.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def refuse_faults(self) -> None:
        """Raises InvalidFields when anything could not be read."""
        if self.errors:
            raise InvalidFields(tuple(self.errors))

    def fault(self, name: str, code: str, **params: object) -> None:
        """Notes what is wrong with a field."""
        self.errors.append(FieldError(name, code, params))
