"""The desk as the staff use it: cases come in, callbacks are claimed and prepared, calls are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, DialPermit, Order, Shop, User
from callguard.db.vault import Vault
from callguard.demo.customers import Line, Person
from callguard.demo.rota import Rota
from callguard.demo.staff import Staff
from callguard.demo.words import Complaint, Goods, say, sold_things
from callguard.domain import guard
from callguard.domain.authority import load_authority, room_of
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, Escalation
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.identity import IdentifierKind
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.platform import Platform
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.matters import matter_of
from callguard.services.outcomes import ReportedOutcome, record_outcome
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue import claim
from callguard.services.register import record
from callguard.settings import Settings

# For the customer whom nothing can be offered on one's own authority: something to say all the same.
_SMALL_LADDER = PlanLadder((Plan(PlanKind.COUPON, 300), Plan(PlanKind.COUPON, 500)), floor=300)


@dataclass(frozen=True)
class Trouble:
    """What brings a customer to us, before it is a case."""

    goods: Goods
    complaint: Complaint
    person: Person
    escalation: Escalation = Escalation.NONE
    deadline_at: datetime | None = None


@dataclass
class Office:
    """One session in which the whole company works.

    `now` is the demo's present, at which everything stops; `at` is how far its past has been played.
    """

    session: Session
    vault: Vault
    settings: Settings
    random: Random
    staff: Staff
    now: datetime
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.rota = Rota(self.random, self.settings.display_tz)
        self._shops = {shop.code: shop for shop in self.session.scalars(select(Shop))}

    def open_case(self, trouble: Trouble, at: datetime, *, status: CaseStatus = CaseStatus.OPEN) -> Case:
        """A new order with its after-sales case, as an import would bring it."""
        shop, goods, complaint = self._shops[trouble.goods.shop], trouble.goods, trouble.complaint
        order = self._order(trouble, shop, at)
        self._add_earlier_orders(order, goods)
        case = Case(
            shop_id=shop.id,
            order=order,
            customer_id=order.customer_id,
            number=f"{self.random.randrange(10**15, 10**16)}",
            issue_type=complaint.issue_type,
            liability=complaint.liability,
            escalation=trouble.escalation,
            status=status,
            summary=complaint.summary,
            requested_amount=order.amount,
            requested_at=at - timedelta(minutes=self.random.randrange(5, 90)),
            deadline_at=trouble.deadline_at,
            opened_at=at,
            closed_at=at if status is CaseStatus.CLOSED else None,
        )
        self.session.add(case)
        self.session.flush()
        record(self.session, RegisterKind.CASE_OPENED, case, at, facts={"number": case.number})
        return case

    def add_callback(
        self, case: Case, due_at: datetime, at: datetime, kind: CallbackKind = CallbackKind.SERVICE
    ) -> Callback:
        """A call to be made for the case, by anybody."""
        callback = Callback(case=case, kind=kind, due_at=due_at, created_at=at)
        self.session.add(callback)
        self.session.flush()
        return callback

    def next_callback(self, case: Case) -> Callback | None:
        """The call that is still to be made for the case."""
        waiting = select(Callback).where(Callback.case_id == case.id, Callback.status == CallbackStatus.PENDING)
        return self.session.scalar(waiting.order_by(Callback.due_at).limit(1))

    def agent_for(self, callback: Callback) -> User:
        """Somebody who may work on it: the one it is bound to, else anybody."""
        bound = [user for user in self.staff.users if user.id == callback.agent_id]
        return self.random.choice(bound or self._who_may_call(callback))

    def idle_agent_for(self, callback: Callback) -> User | None:
        """Somebody free at this very instant; the first account of the list, which newcomers try, comes last."""
        return next((one for one in reversed(self._who_may_call(callback)) if self.rota.take(one, self.at)), None)

    def prepare(self, callback: Callback, agent: User, at: datetime) -> "Desk":
        """Lays the callback on the agent's desk, prepared."""
        claimed = claim(self.session, self.settings, callback.id, agent, at)
        if claimed is None or claimed.lease_token is None:
            raise RuntimeError("a story gave one callback to two agents")
        prepare(
            self.session,
            callback.id,
            agent,
            claimed.lease_token,
            self._ladder(callback, agent, at),
            at,
            demands=say(self.random, "demands"),
            beyond_authority=say(self.random, "beyond_authority"),
            senior=self.staff.senior(Role.TEAM_LEADER),
        )
        return Desk(self, callback, agent, claimed.lease_token, at)

    def room(self, callback: Callback, role: Role, at: datetime) -> int:
        """How much a role may still give in the matter, in fen."""
        return room_of(load_authority(), role, matter_of(self.session, callback.case, at))

    def _who_may_call(self, callback: Callback) -> list[User]:
        # Front-line agents may not handle reviews.
        role = Role.SPECIALIST if callback.case.issue_type is IssueType.BAD_REVIEW else Role.AGENT
        return self.staff.of_shop(callback.case.shop.code, role)

    def _ladder(self, callback: Callback, agent: User, at: datetime) -> PlanLadder:
        ladder = suggested_ladder(self.session, callback, agent, at)
        return ladder if len(ladder.plans) >= MIN_PLANS else _SMALL_LADDER

    def _order(self, trouble: Trouble, shop: Shop, at: datetime) -> Order:
        goods, person, order_no = trouble.goods, trouble.person, self._order_no()
        known_as = [KnownAs(IdentifierKind.ORDER, order_no, shop.code), *_known_as(person, shop.platform, at)]
        customer = find_or_add_customer(
            self.session, self.vault, known_as, at, name=person.name, time_zone=person.time_zone
        )
        return Order(
            shop_id=shop.id,
            customer_id=customer.id,
            order_no=order_no,
            goods=goods.title,
            amount=goods.amount,
            paid_at=at - timedelta(days=self.random.randrange(2, 9)),
            status_text="卖家已发货，等待买家确认",
        )

    def _add_earlier_orders(self, order: Order, goods: Goods) -> None:
        """What the customer bought in the shop before, without any trouble."""
        others = [one for one, _ in sold_things() if one.shop == goods.shop]
        for _ in range(self.random.choice((0, 0, 0, 1, 2, 4))):
            bought = self.random.choice(others)
            self.session.add(
                Order(
                    shop_id=order.shop_id,
                    customer_id=order.customer_id,
                    order_no=self._order_no(),
                    goods=bought.title,
                    amount=bought.amount,
                    paid_at=self.now - timedelta(days=self.random.uniform(25, 300)),
                    status_text="交易成功",
                )
            )

    def _order_no(self) -> str:
        return f"{self.random.randrange(10**18, 10**19)}"


