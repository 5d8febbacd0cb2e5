"""The phrase check of 2,000 characters against 2,000 phrases, in turn with one `in` per phrase on the same text."""

import random
import statistics
import time
from collections.abc import Callable, Iterator

from callguard.domain.phrases import (
    Phrase,
    PhraseCategory,
    PhraseList,
    Severity,
    check_text,
    load_phrases,
)
from tests.benchmarks.figure import Figure

CHARACTERS, PHRASES, ROUNDS, TIMES = 2000, 2000, 9, 20


def measure() -> Iterator[Figure]:
    """Milliseconds for faults and triggers together, at the median of the rounds."""
    random_ = random.Random(0)  # noqa: S311 - no secret
    listed = _phrases(random_)
    text = _text(random_, listed)
    assert check_text(text, listed).faults
    ours, naive = _alternating(
        lambda: check_text(text, listed),
        lambda: [phrase for phrase in listed.phrases if phrase.text in text],
    )
    yield Figure(
        f"phrase check: {CHARACTERS:,} characters against {PHRASES:,} phrases",
        f"{ours:.2f} ms",
        f"one `in` per phrase, nothing evened out ({naive:.2f} ms)",
        ours / naive,
        wanted="under 5 ms",
    )


def _phrases(random_: random.Random) -> PhraseList:
    """Those that ship and as many invented ones, made of the same characters, as it takes."""
    shipped = load_phrases()
    letters = _letters(shipped)
    invented: dict[str, Phrase] = {}
    while len(shipped.phrases) + len(invented) < PHRASES:
        text = "".join(random_.choices(letters, k=random_.randint(2, 8)))
        invented[text] = Phrase(text, PhraseCategory.WEAK, Severity.WARN, "reason", "replacement")
    return PhraseList((*shipped.phrases, *invented.values()), shipped.symbols_only)


def _text(random_: random.Random, listed: PhraseList) -> str:
    """A pasted talk in the characters of the phrases, with one of them every hundred characters."""
    letters, text = [*_letters(listed), *"，。 "], ""
    while len(text) < CHARACTERS:
        text += random_.choice(("客服小林 14:05:12\n", "tb8812 (2026-11-20 14:05:12):\n"))
        text += "".join(random_.choices(letters, k=75)) + "。" + random_.choice(listed.phrases).text + "\n"
    return text[:CHARACTERS]


def _letters(listed: PhraseList) -> list[str]:
    return sorted({letter for phrase in listed.phrases for letter in phrase.text if letter > "\u2e80"})


def _alternating(*workers: Callable[[], object]) -> list[float]:
    taken: list[list[float]] = [[] for _ in workers]
    for _ in range(ROUNDS):
        for worker, times in zip(workers, taken, strict=True):
            # Of this process alone: neither waits for anything but the processor.
            started = time.process_time()
            for _again in range(TIMES):
                worker()
            times.append((time.process_time() - started) / TIMES * 1000)
    return [statistics.median(times) for times in taken]
