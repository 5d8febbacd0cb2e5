"""The usual claim in one step: lanes and rules are remembered, and the database says whether they still hold."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, Row
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.session import Database
from callguard.services.days_off import today
from callguard.services.queue.first import Wish, take_first_as_known
from callguard.services.queue.lanes import open_lanes, skills_of_role
from callguard.services.queue.policy_book import remembered_policies
from callguard.settings import Settings

_remembered: WeakKeyDictionary[Pool, dict[frozenset[int], Sequence[Row[Any]]]] = WeakKeyDictionary()
_SEEN = "queue.lanes"


def note_lanes(session: Session, shop_ids: Iterable[int], lanes: Sequence[Row[Any]]) -> None:
    """Notes what LANES told of these shops, to be remembered if the transaction comes to its end."""
    session.info[_SEEN] = {frozenset(shop_ids): lanes}


def remember_lanes(session: Session) -> None:
    """Keeps in mind what a transaction noted that is committed by now."""
    _remembered.setdefault(session.get_bind().engine.pool, {}).update(session.info.pop(_SEEN, {}))


def claim_at_once(database: Database, settings: Settings, agent: User, now: datetime) -> int | None:
    """Lays the most urgent callback that may be called now on the agent's desk, and gives its id.

    None where it can't be told without looking at more: nothing is written then.
    """
    rules, known = _from_memory(database.engine.pool, settings, agent, now)
    if not rules:
        return None
    wish = Wish(agent.id, rules, now, now + settings.lease_length)
    with database.at_once() as connection:
        return take_first_as_known(connection, wish, known).claimed


def _from_memory(
    pool: Pool, settings: Settings, agent: User, now: datetime
) -> tuple[dict[int, str], dict[str, object]]:
    """The open lanes with their rules, and by what to tell whether they are still those; nothing where all is new."""
    shop_ids = frozenset(shop.id for shop in agent.shops)
    lanes = _remembered.get(pool, {}).get(shop_ids)
    # Who has which certificate is asked of the database every time.
    if not lanes or settings.certified_issue_types:
        return {}, {}
    version = lanes[0].version
    found = {one: remembered_policies(pool, one, settings.policy, version, now) for one in shop_ids}
    policies = {shop_id: in_force for shop_id, in_force in found.items() if in_force is not None}
    if len(policies) < len(shop_ids):
        return {}, {}
    known = {"version": version, "newest": lanes[0].newest, "today": today(settings, now)}
    return open_lanes(settings, lanes, skills_of_role(agent.role), policies, now), known
