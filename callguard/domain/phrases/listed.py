"""All phrases in force, made ready to be looked for at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from callguard.domain.phrases.folding import Folded, fold
from callguard.domain.phrases.phrase import Phrase


@dataclass(frozen=True)
class Wording:
    """Something to look for: a phrase, or a longer wording in which it is harmless."""

    letters: Folded
    phrase: Phrase
    is_harmless: bool


@dataclass(frozen=True)
class Found:
    """A wording at `[start, end)` of a text in the form of comparison."""

    start: int
    end: int
    wording: Wording


@dataclass(frozen=True)
class PhraseList:
    """All phrases, and the one that stands for a reply made of symbols only (None: such a reply is no fault)."""

    phrases: tuple[Phrase, ...]
    symbols_only: Phrase | None

    def wordings_in(self, text: Folded) -> Iterator[Found]:
        """Every wording that stands in the text."""
        for number, start, end in self._automaton.find_matches_as_indexes(text.text, overlapping=True):
            for wording in self._wordings[number]:
                if text.means(wording.letters, start):
                    yield Found(start, end, wording)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        """Reads a text once, however many phrases there are; its patterns have the numbers of `_wordings`."""
        return AhoCorasick([wordings[0].letters.text for wordings in self._wordings])

    @cached_property
    def _wordings(self) -> Sequence[Sequence[Wording]]:
        """Those with the same letters together: their spaces may differ."""
        by_letters: dict[str, list[Wording]] = {}
        for phrase in self.phrases:
            for text in (phrase.text, *phrase.unless):
                letters = fold(text)
                wording = Wording(letters, phrase, is_harmless=text is not phrase.text)
                if letters.text:
                    by_letters.setdefault(letters.text, []).append(wording)
        return list(by_letters.values())
