"""All that is recorded of a customer, read for many customers in a handful of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from callguard.db.models import (
    Attempt,
    Blackout,
    Case,
    Consent,
    Customer,
    CustomerIdentifier,
    DoNotCall,
    PastUnion,
    Release,
)
from callguard.domain import guard
from callguard.domain.identity import IdentifierKind

_DIALLED = (IdentifierKind.PHONE, IdentifierKind.VIRTUAL_PHONE)
# Their numbers come with the person, but for one that has gone to somebody else since.
_OF_ATTEMPT = (
    # With the order, which a case that is read anew forgets.
    joinedload(Attempt.case, innerjoin=True).joinedload(Case.order, innerjoin=True),
    joinedload(Attempt.case, innerjoin=True).joinedload(Case.shop, innerjoin=True),
)

_Recorded = type[Attempt] | type[DoNotCall] | type[Blackout] | type[Consent] | type[Release]


def _of(recorded: _Recorded, order: Any, *options: ExecutableOption) -> Select[Any]:
    found = select(recorded).where(recorded.customer_id.in_(bindparam("of", expanding=True)))
    # What was read before the lock was ours may be out of date.
    return found.order_by(order).options(*options).execution_options(populate_existing=True)


# Made once: every decision, and every entry of the queue that is worked out anew, asks them.
_PARTS = {
    "attempts": _of(Attempt, Attempt.placed_at, *_OF_ATTEMPT),
    "do_not_calls": _of(
        DoNotCall, DoNotCall.id, joinedload(DoNotCall.case).joinedload(Case.shop), joinedload(DoNotCall.shop)
    ),
    "blackouts": _of(Blackout, Blackout.id),
    "consents": _of(Consent, Consent.id, joinedload(Consent.case).joinedload(Case.shop)),
    "releases": _of(Release, Release.requested_at),
}
"""What may be recorded of a customer, by the names of the relations; of most there is hardly more than a number."""


def _is_there(name: str, recorded: Any) -> Any:
    return exists().where(recorded.customer_id == Customer.id).label(name)


_ARE_THERE = [_is_there(name, one.column_descriptions[0]["entity"]) for name, one in _PARTS.items()]

_PERSONS = (
    select(Customer, *_ARE_THERE, _is_there("unions", PastUnion))
    .where(
        or_(
            Customer.id.in_(bindparam("kept", expanding=True)),
            Customer.merged_into_id.in_(bindparam("kept", expanding=True)),
        )
    )
    .order_by(Customer.id)
    # Hardly anybody is without a number.
    .options(joinedload(Customer.identifiers))
    .execution_options(populate_existing=True)
)

_OTHERS_ATTEMPTS = (
    select(PastUnion.customer_id, Attempt)
    .join(
        Attempt,
        (Attempt.customer_id == PastUnion.other_id) & Attempt.placed_at.between(PastUnion.from_at, PastUnion.until_at),
    )
    .where(PastUnion.customer_id.in_(bindparam("of", expanding=True)))
    .options(*_OF_ATTEMPT)
    .execution_options(populate_existing=True)
)


@dataclass
class CustomerHistory:
    """What is recorded of one person: the customer, and everyone found to be the same.

    `others_attempts` are dials to somebody who was held to be the same then: they may have reached this person.
    """

    customers: Sequence[Customer]
    others_attempts: Sequence[Attempt] = ()

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Every dial that reached the person, or may have, the oldest first."""
        own = [one for customer in self.customers for one in customer.attempts]
        return sorted({*own, *self.others_attempts}, key=lambda one: (one.placed_at, one.id))

    @property
    def do_not_calls(self) -> list[DoNotCall]:
        """When the person must not be rung."""
        return [one for customer in self.customers for one in customer.do_not_calls]

    @property
    def blackouts(self) -> list[Blackout]:
        """Which hours the person ruled out."""
        return [one for customer in self.customers for one in customer.blackouts]

    @property
    def consents(self) -> list[Consent]:
        """Which calls the person agreed to."""
        return [one for customer in self.customers for one in customer.consents]

    @property
    def last_recorded_at(self) -> datetime | None:
        """When the latest of what the guard looks at was written down; None when nothing was."""
        instants = [at for one in self.attempts for at in (one.placed_at, one.settled_at)]
        instants += [one.since_at for one in self.do_not_calls] + [one.since_at for one in self.blackouts]
        instants += [at for one in self.consents for at in (one.given_at, one.revoked_at)]
        instants += [one.granted_at for customer in self.customers for one in customer.releases]
        return max((at for at in instants if at is not None), default=None)

    def number_to_dial(self, now: datetime) -> CustomerIdentifier | None:
        """The person's own number before a virtual one, the newest first; None when none is alive."""
        identifiers = [one for customer in self.customers for one in customer.identifiers]
        numbers = [one for one in identifiers if one.kind in _DIALLED and one.retired_at is None]
        alive = [one for one in numbers if one.expires_at is None or one.expires_at > now]
        return max(alive, key=lambda one: (one.kind is IdentifierKind.PHONE, one.created_at, one.id), default=None)

    def release_for(self, callback_id: int | None, now: datetime) -> guard.Release | None:
        """The leave for this callback's last call, unless it ran out or a call was already made on it."""
        releases = [one for customer in self.customers for one in customer.releases if one.callback_id == callback_id]
        dialled = [one.placed_at for one in self.attempts if one.callback_id == callback_id]
        for release in releases:
            granted_at, expires_at = release.granted_at, release.expires_at
            if granted_at is None or expires_at is None or not granted_at <= now < expires_at:
                continue
            if all(placed_at < granted_at for placed_at in dialled):
                return guard.Release(granted_at, expires_at)
        return None


