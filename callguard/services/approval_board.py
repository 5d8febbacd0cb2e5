"""What waits for a senior, with all they need to decide it in seconds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, Attempt, Case, Offer, Order, Plan, RegisterEntry, Release, User
from callguard.db.vault import Vault
from callguard.domain import compensation, guard
from callguard.domain.approval import ApprovalStatus
from callguard.domain.attempt import NOTHING_RANG
from callguard.domain.authority import load_authority, room_of
from callguard.domain.errors import UnknownId
from callguard.domain.offer import OfferStatus, plan_of
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.approvals import pending_approvals
from callguard.services.guard_questions import Questioner
from callguard.services.matters import matter_of
from callguard.services.offers import offers_of
from callguard.services.persons import all_ids
from callguard.services.releases import waiting_releases
from callguard.settings import Settings


@dataclass(frozen=True)
class ApprovalSheet:
    """One request: the offer, how the case came to it, and how far the senior may go (fen).

    `asked` is what was asked for, `room` what the senior may still give in this case, `ceiling` what the highest role
    may, on top of `given`. `refused` is how often the customer refused a plan, `set_aside` what they heard and left
    unanswered. `orders` and `spent` are what the customer bought in all, `cost_of_new_customer` what
    winning another one costs.
    """

    approval: Approval
    asked: int | None
    requester: User
    decider: User | None
    plans: Sequence[Plan]
    refused: Mapping[compensation.Plan, int]
    set_aside: Sequence[compensation.Plan]
    given: int
    room: int
    ceiling: int
    orders: int
    spent: int
    cost_of_new_customer: int

    @property
    def due_at(self) -> datetime:
        """When it goes one role up."""
        return self.approval.deadline_at

    @property
    def above_order(self) -> bool:
        """Whether more is asked for than the order was worth."""
        value = self.case.order.amount
        return value is not None and (self.asked or 0) > value

    @property
    def offer(self) -> Offer:
        """What is asked for."""
        return self.approval.offer

    @property
    def case(self) -> Case:
        """What it is about."""
        return self.approval.offer.case


@dataclass(frozen=True)
class ReleaseSheet:
    """One request for the last call: who asks, what the guard says, and when the person was rung."""

    release: Release
    requester: User
    decider: User | None
    answer: guard.Answer
    rung: Sequence[Attempt]

    @property
    def due_at(self) -> datetime:
        """When it should be decided; it never moves up, but the agent waits as with an offer."""
        return self.release.requested_at + load_authority().decide_within

    @property
    def case(self) -> Case:
        """What it is about."""
        return self.release.callback.case


@dataclass(frozen=True)
class Board:
    """All that waits for one senior, what is due first at the top."""

    approvals: Sequence[ApprovalSheet]
    releases: Sequence[ReleaseSheet]

    @property
    def requests(self) -> list[ApprovalSheet | ReleaseSheet]:
        """All of them, the most urgent first, whatever their kind."""
        return sorted([*self.approvals, *self.releases], key=lambda sheet: sheet.due_at)


def board_of(session: Session, vault: Vault, settings: Settings, senior: User, now: datetime) -> Board:
    """What this senior may decide now."""
    releases = waiting_releases(session, senior)
    customer_ids = {one.callback.case.customer_id for one in releases}
    questioner = Questioner(session, vault, settings.policy, customer_ids, now)
    return Board(
        [_approval_sheet(session, approval, senior, now) for approval in pending_approvals(session, senior)],
        [_release_sheet(session, release, questioner) for release in releases],
    )


def count_waiting(session: Session, senior: User) -> int:
    """How many requests wait for this senior."""
    return len(pending_approvals(session, senior)) + len(waiting_releases(session, senior))


def approval_sheet(session: Session, approval_id: int, senior: User, now: datetime) -> ApprovalSheet:
    """One request of the senior's shops, decided or not; UnknownId for every other."""
    approval = session.get(Approval, approval_id)
    if approval is None or not _works_for(senior, approval.offer.case):
        raise UnknownId
    return _approval_sheet(session, approval, senior, now)


def release_sheet(
    session: Session, vault: Vault, settings: Settings, release_id: int, senior: User, now: datetime
) -> ReleaseSheet:
    """One request for the last call of the senior's shops, decided or not; UnknownId for every other."""
    release = session.get(Release, release_id)
    if release is None or not _works_for(senior, release.callback.case):
        raise UnknownId
    customer_id = release.callback.case.customer_id
    return _release_sheet(session, release, Questioner(session, vault, settings.policy, [customer_id], now))


def _approval_sheet(session: Session, approval: Approval, senior: User, now: datetime) -> ApprovalSheet:
    callback, case = approval.offer.callback, approval.offer.case
    matter, table = matter_of(session, case, now), load_authority()
    offers = offers_of(session, callback)
    refused = Counter(plan_of(one) for one in offers if one.status is OfferStatus.REFUSED)
    set_aside = dict.fromkeys(plan_of(one) for one in offers if one.status is OfferStatus.SET_ASIDE)
    orders, spent = _bought(session, case)
    return ApprovalSheet(
        approval=approval,
        asked=_asked(session, approval),
        requester=session.get_one(User, approval.requested_by_id),
        decider=_person(session, approval.decided_by_id),
        plans=callback.preparation.plans if callback.preparation else (),
        refused=refused,
        set_aside=[plan for plan in set_aside if plan not in refused],
        given=max(matter.given_on_order, matter.given_to_customer),
        room=room_of(table, senior.role, matter),
        ceiling=max(room_of(table, role, matter) for role in Role),
        orders=orders,
        spent=spent,
        cost_of_new_customer=table.cost_of_new_customer,
    )


def _asked(session: Session, approval: Approval) -> int | None:
    """How much was asked for (fen): once it is countered, the offer is of what was granted, and the register knows."""
    if approval.status is not ApprovalStatus.COUNTERED:
        return approval.offer.amount
    request = select(RegisterEntry.facts).where(
        RegisterEntry.case_id == approval.offer.case_id,
        RegisterEntry.callback_id == approval.offer.callback_id,
        RegisterEntry.kind == RegisterKind.APPROVAL_REQUESTED,
        RegisterEntry.recorded_at == approval.requested_at,
    )
    return int(session.scalars(request).one()["amount"])


def _release_sheet(session: Session, release: Release, questioner: Questioner) -> ReleaseSheet:
    callback = release.callback
    attempts = questioner.history_of(callback.case).attempts
    return ReleaseSheet(
        release=release,
        requester=session.get_one(User, release.requested_by_id),
        decider=_person(session, release.decided_by_id),
        answer=questioner.answer(callback),
        rung=[one for one in reversed(attempts) if one.result not in NOTHING_RANG],
    )


def _bought(session: Session, case: Case) -> tuple[int, int]:
    """How many orders the person behind the case placed, and for how much in all (fen)."""
    person = all_ids(session, case.customer.person_id)
    bought = select(func.count(), func.sum(Order.amount)).where(Order.customer_id.in_(person))
    orders, spent = session.execute(bought).one()
    return orders, int(spent or 0)


def _works_for(user: User, case: Case) -> bool:
    return case.shop_id in {shop.id for shop in user.shops}


def _person(session: Session, user_id: int | None) -> User | None:
    return None if user_id is None else session.get_one(User, user_id)
