"""Changing the phrase list: each change is a version of its own, with who made it and when."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import PhraseVersion, User
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.phrases import Phrase, check_phrase
from callguard.domain.role import Role
from callguard.services.phrases.book import PhraseEntry, phrase_book, phrases_in_force

EDITING_ROLES = (Role.SUPERVISOR, Role.MANAGER)


def save_phrase(session: Session, user: User, phrase: Phrase, now: datetime, *, replaces: str | None = None) -> bool:
    """Puts a phrase into the list, in place of the one with the key `replaces` (None: it is a new one).

    False when it stands there just so already. InvalidFields says what is wrong with it; UnknownId when nothing has the
    key.
    """
    book = phrase_book(session)
    if replaces is not None and replaces not in book:
        raise UnknownId
    errors = check_phrase(phrase, phrases_in_force(session), replaces)
    is_taken = replaces != phrase.key and phrase.key in book and book[phrase.key].is_on
    # Without a text it has the key of the rule about symbols, and another fault.
    if is_taken and all(error.field != "text" for error in errors):
        errors = (FieldError("text", "phrase_taken", {"text": book[phrase.key].phrase.text}), *errors)
    if errors:
        raise InvalidFields(errors)
    if replaces is not None and replaces != phrase.key and book[replaces].is_on:
        add_version(session, book[replaces].phrase, user, now, is_on=False)
    return put(session, user, book.get(phrase.key), phrase, now)


def switch_phrase(session: Session, user: User, key: str, now: datetime, *, is_on: bool) -> None:
    """Switches a phrase off, or on again; what stands so already stays. UnknownId when there is none."""
    entry = phrase_book(session).get(key)
    if entry is None:
        raise UnknownId
    put(session, user, entry, entry.phrase, now, is_on=is_on)


def put(
    session: Session, user: User, entry: PhraseEntry | None, phrase: Phrase, now: datetime, *, is_on: bool = True
) -> bool:
    """Adds a version unless the entry of the same key says the same already; whether it did."""
    if entry is not None and (entry.phrase, entry.is_on) == (phrase, is_on):
        return False
    add_version(session, phrase, user, now, is_on=is_on)
    return True


def add_version(session: Session, phrase: Phrase, user: User, now: datetime, *, is_on: bool) -> None:
    """Adds a version."""
    session.add(
        PhraseVersion(
            key=phrase.key,
            text=phrase.text,
            category=phrase.category,
            severity=phrase.severity,
            reason=phrase.reason,
            replacement=phrase.replacement,
            unless="\n".join(phrase.unless),
            allowed=phrase.allowed,
            is_on=is_on,
            saved_by_id=user.id,
            saved_at=now,
        )
    )
