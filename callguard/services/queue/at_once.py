"""The usual claim in one step: what is open is remembered, and the database says whether that still holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.session import Database
from callguard.services.days_off import today
from callguard.services.queue.first import Wish, take_first_as_known
from callguard.settings import Settings


@dataclass(frozen=True)
class Openings:
    """The lanes open to somebody in `[since, until)`, each with its rules, and by what to tell that it is still so."""

    rules: Mapping[int, str]
    since: datetime
    until: datetime
    version: int | None
    newest: int


_Key = tuple[frozenset[int], str, str]
_remembered: WeakKeyDictionary[Pool, dict[_Key, Openings]] = WeakKeyDictionary()
_SEEN = "queue.openings"


def note_openings(session: Session, settings: Settings, agent: User, openings: Openings) -> None:
    """Notes what is open to agents like this one, to be remembered if the transaction comes to its end."""
    session.info[_SEEN] = {_key(settings, agent): openings}


def remember_openings(session: Session) -> None:
    """Keeps in mind what a transaction noted that is committed by now."""
    _remembered.setdefault(session.get_bind().engine.pool, {}).update(session.info.pop(_SEEN, {}))


def claim_at_once(database: Database, settings: Settings, agent: User, now: datetime) -> int | None:
    """Lays the most urgent callback that may be called now on the agent's desk, and gives its id.

    None where it can't be told without looking at more: nothing is written then.
    """
    known = _remembered.get(database.engine.pool, {}).get(_key(settings, agent))
    # Who has which certificate is asked of the database every time.
    if known is None or not known.rules or settings.certified_issue_types or not known.since <= now < known.until:
        return None
    wish = Wish(agent.id, known.rules, now, now + settings.lease_length)
    as_known: dict[str, Any] = {"version": known.version, "newest": known.newest, "today": today(settings, now)}
    return take_first_as_known(database, wish, as_known).claimed


def _key(settings: Settings, agent: User) -> _Key:
    return frozenset(shop.id for shop in agent.shops), agent.role, settings.policy
