"""A phrase is taken only if it helps whoever reads it."""

from dataclasses import replace
from typing import Any

import pytest

from callguard.domain.phrases import (
    Phrase,
    PhraseCategory,
    PhraseCode,
    Severity,
    check_phrase,
    load_phrases,
)

GOOD = Phrase("想都别想", PhraseCategory.FORBIDDEN, Severity.BLOCK, "生硬拒绝", "我来想办法", ("想都别想好了",))
ALL = load_phrases()


def test_every_phrase_that_ships_could_be_typed() -> None:
    assert ALL.symbols_only is not None
    for each in (*ALL.phrases, ALL.symbols_only):
        assert check_phrase(each, ALL) == (), each.text


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"text": ""}, "text", PhraseCode.TEXT_TOO_SHORT),
        ({"text": "不"}, "text", PhraseCode.TEXT_TOO_SHORT),
        ({"text": " \u200b "}, "text", PhraseCode.TEXT_TOO_SHORT),
        ({"text": "？？？"}, "text", PhraseCode.TEXT_TOO_SHORT),
        ({"text": "甲乙" * 26, "unless": ()}, "text", PhraseCode.TOO_LONG),
        ({"category": PhraseCategory.SYMBOLS_ONLY}, "text", PhraseCode.TEXT_NOT_WANTED),
        ({"reason": " "}, "reason", PhraseCode.REASON_MISSING),
        ({"reason": "长" * 101}, "reason", PhraseCode.TOO_LONG),
        ({"replacement": ""}, "replacement", PhraseCode.REPLACEMENT_MISSING),
        ({"replacement": "长" * 201}, "replacement", PhraseCode.TOO_LONG),
        ({"replacement": "没办法"}, "replacement", PhraseCode.REPLACEMENT_FORBIDDEN),
        ({"replacement": "您想都别想"}, "replacement", PhraseCode.REPLACEMENT_FORBIDDEN),
        ({"unless": ("别的话",)}, "unless", PhraseCode.UNLESS_WITHOUT_PHRASE),
        ({"unless": ("想都别想",)}, "unless", PhraseCode.UNLESS_WITHOUT_PHRASE),
        ({"unless": ("想都别想" * 20,)}, "unless", PhraseCode.TOO_LONG),
        ({"unless": ("想都别想好了",) * 21}, "unless", PhraseCode.TOO_MANY_UNLESS),
        ({"allowed": -1}, "allowed", PhraseCode.ALLOWED_TOO_OFTEN),
        ({"allowed": 11}, "allowed", PhraseCode.ALLOWED_TOO_OFTEN),
    ],
)
def test_says_what_is_wrong_at_its_field(change: dict[str, Any], field: str, code: PhraseCode) -> None:
    errors = check_phrase(replace(GOOD, **change), ALL)
    assert (field, code) in {(error.field, error.code) for error in errors}


def test_a_word_that_raises_a_case_needs_nothing_in_its_place() -> None:
    assert check_phrase(replace(GOOD, category=PhraseCategory.PRESS, replacement=""), ALL) == ()
    assert check_phrase(GOOD, ALL) == ()
