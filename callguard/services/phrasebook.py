"""The phrasebook as one user has it: the packaged entries, their own, and which they marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import FavouriteEntry, OwnEntry, User
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.phrasebook import Entry, Situation, faults, load_entries, own_entry, search

MAX_OWN = 100


@dataclass(frozen=True)
class Phrasebook:
    """All entries, the user's own first, and the keys of those that come before all others: the marked and the own."""

    entries: Sequence[Entry]
    favourites: frozenset[str]
    own_ids: dict[str, int]

    def find(self, query: str, situation: Situation, locale: str) -> list[Entry]:
        """What has the words of the query, the best first."""
        return search(self.entries, query, situation, self.favourites, locale)


def phrasebook_of(session: Session, user: User) -> Phrasebook:
    """The user's phrasebook, their latest own entry first."""
    written = select(OwnEntry).where(OwnEntry.user_id == user.id).order_by(OwnEntry.id.desc())
    own = {one.id: own_entry(f"own-{one.id}", one.title, one.text) for one in session.scalars(written)}
    marked = session.scalars(select(FavouriteEntry.entry_key).where(FavouriteEntry.user_id == user.id))
    own_ids = {entry.key: own_id for own_id, entry in own.items()}
    return Phrasebook((*own.values(), *load_entries()), frozenset(marked) | own_ids.keys(), own_ids)


def add_favourite(session: Session, user: User, key: str) -> None:
    """Marks a packaged entry; twice changes nothing. UnknownId where there is none with this key."""
    if all(entry.key != key for entry in load_entries()):
        raise UnknownId
    insert_unless_there(session, FavouriteEntry, user_id=user.id, entry_key=key)


def remove_favourite(session: Session, user: User, key: str) -> None:
    """Takes the mark off; where there is none, nothing changes."""
    marked = (FavouriteEntry.user_id == user.id) & (FavouriteEntry.entry_key == key)
    session.execute(delete(FavouriteEntry).where(marked))


def write_own(session: Session, user: User, title: str, text: str, now: datetime) -> OwnEntry:
    """Adds an entry of the user's own; InvalidFields for wording that must not reach a customer, or one too many."""
    title, text = title.strip(), text.strip()
    errors = (*faults(title, text), *_room_faults(session, user))
    if errors:
        raise InvalidFields(errors)
    own = OwnEntry(user_id=user.id, title=title, text=text, written_at=now)
    session.add(own)
    session.flush()
    return own


def delete_own(session: Session, user: User, own_id: int) -> None:
    """Deletes an entry of the user's own; UnknownId for others'."""
    own = session.get(OwnEntry, own_id)
    if own is None or own.user_id != user.id:
        raise UnknownId
    session.delete(own)


def _room_faults(session: Session, user: User) -> tuple[FieldError, ...]:
    written = session.scalar(select(func.count()).where(OwnEntry.user_id == user.id)) or 0
    return (FieldError("title", "own_entries_full", {"max": MAX_OWN}),) if written >= MAX_OWN else ()
