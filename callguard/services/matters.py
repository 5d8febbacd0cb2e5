"""What authority over a case depends on: the case, the order's value, and what was given already."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Case, Offer, User
from callguard.domain.authority import Matter, load_authority
from callguard.domain.offer import OfferStatus
from callguard.services.persons import all_ids


def matter_of(session: Session, case: Case, now: datetime) -> Matter:
    """The case with what was given on its order, and to its customer lately under any order."""
    customer_ids = all_ids(session, case.customer.person_id)
    lately = now - timedelta(days=load_authority().customer_days)
    same_order = Offer.case_id.in_(select(Case.id).where(Case.order_id == case.order_id))
    same_customer = Offer.case_id.in_(select(Case.id).where(Case.customer_id.in_(customer_ids)))
    return Matter(
        case.issue_type,
        case.liability,
        case.order.amount,
        given_on_order=_given(session, same_order),
        given_to_customer=_given(session, same_customer, Offer.answered_at >= lately),
    )


def given_today(session: Session, agent: User, now: datetime, display_tz: str) -> int:
    """What the agent gave since local midnight on their own authority, in fen."""
    zone = ZoneInfo(display_tz)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    approved = Offer.id.in_(select(Approval.offer_id))
    return _given(session, Offer.agent_id == agent.id, Offer.answered_at >= midnight, ~approved)


def _given(session: Session, *which: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(Offer.amount), 0)).where(Offer.status == OfferStatus.ACCEPTED, *which)
    return int(session.scalar(total) or 0)