def read_histories(session: Session, customer_ids: Iterable[int]) -> dict[int, CustomerHistory]:
    """The history of each of these customers and of everyone found to be one with them, who share it; as it is now."""
    rows = _everyone(session, customer_ids)
    persons: dict[int, list[Customer]] = defaultdict(list)
    for row in rows:
        persons[row.Customer.person_id].append(row.Customer)
    for name, statement in _PARTS.items():
        _fill(session, name, statement, rows)
    others = _others_attempts(session, {row.Customer.id: row.Customer.person_id for row in rows if row.unions})
    histories = {kept: CustomerHistory(customers, others[kept]) for kept, customers in persons.items()}
    return {customer.id: history for history in histories.values() for customer in history.customers}


def _everyone(session: Session, customer_ids: Iterable[int]) -> Sequence[Row[Any]]:
    """The customers of these persons, with what is recorded of each; most were never merged, and are asked once."""
    asked = set(customer_ids)
    rows: Sequence[Row[Any]] = session.execute(_PERSONS, {"kept": list(asked)}).unique().all()
    kept = {row.Customer.person_id for row in rows}
    return rows if kept <= asked else session.execute(_PERSONS, {"kept": list(kept)}).unique().all()


def _fill(session: Session, name: str, statement: Select[Any], rows: Sequence[Row[Any]]) -> None:
    """Reads what is recorded under a relation's name, for those customers only of whom there is something."""
    of = [row.Customer.id for row in rows if row._mapping[name]]  # noqa: SLF001 - SQLAlchemy's public name for it
    found: dict[int, list[Any]] = defaultdict(list)
    for one in session.scalars(statement, {"of": of}) if of else ():
        found[one.customer_id].append(one)
    for row in rows:
        set_committed_value(row.Customer, name, found[row.Customer.id])


def _others_attempts(session: Session, person_of: Mapping[int, int]) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    for customer_id, attempt in session.execute(_OTHERS_ATTEMPTS, {"of": list(person_of)}) if person_of else ():
        found[person_of[customer_id]].append(attempt)
    return found
