"""What authority over a case depends on: the case, the order's value, and what was given already."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Case, Customer, Offer, User
from callguard.domain.authority import Matter, load_authority
from callguard.domain.offer import OfferStatus


def _given(*which: ColumnElement[bool]) -> Select[Any]:
    return select(func.coalesce(func.sum(Offer.amount), 0)).where(Offer.status == OfferStatus.ACCEPTED, *which)


# Made once: every look at a call asks them.
_PERSON = select(Customer.id).where(
    # Each half by its index; person_id would ask everybody.
    or_(Customer.id == bindparam("person"), Customer.merged_into_id == bindparam("person"))
)

_GIVEN = select(
    _given(Offer.case_id.in_(select(Case.id).where(Case.order_id == bindparam("order")))).scalar_subquery(),
    _given(
        Offer.case_id.in_(select(Case.id).where(Case.customer_id.in_(_PERSON))),
        Offer.answered_at >= bindparam("lately"),
    ).scalar_subquery(),
)

_GIVEN_TODAY = _given(
    Offer.agent_id == bindparam("agent"),
    Offer.answered_at >= bindparam("midnight"),
    Offer.id.not_in(select(Approval.offer_id)),
)


def matter_of(session: Session, case: Case, now: datetime) -> Matter:
    """The case with what was given on its order, and to its customer lately under any order."""
    lately = now - timedelta(days=load_authority().customer_days)
    about = {"order": case.order_id, "person": case.customer.person_id, "lately": lately}
    on_order, to_customer = session.execute(_GIVEN, about).one()
    return Matter(
        case.issue_type,
        case.liability,
        case.order.amount,
        given_on_order=int(on_order),
        given_to_customer=int(to_customer),
    )


def given_today(session: Session, agent: User, now: datetime, display_tz: str) -> int:
    """What the agent gave since local midnight on their own authority, in fen."""
    zone = ZoneInfo(display_tz)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return int(session.execute(_GIVEN_TODAY, {"agent": agent.id, "midnight": midnight}).scalar_one())
