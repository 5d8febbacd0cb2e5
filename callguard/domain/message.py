"""The message to copy after a call (发给顾客的话): chosen by what the call meant, filled with what is known."""

from collections.abc import Mapping

from callguard.domain.attempt import NOTHING_RANG, CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.phrasebook import Entry, MessagePart, load_entries
from callguard.domain.script import blanks_in, render


def message_parts(
    disposition: Disposition,
    result: CallResult,
    issue_type: IssueType,
    liability: Liability,
    blanks: Mapping[str, str],
    kind: CallbackKind = CallbackKind.SERVICE,
) -> tuple[Entry, ...]:
    """What the message is put together from, in its order; empty where there is nothing to write about.

    Each part speaks once, through the first entry that fits and whose blanks are all known.
    """
    if disposition is Disposition.TECHNICAL_FAILURE and result in NOTHING_RANG:
        # The customer has noticed nothing.
        return ()
    spoken: dict[MessagePart, Entry] = {}
    for entry in load_entries():
        in_call = disposition in entry.dispositions and kind in entry.kinds
        fits = in_call and entry.scope.covers(issue_type, liability)
        if entry.part is not None and fits and all(blanks.get(blank) for blank in blanks_in(entry.text.zh)):
            spoken.setdefault(entry.part, entry)
    return tuple(spoken[part] for part in MessagePart if part in spoken) if MessagePart.BODY in spoken else ()


def message_lines(parts: tuple[Entry, ...], blanks: Mapping[str, str], locale: str) -> tuple[str, ...]:
    """The parts as they are written."""
    return tuple(render(entry.text.in_locale(locale), blanks) for entry in parts)
