"""Where a round takes place: a shop of its own, with an agent for each contender, customers and their callbacks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Callback, Case, Customer, Order, Preparation, Release, Shop, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import IssueType, Liability
from callguard.domain.identity import IdentifierKind
from callguard.domain.platform import Platform
from callguard.domain.role import Role
from callguard.services.customers import KnownAs, find_or_add_customer
from tests.house import NOW, TEST_SECRET, settings_for_tests

ON_DESK = "on a desk"
"""The token of every lease that a round begins with: whose it is, the agent says."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Stage:
    """What the contenders of a round have to know; the agent and the callback of a contender stand at its number."""

    number: int
    shop_id: int
    agent_ids: tuple[int, ...]
    callback_ids: tuple[int, ...] = ()


class Ground:
    """One round's shop while it is being furnished."""

    def __init__(self, session: Session, number: int, contenders: int) -> None:
        self._session, self.number, self.contenders = session, number, contenders
        self.shop = Shop(code=f"R-{number}", name=f"第{number}场", platform=Platform.TAOBAO)
        session.add(self.shop)
        session.flush()
        self.agents = [self._agent(f"agent-{self.shop.id}-{one}") for one in range(contenders)]
        session.flush()

    def person(self, which: int = 0) -> Customer:
        """A customer with a number of their own."""
        known_as = [KnownAs(IdentifierKind.PHONE, phone(self.number, which))]
        zone = settings_for_tests().display_tz
        return find_or_add_customer(self._session, Vault(TEST_SECRET), known_as, NOW, name=None, time_zone=zone)

    def callbacks(self, customer: Customer, count: int) -> list[Callback]:
        """Calls to be made, each about an order of its own."""
        return [self._callback(customer) for _ in range(count)]

    def rung(self, callback: Callback, times: int) -> None:
        """Writes conversations of this morning into the past."""
        self._session.flush()
        customer = callback.case.customer
        for slot_no in range(1, times + 1):
            self._session.add(
                Attempt(
                    customer_id=customer.id,
                    slot_no=slot_no,
                    callback_id=callback.id,
                    case_id=callback.case_id,
                    shop_id=self.shop.id,
                    agent_id=self.agents[0].id,
                    identifier_id=customer.identifiers[0].id,
                    placed_at=NOW - 3 * HOUR,
                    result=CallResult.CONVERSATION,
                    settled_at=NOW - 3 * HOUR,
                )
            )

    def released(self, callback: Callback) -> None:
        """Gives leave for the last call."""
        self._session.flush()
        self._session.add(
            Release(
                customer_id=callback.case.customer_id,
                callback_id=callback.id,
                requested_by_id=self.agents[0].id,
                requested_at=NOW - HOUR,
                reason="客户约好了",
                decided_by_id=self.agents[-1].id,
                granted_at=NOW - HOUR,
                expires_at=NOW + HOUR,
            )
        )

    def stage(self, callbacks: list[Callback] | None = None) -> Stage:
        """What is known of the round from now on."""
        self._session.flush()
        ids = tuple(callback.id for callback in callbacks or ())
        return Stage(self.number, self.shop.id, tuple(agent.id for agent in self.agents), ids)

    def _agent(self, name: str) -> User:
        agent = User(
            name=name,
            display_name=name,
            role=Role.AGENT,
            password="nobody signs in",  # noqa: S106 - it is no hash, so it never fits
            fs_uniquifier=name,
            created_at=NOW,
            shops=[self.shop],
        )
        self._session.add(agent)
        return agent

    def _callback(self, customer: Customer) -> Callback:
        number = f"{self.number}-{len(self._session.new)}-{customer.id}"
        order = Order(shop_id=self.shop.id, customer_id=customer.id, order_no=number, goods="玻璃杯", amount=20000)
        case = Case(
            shop_id=self.shop.id,
            order=order,
            customer=customer,
            number=number,
            issue_type=IssueType.DAMAGE,
            liability=Liability.SHOP,
            opened_at=NOW - 24 * HOUR,
        )
        callback = Callback(case=case, kind=CallbackKind.SERVICE, due_at=NOW - HOUR, created_at=NOW - 24 * HOUR)
        self._session.add(callback)
        return callback


def phone(number: int, which: int = 0) -> str:
    """The number of one of a round's customers."""
    return f"+86139{number:05}{which:03}"


def lay_on_desks(
    database: Database, desks: dict[int, int], *, prepared: bool = True, until: datetime = NOW + HOUR / 6
) -> None:
    """Lays each callback (by id) on the desk of an agent (by id), in a transaction after that which planned it."""
    with database.writing() as session:
        for callback_id, agent_id in desks.items():
            callback = session.get_one(Callback, callback_id)
            callback.status, callback.lease_agent_id = CallbackStatus.CLAIMED, agent_id
            callback.lease_token, callback.lease_expires_at = ON_DESK, until
            if prepared:
                session.add(_preparation(callback_id, agent_id))


def _preparation(callback_id: int, agent_id: int) -> Preparation:
    return Preparation(
        callback_id=callback_id,
        floor_amount=500,
        likely_demands="全额退款",
        beyond_authority="请主管",
        prepared_by_id=agent_id,
        prepared_at=NOW,
    )
