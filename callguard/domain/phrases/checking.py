"""What a phrase must be to help whoever reads it: findable, explained, and with something better to say."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from callguard.domain.errors import FieldError
from callguard.domain.phrases.finding import find_phrases, is_symbols_only
from callguard.domain.phrases.folding import fold
from callguard.domain.phrases.listed import PhraseList
from callguard.domain.phrases.phrase import Phrase, PhraseCategory

MIN_LETTERS = 2
MAX_TEXT, MAX_REASON, MAX_REPLACEMENT, MAX_UNLESS, MAX_ALLOWED = 50, 100, 200, 20, 10


class PhraseCode(StrEnum):
    """What is wrong with a phrase."""

    TEXT_TOO_SHORT = "phrase_too_short"
    TEXT_NOT_WANTED = "phrase_not_wanted"
    TOO_LONG = "text_too_long"
    REASON_MISSING = "phrase_reason_missing"
    REPLACEMENT_MISSING = "phrase_replacement_missing"
    REPLACEMENT_FORBIDDEN = "phrase_replacement_forbidden"
    UNLESS_WITHOUT_PHRASE = "phrase_unless_without_phrase"
    TOO_MANY_UNLESS = "phrase_too_many_unless"
    ALLOWED_TOO_OFTEN = "phrase_allowed_too_often"


def check_phrase(phrase: Phrase, listed: PhraseList, replaces: str | None = None) -> tuple[FieldError, ...]:
    """What is wrong with a phrase that is to join those listed; empty when it can be looked for.

    What it was before, or the one with the key `replaces`, says nothing against what it is to be.
    """
    before = {phrase.key, replaces}
    said = [match.phrase for match in find_phrases(phrase.replacement, listed) if match.phrase.key not in before]
    said += [match.phrase for match in find_phrases(phrase.replacement, PhraseList((phrase,), None))]
    return (*_text_errors(phrase), *_word_errors(phrase, said), *_unless_errors(phrase))


def _text_errors(phrase: Phrase) -> Iterator[FieldError]:
    if phrase.category is PhraseCategory.SYMBOLS_ONLY:
        if phrase.text:
            yield FieldError("text", PhraseCode.TEXT_NOT_WANTED)
    elif len(fold(phrase.text).text) < MIN_LETTERS or is_symbols_only(phrase.text):
        # A single character would be found in every other sentence.
        yield FieldError("text", PhraseCode.TEXT_TOO_SHORT, {"min": MIN_LETTERS})
    if len(phrase.text) > MAX_TEXT:
        yield FieldError("text", PhraseCode.TOO_LONG, {"max": MAX_TEXT})
    if not 0 <= phrase.allowed <= MAX_ALLOWED:
        yield FieldError("allowed", PhraseCode.ALLOWED_TOO_OFTEN, {"max": MAX_ALLOWED})


def _word_errors(phrase: Phrase, said: Sequence[Phrase]) -> Iterator[FieldError]:
    if not phrase.reason.strip():
        yield FieldError("reason", PhraseCode.REASON_MISSING)
    if not phrase.replacement.strip() and phrase.category.raises is None:
        yield FieldError("replacement", PhraseCode.REPLACEMENT_MISSING)
    for name, text, limit in (
        ("reason", phrase.reason, MAX_REASON),
        ("replacement", phrase.replacement, MAX_REPLACEMENT),
    ):
        if len(text) > limit:
            yield FieldError(name, PhraseCode.TOO_LONG, {"max": limit})
    if said:
        yield FieldError("replacement", PhraseCode.REPLACEMENT_FORBIDDEN, {"said": said[0].text})


def _unless_errors(phrase: Phrase) -> Iterator[FieldError]:
    if len(phrase.unless) > MAX_UNLESS:
        yield FieldError("unless", PhraseCode.TOO_MANY_UNLESS, {"max": MAX_UNLESS})
    letters = fold(phrase.text).text
    for longer in phrase.unless:
        if len(longer) > MAX_TEXT:
            yield FieldError("unless", PhraseCode.TOO_LONG, {"max": MAX_TEXT})
        if letters not in fold(longer).text or longer == phrase.text:
            yield FieldError("unless", PhraseCode.UNLESS_WITHOUT_PHRASE, {"unless": longer})
