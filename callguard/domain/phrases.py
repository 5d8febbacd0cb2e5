"""Wording that must not reach a customer, and what to say instead ("Service attitude rules", domain.md)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from callguard.resources import package_text


class PhraseCategory(StrEnum):
    """What is wrong with a phrase: 服务禁语, 反问, 推诿, 命令, 威胁, 弱词, 引导投诉, 符号代答, 空洞共情."""

    FORBIDDEN = "forbidden"
    COUNTER_QUESTION = "counter_question"
    BUCK_PASSING = "buck_passing"
    COMMAND = "command"
    THREAT = "threat"
    WEAK = "weak"
    COMPLAINT_LEADING = "complaint_leading"
    SYMBOLS_ONLY = "symbols_only"
    FALSE_EMPATHY = "false_empathy"


class Severity(StrEnum):
    """How bad it is: must not be sent, should be changed, had better be changed."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


@dataclass(frozen=True)
class Phrase:
    """One wording; `unless` are harmless longer wordings that contain it."""

    text: str
    category: PhraseCategory
    severity: Severity
    reason: str
    replacement: str
    unless: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the phrase in any case; a Latin phrase only as whole words."""
        return _pattern(self.text)

    @cached_property
    def harmless(self) -> tuple[re.Pattern[str], ...]:
        """Find the wordings inside which the phrase means no harm."""
        return tuple(map(_pattern, self.unless))


@dataclass(frozen=True)
class PhraseList:
    """All phrases, and the one that stands for a reply made of symbols only."""

    phrases: tuple[Phrase, ...]
    symbols_only: Phrase


@dataclass(frozen=True)
class Match:
    """A phrase found at text[start:end]."""

    start: int
    end: int
    phrase: Phrase


@cache
def load_phrases() -> PhraseList:
    """The packaged list, read once."""
    content = tomllib.loads(package_text("content", "phrases.toml"))
    symbols_only = {"text": "", "category": PhraseCategory.SYMBOLS_ONLY} | content["symbols_only"]
    return PhraseList(tuple(map(_phrase, content["phrase"])), _phrase(symbols_only))


def find_phrases(text: str, phrases: PhraseList) -> tuple[Match, ...]:
    """All matches by their place in the text; one that lies inside a longer one is not reported beside it."""
    if is_symbols_only(text):
        return (Match(0, len(text), phrases.symbols_only),)
    found = [match for phrase in phrases.phrases for match in _matches(text, phrase)]
    return _outermost(sorted(found, key=lambda match: (match.start, -match.end)))


def is_symbols_only(text: str) -> bool:
    """Whether something was written and none of it is a letter, a character or a digit."""
    return bool(text.strip()) and not any(map(str.isalnum, text))


def _matches(text: str, phrase: Phrase) -> Iterator[Match]:
    harmless = [match.span() for pattern in phrase.harmless for match in pattern.finditer(text)]
    for found in phrase.pattern.finditer(text):
        if not any(start <= found.start() and found.end() <= end for start, end in harmless):
            yield Match(*found.span(), phrase)


def _outermost(matches: list[Match]) -> tuple[Match, ...]:
    kept: list[Match] = []
    for match in matches:
        if not kept or match.end > kept[-1].end:
            kept.append(match)
    return tuple(kept)


def _pattern(wording: str) -> re.Pattern[str]:
    latin = wording.isascii() and wording[0].isalpha()
    return re.compile(rf"\b{re.escape(wording)}\b" if latin else re.escape(wording), re.IGNORECASE)


def _phrase(row: dict[str, Any]) -> Phrase:
    named = {"category": PhraseCategory(row["category"]), "severity": Severity(row["severity"])}
    return Phrase(**row | named | {"unless": tuple(row.get("unless", ()))})
