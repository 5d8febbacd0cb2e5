"""The phrase list as it is shown and taken away."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from callguard.http.language import gettext as _
from callguard.http.texts import CODES, message_of, text_of
from callguard.imports.faults import text_of_reason
from callguard.imports.phrases import UNLESS_SEPARATOR
from callguard.services.phrases.book import PhraseEntry
from callguard.services.phrases.importing import RowFault


class Origin(StrEnum):
    """Where a phrase comes from and whether it holds."""

    SHIPPED = "shipped"
    CHANGED = "changed"
    OWN = "own"
    OFF = "off"


def origin_of(entry: PhraseEntry) -> Origin:
    """Whether it holds, and if so whose wording it is."""
    if not entry.is_on:
        return Origin.OFF
    if entry.shipped is None:
        return Origin.OWN
    return Origin.CHANGED if entry.is_changed else Origin.SHIPPED


def origins() -> dict[Origin, str]:
    """Their names."""
    return {
        Origin.SHIPPED: _("自带"),
        Origin.CHANGED: _("已改"),
        Origin.OWN: _("自己加的"),
        Origin.OFF: _("已停用"),
    }


def heading() -> tuple[str, ...]:
    """The columns of the file, by names that an import knows."""
    return _("用语"), _("类别"), _("级别"), _("原因"), _("改说"), _("例外"), _("可说次数"), _("状态")


def rows(entries: Iterable[PhraseEntry]) -> Iterator[tuple[str, ...]]:
    """One row for each phrase."""
    for entry in entries:
        phrase = entry.phrase
        yield (
            phrase.text,
            text_of(phrase.category),
            text_of(phrase.severity),
            phrase.reason,
            phrase.replacement,
            UNLESS_SEPARATOR.join(phrase.unless),
            str(phrase.allowed),
            _("启用") if entry.is_on else _("停用"),
        )


def fault_words(fault: RowFault) -> str:
    """Why a row was left out."""
    if fault.code in CODES:
        return message_of(fault.code, fault.params)
    return str(_(text_of_reason(fault.code)) % fault.params)
