"""Text without the wrapping that spreadsheets and seller consoles put around it."""

import re
import unicodedata

_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


def shown(text: str) -> str:
    """What a person sees in the cell: no `="…"`, no control characters, no space at the ends."""
    bare = _CONTROL.sub("", text).strip()
    wrapped = _EXCEL_TEXT.fullmatch(bare)
    return wrapped[1].strip() if wrapped else bare


def narrow(text: str) -> str:
    """A number or code as typed on one line: half-width, without spaces and Excel's leading apostrophe."""
    half_width = unicodedata.normalize("NFKC", shown(text).removeprefix("'"))
    return "".join(shown(half_width).split())
