"""The phrases that come with the product."""

import tomllib
from functools import cache
from typing import Any

from callguard.domain.phrases.listed import PhraseList
from callguard.domain.phrases.phrase import Phrase, PhraseCategory, Severity
from callguard.resources import package_text


@cache
def load_phrases() -> PhraseList:
    """The packaged list, read once."""
    content = tomllib.loads(package_text("content", "phrases.toml"))
    symbols_only = {"text": "", "category": PhraseCategory.SYMBOLS_ONLY} | content["symbols_only"]
    return PhraseList(tuple(map(_phrase, content["phrase"])), _phrase(symbols_only))


def _phrase(row: dict[str, Any]) -> Phrase:
    named = {"category": PhraseCategory(row["category"]), "severity": Severity(row["severity"])}
    return Phrase(**{"replacement": ""} | row | named | {"unless": tuple(row.get("unless", ()))})
