"""What authority over a case depends on: the case, the order's value, and what was given already."""

from datetime import datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Case, Customer, Offer, User
from callguard.domain.authority import Matter, load_authority
from callguard.domain.offer import OfferStatus

# Of the tables and not the classes: columns need nothing of what objects need.
_OFFERS, _CASES = cast("Table", Offer.__table__).c, cast("Table", Case.__table__).c
_CUSTOMERS, _APPROVALS = cast("Table", Customer.__table__).c, cast("Table", Approval.__table__).c


def _given(*which: ColumnElement[bool]) -> Select[Any]:
    return select(func.coalesce(func.sum(_OFFERS.amount), 0)).where(_OFFERS.status == OfferStatus.ACCEPTED, *which)


# Made once: every look at a call asks them.
_PERSON = select(_CUSTOMERS.id).where(
    # Each half by its index; person_id would ask everybody.
    or_(_CUSTOMERS.id == bindparam("person"), _CUSTOMERS.merged_into_id == bindparam("person"))
)

_GIVEN = select(
    _given(_OFFERS.case_id.in_(select(_CASES.id).where(_CASES.order_id == bindparam("order")))).scalar_subquery(),
    _given(
        _OFFERS.case_id.in_(select(_CASES.id).where(_CASES.customer_id.in_(_PERSON))),
        _OFFERS.answered_at >= bindparam("lately"),
    ).scalar_subquery(),
)

_GIVEN_AND_TODAY = _GIVEN.add_columns(
    _given(
        _OFFERS.agent_id == bindparam("agent"),
        _OFFERS.answered_at >= bindparam("midnight"),
        ~exists().where(_APPROVALS.offer_id == _OFFERS.id),
    ).scalar_subquery()
)


def matter_of(session: Session, case: Case, now: datetime) -> Matter:
    """The case with what was given on its order, and to its customer lately under any order."""
    return _matter(case, *session.execute(_GIVEN, _about(case, now)).one())


def matter_and_today(session: Session, case: Case, agent: User, now: datetime, display_tz: str) -> tuple[Matter, int]:
    """The same, and what the agent gave since local midnight on their own authority in any case, in fen."""
    zone = ZoneInfo(display_tz)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    asked = {**_about(case, now), "agent": agent.id, "midnight": midnight}
    on_order, to_customer, today = session.execute(_GIVEN_AND_TODAY, asked).one()
    return _matter(case, on_order, to_customer), int(today)


def _about(case: Case, now: datetime) -> dict[str, object]:
    lately = now - timedelta(days=load_authority().customer_days)
    return {"order": case.order_id, "person": case.customer.person_id, "lately": lately}


def _matter(case: Case, on_order: int, to_customer: int) -> Matter:
    return Matter(
        case.issue_type,
        case.liability,
        case.order.amount,
        given_on_order=int(on_order),
        given_to_customer=int(to_customer),
    )
