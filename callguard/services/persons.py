"""Who is one person, who was, and who must not become one by an identifier."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Case, Customer, CustomerMerge, PastUnion
from callguard.domain.case import CaseStatus

_MERGED = select(Customer.id).where(Customer.merged_into_id == bindparam("kept"))


def all_ids(session: Session, person_id: int) -> list[int]:
    """The ids of all who are one person, by the one kept."""
    return [person_id, *session.scalars(_MERGED, {"kept": person_id})]


def live_merges(session: Session, customer_ids: Iterable[int]) -> Sequence[CustomerMerge]:
    """The merges in force between these customers, the earliest first."""
    in_force = CustomerMerge.kept_id.in_(list(customer_ids)) & CustomerMerge.undone_at.is_(None)
    return session.scalars(select(CustomerMerge).where(in_force).order_by(CustomerMerge.id)).all()


def kept_apart(session: Session, one: Customer, other: Customer) -> bool:
    """Whether these are different persons because somebody said so: no identifier makes one of them again."""
    if one.person_id == other.person_id:
        return False
    across = PastUnion.customer_id.in_(all_ids(session, one.person_id)) & PastUnion.other_id.in_(
        all_ids(session, other.person_id)
    )
    return session.scalar(select(PastUnion.id).where(across).limit(1)) is not None


def may_have_reached(session: Session, attempt: Attempt) -> Sequence[Customer]:
    """A customer of each person whom the attempt may have reached, the one whose case it was about first."""
    then_one = select(PastUnion.other_id).where(
        PastUnion.customer_id == attempt.customer_id,
        PastUnion.from_at <= attempt.placed_at,
        PastUnion.until_at >= attempt.placed_at,
    )
    others = select(Customer).where((Customer.id == attempt.customer_id) | Customer.id.in_(then_one))
    persons = {attempt.case.customer.person_id: attempt.case.customer}
    for customer in session.scalars(others.order_by(Customer.id)):
        persons.setdefault(customer.person_id, customer)
    return list(persons.values())


def open_cases(session: Session, customer_ids: Iterable[int]) -> Sequence[Case]:
    """The matters of these customers that are not closed."""
    of_them = Case.customer_id.in_(list(customer_ids))
    return session.scalars(select(Case).where(of_them, Case.status == CaseStatus.OPEN).order_by(Case.id)).all()
