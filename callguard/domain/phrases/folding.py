"""The form in which texts and phrases are compared, with the way back to the text as it was written.

Case, width, script (traditional or simplified) and accents are evened out; spaces and what can't be seen are left out
everywhere, and between Han characters the signs by which a word is kept apart (没*办*法), between digits the hyphen
(12-315). Other punctuation and line ends stay: they part sentences, and no phrase reaches across them, unless the lines
are run on. Where spaces stood is remembered, for in Latin words they matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

from callguard.domain.phrases.letters import LINE_END, SPACE, folded_letter, is_wordy

_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_SIGN = r"[*·•‧・_\-]"
# Begins with what is looked for, as that is found the fastest.
_KEPT_APART = re.compile(rf"{_SIGN}(?:(?<={_HAN}.){_SIGN}*(?={_HAN})|(?<=\d-)(?=\d))")
# Not behind a number: lists and headings end in one.
_BROKEN = re.compile(rf"{LINE_END}(?<=[^\W\d_]{LINE_END})(?=[^\W_])")
_PAIR = 2


@dataclass(frozen=True)
class Folded:
    """`text` in the form of comparison; its letter i is the written text's at `places[i]`.

    Letters i - 1 and i belong to one word where `joined[i]`; where `apart[i]`, only a space keeps them from it. At its
    `seams`, letter i was the first of a line that has been run on to the one before.
    """

    text: str
    places: Sequence[int]
    joined: bytes
    apart: bytes
    seams: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """The text with the spaces that matter."""
        return "".join(SPACE + letter if apart else letter for letter, apart in zip(self.text, self.apart, strict=True))

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where letters `[start, end)`, at least one, stand in the text as it was written."""
        return self.places[start], self.places[end - 1] + 1

    def run_on(self) -> "Folded":
        """With each line that goes on in the next joined to it."""
        breaks = [found.span() for found in _BROKEN.finditer(self.text)]
        seams = frozenset(start - lines for lines, (start, _end) in enumerate(breaks))
        return replace(_without(self, breaks), seams=seams)

    def means(self, phrase: "Folded", start: int) -> bool:
        """Whether the phrase, whose letters stand here from `start` on, is what is meant by them.

        Latin words must be parted as in the phrase, and each be whole or spelled out with a space after every letter;
        a number may have one gap (12-315).
        """
        end = start + len(phrase.text)
        if self.joined[start] or self.joined[end : end + 1] == b"\1" or self._meets_by_chance(start, end):
            return False
        inside = self.joined[start + 1 : end]
        return inside == phrase.joined[1:] or phrase.is_spelled_as(inside) or self._is_gap_in_number(phrase, start)

    def is_spelled_as(self, joined: bytes) -> bool:
        """Whether where letters are joined, from the second on, leaves each of its words whole or all apart."""
        at, joined = 0, joined + b"\0"
        for word in self.joined[1:].split(b"\0"):
            written = joined[at : at + len(word) + 1]
            if any(written) and written != word + b"\0":
                return False
            at += len(written)
        return True

    def _meets_by_chance(self, start: int, end: int) -> bool:
        """Whether it is but two letters, the last of a line and the first of the next (员工, 商家)."""
        return end - start == _PAIR and start + 1 in self.seams

    def _is_gap_in_number(self, phrase: "Folded", start: int) -> bool:
        """Whether the phrase differs by one gap only, in a number beside which there is no other, as in dates."""
        end = start + len(phrase.text)
        gaps = [at for at in range(start + 1, end) if self.joined[at] != phrase.joined[at - start]]
        is_alone = not self._digits_meet(start) and not self._digits_meet(end)
        return is_alone and len(gaps) == 1 and self._digits_meet(gaps[0])

    def _digits_meet(self, place: int) -> bool:
        return self.text[place - 1 : place].isdecimal() and self.text[place : place + 1].isdecimal()


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
    folded = Folded("".join(letters), places, bytes(joined), bytes(apart))
    return _without(folded, [found.span() for found in _KEPT_APART.finditer(folded.text)])


def _letters(text: str) -> list[tuple[int, str]]:
    # By something as long, so that all places stay what they are.
    text = text.replace("\r\n", f"\0{LINE_END}")
    return [(place, letter) for place, written in enumerate(text) for letter in folded_letter(written)]


def _without(folded: Folded, cuts: Sequence[tuple[int, int]]) -> Folded:
    """The text without what stands at the cuts, each between two letters that it keeps apart as a space would."""
    if not cuts:
        return folded
    kept, apart = bytearray(b"\1" * len(folded.text)), bytearray(folded.apart)
    for start, end in cuts:
        kept[start:end] = bytes(end - start)
        apart[end] = is_wordy(folded.text[start - 1]) and is_wordy(folded.text[end])
    return Folded(
        text="".join(compress(folded.text, kept)),
        places=list(compress(folded.places, kept)),
        joined=bytes(compress(folded.joined, kept)),
        apart=bytes(compress(apart, kept)),
    )
