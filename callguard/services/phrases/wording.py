"""What somebody writes in their own words, looked at before it is kept.

Refused is only what must not be said at all (severity block), and only where the writer says it: the customer's words,
in quotation marks, behind "the customer said" or in a talk that was pasted, are kept as they were.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.phrases import Phrase, Severity, check_text
from callguard.services.phrases.book import phrases_in_force
from callguard.services.phrases.talk import talk_in


def wording_errors(session: Session, texts: Mapping[str, str]) -> tuple[FieldError, ...]:
    """What must not be kept as it is, field by field."""
    listed = phrases_in_force(session)
    return tuple(
        _refusal(field, match.phrase)
        for field, text in texts.items()
        for match in check_text(text, listed, talk_in(session, text)).faults
        if match.severity is Severity.BLOCK
    )


def refuse_wording(session: Session, texts: Mapping[str, str]) -> None:
    """Raises InvalidFields where there is anything to refuse."""
    errors = wording_errors(session, texts)
    if errors:
        raise InvalidFields(errors)


def _refusal(field: str, phrase: Phrase) -> FieldError:
    said = {"said": phrase.text, "reason": phrase.reason, "replacement": phrase.replacement}
    return FieldError(field, "phrase_refused", said)
