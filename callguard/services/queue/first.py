"""Taking the first: the most urgent callback offered in open lanes goes to the desk of an agent with nothing on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import postgresql

from callguard.db.prepared import Prepared
from callguard.db.session import Database
from callguard.services.leases import LEASE, new_token
from callguard.services.queue import statements
from callguard.services.queue.heads import lanes_bound


class First(NamedTuple):
    """What was claimed, or the customer whose entry has to be worked out anew before anything can be."""

    claimed: int | None = None
    unsure: int | None = None


@dataclass(frozen=True)
class Wish:
    """Who wants a callback, out of which lanes and under which rules (`rules_key` by lane), leased until when."""

    agent_id: int
    rules: Mapping[int, str]
    now: datetime
    until: datetime


def take_first(connection: Connection, wish: Wish) -> First:
    """Claims it, where the agent is locked already or works alone; neither where there is none, or none for them."""
    if connection.dialect.name == "postgresql":
        return First(*connection.execute(statements.CLAIM_FIRST, _asked(wish)).one())
    return _taken_alone(connection, wish)


def take_first_as_known(database: Database, wish: Wish, known: Mapping[str, Any]) -> First:
    """The same, but neither where the lanes, the rules or the day are no longer as `known` (AS_KNOWN's parameters)."""
    asked = {**known, "agent": wish.agent_id, "now": wish.now}
    if database.engine.dialect.name == "postgresql":
        row = database.step(_claim_first_as_known(), asked | _asked(wish))
        return First(*row) if row is not None else First()
    with database.at_once() as connection:
        as_known = _prepared(statements.AS_KNOWN).run(connection, asked).scalar()
        return _taken_alone(connection, wish) if as_known else First()


@cache
def _claim_first_as_known() -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # its classes have no types
    return str(statements.CLAIM_FIRST_AS_KNOWN.compile(dialect=dialect))


def _asked(wish: Wish) -> dict[str, Any]:
    lanes, keys = (_array(part) for part in (wish.rules, wish.rules.values()))
    lease = {"token": new_token(), "until": wish.until}
    return {"agent": wish.agent_id, "lanes": lanes, "keys": keys, "now": wish.now, **lease}


def _array(elements: Iterable[object]) -> str:
    """As PostgreSQL writes arrays; no element has a quotation mark in it."""
    quoted = (f'"{element}"' for element in elements)
    return f"{{{','.join(quoted)}}}"


def _taken_alone(connection: Connection, wish: Wish) -> First:
    """The function of PostgreSQL's, for SQLite, whose writer is alone."""
    asked = {**lanes_bound(wish.agent_id, list(wish.rules)), "agent": wish.agent_id, "now": wish.now}
    head = _prepared(statements.first_of(len(wish.rules))).run(connection, asked).first()
    if head is None:
        return First()
    lease = {**asked, "wanted": head.callback_id, "token": new_token(), "until": wish.until}
    known = head.policy_key == wish.rules[head.lane_id]
    if not known or not _prepared(LEASE).run(connection, lease).rowcount:
        return First(unsure=head.customer_id)
    _prepared(statements.HOLD).run(connection, {"of_customer": head.customer_id})
    return First(claimed=head.callback_id)


@cache
def _prepared(statement: ClauseElement) -> Prepared:
    return Prepared(statement)
