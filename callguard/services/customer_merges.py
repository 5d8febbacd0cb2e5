"""Making one person of two customers: found by an identifier, or said by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from callguard.db.models import Case, Customer, CustomerIdentifier, CustomerMerge, User
from callguard.domain.identity import IdentifierKind
from callguard.domain.register import RegisterKind
from callguard.services.customer_lock import lock_customers
from callguard.services.persons import all_ids, kept_apart, open_cases
from callguard.services.register import record


@dataclass(frozen=True)
class Ground:
    """Why two customers are held to be one: the kind of identifier that led to both, or who said so, of which cases."""

    found_by: IdentifierKind | None = None
    said_by: User | None = None
    said_of: Sequence[Case] = ()
    words: str | None = None


def merge_found(session: Session, customer_id: int, known: Iterable[CustomerIdentifier], now: datetime) -> Customer:
    """Whoever is known by one of these identifiers is the same person as the customer, unless a hand parted them.

    Gives the customer, locked.
    """
    owners = {identifier.customer_id: identifier.kind for identifier in known}
    everybody = {customer.id: customer for customer in lock_customers(session, {customer_id, *owners})}
    for other_id, kind in owners.items():
        if not kept_apart(session, everybody[customer_id], everybody[other_id]):
            merge_customers(session, customer_id, other_id, Ground(found_by=kind), now)
    return everybody[customer_id]


def merge_customers(session: Session, one_id: int, other_id: int, ground: Ground, now: datetime) -> None:
    """Makes one person of two, known by the oldest; what was counted, forbidden and allowed for each counts for both.

    Takes the locks. Nothing is moved: the others point to the one kept, and every question about the person looks at
    all of them.
    """
    everybody = {customer.id: customer for customer in lock_customers(session, (one_id, other_id))}
    older, younger = sorted((everybody[one_id], everybody[other_id]), key=lambda one: one.person_id)
    kept_id, merged_id = older.person_id, younger.person_id
    if kept_id == merged_id:
        return
    joining = all_ids(session, merged_id)
    session.execute(update(Customer).where(Customer.id.in_(joining)).values(merged_into_id=kept_id))
    said_by = ground.said_by.id if ground.said_by else None
    why = {"found_by": ground.found_by, "merged_by_id": said_by, "words": ground.words}
    session.add(CustomerMerge(kept_id=older.id, merged_id=younger.id, merged_at=now, **why))
    facts = {"into": kept_id, "merged": merged_id, "found_by": ground.found_by.value if ground.found_by else None}
    for case in dict.fromkeys([*ground.said_of, *open_cases(session, joining)]):
        record(session, RegisterKind.CUSTOMER_MERGED, case, now, ground.said_by, note=ground.words, facts=facts)
    session.flush()
