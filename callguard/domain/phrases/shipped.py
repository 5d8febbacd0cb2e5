"""The phrases that come with the product."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from callguard.domain.phrases.listed import PhraseList
from callguard.domain.phrases.phrase import Phrase, PhraseCategory, Severity
from callguard.resources import package_text


@cache
def load_phrases() -> PhraseList:
    """The packaged list, read once."""
    content = tomllib.loads(package_text("content", "phrases.toml"))
    (symbols_only,) = _phrases({"text": "", "category": PhraseCategory.SYMBOLS_ONLY} | content["symbols_only"])
    return PhraseList(tuple(each for row in content["phrase"] for each in _phrases(row)), symbols_only)


def _phrases(row: dict[str, Any]) -> Iterator[Phrase]:
    """One for each of the texts a row has in common, each with the harmless wordings that contain it."""
    named = {"category": PhraseCategory(row.pop("category")), "severity": Severity(row.pop("severity"))}
    texts, unless = row.pop("texts", None) or [row.pop("text")], row.pop("unless", ())
    for text in texts:
        longer = tuple(one for one in unless if text in one)
        yield Phrase(**{"replacement": ""} | row | named | {"text": text, "unless": longer})