@dataclass
class Desk:
    """One callback on an agent's desk; `at` is the time there, which goes on with what is done."""

    office: Office
    callback: Callback
    agent: User
    token: str
    at: datetime
    permit: DialPermit = field(init=False)

    def wait(self, least: int, most: int) -> datetime:
        """Lets some seconds pass, and says how late it is then."""
        self.at += timedelta(seconds=self.office.random.randrange(least, most))
        return self.at

    def take_permit(self) -> DialPermit | guard.Answer:
        """The leave to dial, kept on the desk, or the guard's refusal."""
        office = self.office
        answer = take_permit(
            office.session, office.vault, office.settings, self.callback.id, self.agent, self.token, self.wait(10, 30)
        )
        if not isinstance(answer, guard.Answer):
            self.permit = answer
        return answer

    def finish(self, reported: ReportedOutcome) -> None:
        """Records the outcome."""
        office, at = self.office, self.wait(5, 30)
        record_outcome(office.session, office.vault, office.settings, self.permit.attempt_id, self.agent, reported, at)


Talk = Callable[[Desk], ReportedOutcome]
"""What is said once the permit is taken, up to the outcome."""


def _known_as(person: Person, platform: Platform, now: datetime) -> list[KnownAs]:
    account = KnownAs(IdentifierKind.PLATFORM_ACCOUNT, person.account, platform.value)
    match person.line:
        case Line.OWN:
            return [account, KnownAs(IdentifierKind.PHONE, person.number)]
        case Line.VIRTUAL:
            number = KnownAs(
                IdentifierKind.VIRTUAL_PHONE,
                person.number,
                extension=person.extension,
                expires_at=now + person.virtual_for,
            )
            return [account, number]
        case Line.NONE:
            return [account]
