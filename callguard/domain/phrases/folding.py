"""The form in which texts and phrases are compared, with the way back to the text as it was written.

Case, width, script (traditional or simplified) and accents are evened out; spaces and what can't be seen are left out
everywhere, and between Han characters the signs by which a word is kept apart (没*办*法). Other punctuation and line
ends stay: they part sentences, and no phrase reaches across them. Where spaces stood is remembered, for in Latin words
they matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from callguard.domain.phrases.letters import SPACE, folded_letter, is_wordy

_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_KEPT_APART = re.compile(rf"(?<={_HAN})[*·•‧・_\-]+(?={_HAN})")


@dataclass(frozen=True)
class Folded:
    """`text` in the form of comparison; its letter i is the written text's at `places[i]`.

    Letters i - 1 and i belong to one word where `joined[i]`; where `apart[i]`, only a space keeps them from it.
    """

    text: str
    places: Sequence[int]
    joined: bytes
    apart: bytes

    @property
    def key(self) -> str:
        """The text with the spaces that matter."""
        return "".join(SPACE + letter if apart else letter for letter, apart in zip(self.text, self.apart, strict=True))

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where letters `[start, end)`, at least one, stand in the text as it was written."""
        return self.places[start], self.places[end - 1] + 1

    def means(self, phrase: "Folded", start: int) -> bool:
        """Whether the phrase, whose letters stand here from `start` on, is what is meant by them.

        Latin words must be whole and parted as in the phrase, or spelled out with a space after every letter.
        """
        end = start + len(phrase.text)
        if self.joined[start] or self.joined[end : end + 1] == b"\1":
            return False
        inside = self.joined[start + 1 : end]
        return inside == phrase.joined[1:] or not any(inside)


def fold(text: str) -> Folded:
    """The text in the form of comparison."""
    letters: list[str] = []
    places: list[int] = []
    joined, apart = bytearray(), bytearray()
    spaced, was_wordy = False, False
    for place, letter in _letters(text):
        if letter == SPACE:
            spaced = True
            continue
        wordy = is_wordy(letter)
        letters.append(letter)
        places.append(place)
        joined.append(wordy and was_wordy and not spaced)
        apart.append(wordy and was_wordy and spaced)
        spaced, was_wordy = False, wordy
    return _without_signs(Folded("".join(letters), places, bytes(joined), bytes(apart)))


def _letters(text: str) -> Iterator[tuple[int, str]]:
    for place, written in enumerate(text):
        for letter in folded_letter(written):
            yield place, letter


def _without_signs(folded: Folded) -> Folded:
    signs = [found.span() for found in _KEPT_APART.finditer(folded.text)]
    if not signs:
        return folded
    kept = bytearray(b"\1" * len(folded.text))
    for start, end in signs:
        kept[start:end] = bytes(end - start)
    return Folded(
        text="".join(compress(folded.text, kept)),
        places=list(compress(folded.places, kept)),
        joined=bytes(compress(folded.joined, kept)),
        apart=bytes(compress(folded.apart, kept)),
    )
