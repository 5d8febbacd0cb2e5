"""Reading a search form from the address: what can't be read filters nothing, and is said at its field."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from callguard.http.language import gettext as _
from callguard.http.texts import text_of

Choice = TypeVar("Choice", bound=StrEnum)

MAX_TEXT = 100


class FilterForm:
    """A search as it was asked for; `errors` fills while it is read."""

    def __init__(self, args: Mapping[str, str], tz: str) -> None:
        self._args, self._zone = args, ZoneInfo(tz)
        self.errors: dict[str, str] = {}

    @property
    def asked(self) -> dict[str, str]:
        """The filled fields, to be put into links; the place in the list is not among them."""
        return {name: value for name, value in self._args.items() if value.strip() and name != "after"}

    def raw(self, name: str) -> str:
        """A field as it was typed."""
        return self._args.get(name, "")

    def text(self, name: str) -> str:
        """A text without space around it."""
        return self.raw(name).strip()[:MAX_TEXT]

    def whole(self, name: str) -> int | None:
        """An id; None for all."""
        text = self.raw(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """A member of an enumeration; None for all."""
        return next((member for member in kind if member.value == self.raw(name)), None)

    def start_of(self, name: str) -> datetime | None:
        """The first instant of a day in the zone."""
        return self._midnight(name, timedelta(0))

    def end_of(self, name: str) -> datetime | None:
        """The first instant after a day in the zone."""
        return self._midnight(name, timedelta(days=1))

    def _midnight(self, name: str, later: timedelta) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=self._zone).date() + later
            return datetime.combine(day, time(), self._zone).astimezone(UTC)
        except (ValueError, OverflowError):
            self.errors[name] = _("日期看不懂，没有按它筛选。请重选或留空。")
            return None


def options_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The members of an enumeration as a list to pick from."""
    return [(member.value, text_of(member)) for member in kind]
