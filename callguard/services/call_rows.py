"""The rows beside the history that a call sheet is made of; the open page asks for them every few seconds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only
from sqlalchemy.orm.attributes import set_committed_value

from callguard.db.models import (
    Approval,
    Attempt,
    Callback,
    Case,
    Commitment,
    DialPermit,
    Offer,
    Order,
    Outcome,
    Preparation,
    RegisterEntry,
    StepSkip,
    User,
)
from callguard.domain.case import CaseStatus, IssueType
from callguard.domain.register import RegisterKind

REGISTER_LINES = 12
"""How much of a case's register the page shows, the steps of the calls left out."""

# A user who is only named: neither their password nor their shops.
_BY_NAME = (load_only(User.display_name, User.role), lazyload(User.shops))

# All of them made once. The case's customer and order come with the person's history and orders.
_CALLBACK = (
    select(Callback)
    .where(Callback.id == bindparam("callback"))
    .options(
        joinedload(Callback.case, innerjoin=True).joinedload(Case.shop, innerjoin=True),
        joinedload(Callback.preparation).joinedload(Preparation.plans),
    )
)

_ENDS = (
    select(Attempt.id, Outcome, DialPermit, StepSkip)
    .outerjoin(Outcome, Outcome.attempt_id == Attempt.id)
    # Nobody asks for these of a call whose outcome was recorded.
    .outerjoin(DialPermit, (DialPermit.attempt_id == Attempt.id) & Outcome.id.is_(None))
    .outerjoin(StepSkip, (StepSkip.attempt_id == Attempt.id) & Outcome.id.is_(None))
    .where(Attempt.id.in_(bindparam("attempts", expanding=True)))
    .order_by(StepSkip.id)
)

_OFFERS = (
    select(Offer)
    .where(Offer.case_id == bindparam("case"))
    .order_by(Offer.id.desc())
    .options(joinedload(Offer.approval).joinedload(Approval.decided_by).options(*_BY_NAME))
)

# Of the table and not the class: columns need nothing of what objects need.
_CASES, _USERS = cast("Table", Case.__table__), cast("Table", User.__table__)

_MATTERS = (
    select(_CASES.c.id, _CASES.c.shop_id, _CASES.c.issue_type, _CASES.c.status, _CASES.c.opened_at, Commitment)
    .outerjoin(Commitment, (Commitment.case_id == Case.id) & Commitment.kept_at.is_(None))
    .where(Case.customer_id.in_(bindparam("person", expanding=True)))
    .order_by(Commitment.due_at)
)

_REGISTER = (
    select(RegisterEntry)
    # Seven steps a call would push out what happened before; the register itself has them.
    .where(RegisterEntry.case_id == bindparam("case"), RegisterEntry.kind != RegisterKind.STEP_ENTERED)
    .order_by(RegisterEntry.id.desc())
    .limit(REGISTER_LINES)
    .options(joinedload(RegisterEntry.actor).options(*_BY_NAME))
)

_ORDERS = (
    select(Order)
    .where(Order.customer_id.in_(bindparam("person", expanding=True)))
    .order_by(Order.paid_at.desc().nulls_last(), Order.id.desc())
)

_NAMES = select(_USERS.c.id, _USERS.c.display_name).where(_USERS.c.id.in_(bindparam("users", expanding=True)))


def callback_with_case(session: Session, callback_id: int) -> Callback | None:
    """A callback with what it is about and how it was prepared."""
    return session.scalars(_CALLBACK, {"callback": callback_id}).unique().one_or_none()


def outcomes_of(session: Session, attempts: Iterable[Attempt]) -> dict[int, Outcome]:
    """The outcomes of these attempts by their ids; one whose outcome is owed is given its permit and its skips."""
    by_id, skips = {one.id: one for one in attempts}, defaultdict[int, list[StepSkip]](list)
    outcomes = {}
    rows: Iterable[Any] = session.execute(_ENDS, {"attempts": list(by_id)}) if by_id else ()
    for attempt_id, outcome, permit, skip in rows:
        if outcome is not None:
            outcomes[attempt_id] = outcome
            continue
        skips[attempt_id] += [skip] if skip else []
        set_committed_value(by_id[attempt_id], "permit", permit)
        set_committed_value(by_id[attempt_id], "skips", skips[attempt_id])
    return outcomes


def offers_with_approvals(session: Session, case_id: int) -> list[Offer]:
    """What was offered in a case, the latest first, and what seniors said to it."""
    return list(session.scalars(_OFFERS, {"case": case_id}))


class CaseLine(NamedTuple):
    """One of a person's cases, to be named and found."""

    id: int
    shop_id: int
    issue_type: IssueType
    status: CaseStatus
    opened_at: datetime


def cases_and_promises(session: Session, person: Sequence[int]) -> tuple[list[CaseLine], list[Commitment]]:
    """A person's cases, the latest first, and the promises in them not kept yet, the most urgent first."""
    rows = session.execute(_MATTERS, {"person": person}).all()
    cases = {CaseLine(*case) for *case, _promise in rows}
    by_age = sorted(cases, key=lambda one: (one.opened_at, one.id), reverse=True)
    return by_age, [promise for *_case, promise in rows if promise is not None]


def latest_entries(session: Session, case_id: int) -> list[RegisterEntry]:
    """The end of a case's register, the latest line first."""
    return list(session.scalars(_REGISTER, {"case": case_id}))


def orders_of(session: Session, person: Sequence[int]) -> list[Order]:
    """What a person bought, the latest first."""
    return list(session.scalars(_ORDERS, {"person": person}))


def names_of(session: Session, known: User, user_ids: Iterable[int | None]) -> dict[int, str]:
    """The display names of users by their ids, None being nobody; whoever is known already is not asked for."""
    names = {known.id: known.display_name}
    others = set(user_ids) - {known.id, None}
    return names | dict(session.execute(_NAMES, {"users": list(others)}).all()) if others else names
