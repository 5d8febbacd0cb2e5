"""One letter, whichever way it is written: half-width, in lower case, bare of accents, simplified."""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

LINE_END = "\n"
SPACE = " "

_SIMPLIFIED = OpenCC("t2s")
# Written for one another, though neither is the simplified form of the other by itself.
_ALIKE = str.maketrans("著妳甚祇衹嚒", "着你什只只么") | str.maketrans("‘’ʼ′`", "'''''")
_INVISIBLE = {"Cc", "Cf", "Mn", "Me"}
# Letters and signs that show nothing.
_BLANK = set("\u115f\u1160\u3164\u2800")
_FIRST_CJK = "\u2e80"


# Many more than a text has different letters, few enough that nobody can fill the memory with them.
@lru_cache(maxsize=16_384)
def folded_letter(letter: str) -> str:
    """The letters it is compared by: one, for a ligature several, for what can't be seen none."""
    if letter.splitlines() != [letter]:
        return LINE_END
    plain = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(map(_simplified, filter(_is_seen, plain)))


def is_wordy(letter: str) -> bool:
    """Whether it makes words by standing next to its like, as Latin letters and digits do and Han characters don't."""
    return letter < _FIRST_CJK and letter.isalnum()


def _is_seen(letter: str) -> bool:
    return letter not in _BLANK and unicodedata.category(letter) not in _INVISIBLE


def _simplified(letter: str) -> str:
    if letter.isspace():
        return SPACE
    if unicodedata.category(letter) == "Cs":
        # Half of a character that was torn apart on its way.
        return "\ufffd"
    return (_SIMPLIFIED.convert(letter) if letter >= _FIRST_CJK else letter).translate(_ALIKE)
