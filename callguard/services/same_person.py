"""Saying by hand that two customers are one person, with what one must see before one says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from callguard.db.models import Case, Customer, CustomerMerge, User
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours
from callguard.domain.identity import MERGING_ROLES
from callguard.services.cases import case_for
from callguard.services.customer_lock import lock_customers
from callguard.services.customer_merges import Ground, merge_customers
from callguard.services.customer_parting import sides_of
from callguard.services.persons import all_ids, live_merges


@dataclass(frozen=True)
class Companion:
    """Somebody held to be the same person as a case's customer, the merge that says so, and how many hang on it too."""

    customer: Customer
    merge: CustomerMerge
    others: int


def companions_of(session: Session, case: Case) -> list[Companion]:
    """Everybody held to be the same person as the case's customer, in the order in which it was found."""
    people = {customer.id: customer for customer in person_of(session, case)}
    merges = live_merges(session, people)
    companions = []
    for merge in merges:
        beyond = next(side for side in sides_of(merge, merges) if case.customer_id not in side.since)
        companions.append(Companion(people[beyond.end], merge, len(beyond.since) - 1))
    return companions


def person_of(session: Session, case: Case) -> Sequence[Customer]:
    """The case's customer and everybody held to be the same person, with their cases, the oldest first."""
    everybody = select(Customer).where(Customer.id.in_(all_ids(session, case.customer.person_id)))
    with_cases = selectinload(Customer.cases).options(joinedload(Case.shop))
    return session.scalars(
        everybody.order_by(Customer.id).options(selectinload(Customer.identifiers), with_cases)
    ).all()


def find_other_case(session: Session, case_id: int, user: User, number: str) -> Case:
    """The case with this number whose customer may turn out to be the same; one of the same shop before others.

    InvalidFields at `number` when there is none, it is no shop's of the user, or the customers are one person already.
    """
    case = case_for(session, case_id, user)
    if not number:
        raise _fault("case_number_missing")
    numbered = select(Case).where(Case.number == number).order_by(Case.shop_id != case.shop_id, Case.id)
    found = session.scalars(numbered).all()
    if not found:
        raise _fault("case_unknown")
    shop_ids = {shop.id for shop in user.shops}
    mine = [other for other in found if other.shop_id in shop_ids]
    if not mine:
        raise _fault("case_elsewhere")
    if mine[0].customer.person_id == case.customer.person_id:
        raise _fault("one_already")
    return mine[0]


def merge_by_hand(session: Session, case_id: int, other_case_id: int, user: User, words: str, now: datetime) -> None:
    """Makes one person of the customers of two cases of the user's shops, even where somebody parted them before.

    Raises NotYours below a team leader, IllegalStep when they are one person already.
    """
    case, other = (case_for(session, one, user) for one in (case_id, other_case_id))
    if user.role not in MERGING_ROLES:
        raise NotYours
    if not words.strip():
        raise InvalidFields((FieldError("words", "ground_missing"),))
    _everybody = lock_customers(session, (case.customer_id, other.customer_id))
    if case.customer.person_id == other.customer.person_id:
        raise IllegalStep(reason="one_already")
    ground = Ground(said_by=user, said_of=(case, other), words=words.strip())
    merge_customers(session, case.customer_id, other.customer_id, ground, now)


def _fault(code: str) -> InvalidFields:
    return InvalidFields((FieldError("number", code),))
