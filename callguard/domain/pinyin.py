"""Chinese found by its pinyin: initials, written out or anything between; a polyphone by each of its readings."""

from functools import cache
from string import ascii_lowercase


def spells(letters: str, text: str) -> bool:
    """Whether letters, in lower case, spell a stretch of the text; no letters spell nothing.

    Each character takes as much of one of its readings as was typed: "zq", "zhiq" and "zhiqian" all spell 致歉, and so
    does "致q". ü is typed as v. Punctuation in the text is passed over.
    """
    bare = _bare(text)
    return any(_spells(letters, bare[start:]) for start in range(len(bare)))


def spells_start(letters: str, text: str) -> bool:
    """Whether the letters spell the text from its beginning on."""
    return _spells(letters, _bare(text))


@cache
def common_by_initial() -> dict[str, str]:
    """The common characters by the letter that one of their readings begins with, "" where none does.

    Common are the 3,755 of GB 2312's level 1, which are its rows 16 to 55.
    """
    # The last five cells of the last row are empty.
    cells = bytes(0xA0 + byte for row in range(16, 56) for cell in range(1, 95) for byte in (row, cell))[:-10]
    by_letter = dict.fromkeys(ascii_lowercase, "")
    for character in cells.decode("gb2312"):
        for letter in by_letter.keys() & _parts(character):
            by_letter[letter] += character
    return by_letter


def _spells(letters: str, text: str) -> bool:
    reached = {0}
    for character in text:
        reached = {at + len(part) for at in reached for part in _parts(character) if letters.startswith(part, at)}
        if len(letters) in reached:
            return True
    return False


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@cache
def _parts(character: str) -> frozenset[str]:
    """What may be typed for a character: itself, and for a Chinese one any beginning of its readings without tones."""
    # Its dictionaries take half a second to load, and most processes never look for anything.
    from pypinyin import Style, pinyin

    (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    typed = {character.lower(), *map(str.lower, readings)}
    return frozenset(one[:length] for one in typed for length in range(1, len(one) + 1))
