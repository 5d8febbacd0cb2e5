"""A small shop to test in: a cast, and cases made in one line."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from pydantic import SecretStr
from sqlalchemy.orm import Session

from callguard.clock import Clock
from callguard.db.models import Attempt, Callback, Case, CustomerIdentifier, Order, Shop, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.identity import IdentifierKind
from callguard.domain.plan_ladder import PlanLadder
from callguard.domain.platform import Platform
from callguard.domain.role import Role
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.passwords import hashed
from callguard.services.permits import take_permit
from callguard.services.preparations import prepare
from callguard.services.queue.claiming import claim
from callguard.services.queue.keeping import QueueKeeper
from callguard.settings import Settings

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
"""A Friday, 14:05 in Shanghai: the desk is open."""

LADDER = PlanLadder((Plan(PlanKind.COUPON, 500), Plan(PlanKind.PARTIAL_REFUND, 1000)), floor=500)

PASSWORD = "correct horse battery"  # noqa: S105 - everybody's, in the tests
TEST_SECRET = "a secret for tests only"  # noqa: S105 - it keeps nothing


def kept_database(url: str, settings: Settings | None = None, clock: Clock = lambda: NOW) -> Database:
    """The database, with the queue kept true; it stands in 2026-11-20 like everything here."""
    return Database(url, QueueKeeper(Vault(TEST_SECRET), settings or settings_for_tests(), clock))


def settings_for_tests() -> Settings:
    """The defaults, and a secret that is none."""
    return Settings(secret_key=SecretStr(TEST_SECRET), database_url="sqlite://")


@dataclass
class House:
    """Two shops, their people, and a way to make cases for them; everything is written at once."""

    database: Database
    vault: Vault = field(default_factory=lambda: Vault(TEST_SECRET))
    settings: Settings = field(default_factory=settings_for_tests)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        with self.database.writing() as session:
            shops = [
                Shop(code="S-1", name="晨光家居", platform=Platform.TAOBAO),
                Shop(code="S-2", name="小满母婴", platform=Platform.TMALL),
            ]
            session.add_all(shops)
            self.shop, self.other_shop = shops
            self.agent = self._user(session, "xiaolin", "小林", Role.AGENT, shops[:1])
            self.colleague = self._user(session, "xiaozhou", "小周", Role.AGENT, shops[:1])
            self.specialist = self._user(session, "xiaoxu", "小许", Role.SPECIALIST, shops[:1])
            self.leader = self._user(session, "zhaojie", "赵姐", Role.TEAM_LEADER, shops[:1])
            self.supervisor = self._user(session, "laochen", "老陈", Role.SUPERVISOR, shops)
            self.manager = self._user(session, "wuzong", "吴总", Role.MANAGER, shops)
            self.outsider = self._user(session, "outsider", "外人", Role.AGENT, shops[1:])

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction."""
        with self.database.writing() as session:
            yield session

    def callback(
        self,
        *,
        phone: str | None = "+8613800138000",
        account: str | None = None,
        shop: Shop | None = None,
        issue_type: IssueType = IssueType.DAMAGE,
        liability: Liability = Liability.SHOP,
        amount: int = 20000,
        due_at: datetime = NOW - timedelta(hours=1),
        kind: CallbackKind = CallbackKind.SERVICE,
        agent: User | None = None,
        deadline_at: datetime | None = None,
    ) -> int:
        """The id of a new callback, for a new case on a new order of whoever has this number or account."""
        number, shop = next(self._numbers), shop or self.shop
        known_as = [KnownAs(IdentifierKind.ORDER, f"20261120{number:04}", shop.code)]
        known_as += [KnownAs(IdentifierKind.PHONE, phone)] if phone else []
        known_as += [KnownAs(IdentifierKind.PLATFORM_ACCOUNT, account, shop.platform)] if account else []
        with self.database.writing() as session:
            customer = find_or_add_customer(
                session, self.vault, known_as, NOW, name="王小明", time_zone="Asia/Shanghai"
            )
            order = Order(
                shop_id=shop.id, customer_id=customer.id, order_no=f"20261120{number:04}", goods="玻璃杯", amount=amount
            )
            case = Case(
                shop_id=shop.id,
                order=order,
                customer_id=customer.id,
                number=f"AS-{number}",
                issue_type=issue_type,
                liability=liability,
                opened_at=NOW - timedelta(days=1),
                deadline_at=deadline_at,
            )
            session.add(case)
            session.flush()
            callback = Callback(
                case_id=case.id, kind=kind, due_at=due_at, created_at=NOW, agent_id=agent.id if agent else None
            )
            session.add(callback)
            session.flush()
            return callback.id

    def claimed(self, callback_id: int, agent: User | None = None, now: datetime = NOW) -> str:
        """The token of the lease under which the agent now holds the callback."""
        with self.database.writing() as session:
            callback = claim(session, self.settings, callback_id, agent or self.agent, now)
            assert callback is not None
            assert callback.lease_token is not None
            return callback.lease_token

    def prepared(self, callback_id: int, agent: User | None = None, now: datetime = NOW) -> str:
        """The token of a callback that is claimed and prepared."""
        agent = agent or self.agent
        token = self.claimed(callback_id, agent, now)
        with self.database.writing() as session:
            prepare(session, callback_id, agent, token, LADDER, now, demands="要求全额退款", beyond_authority="请主管")
        return token

    def dialled(self, callback_id: int, agent: User | None = None, now: datetime = NOW) -> tuple[int, str]:
        """The ids of an attempt and the token of the lease under which it is being made."""
        agent = agent or self.agent
        token = self.prepared(callback_id, agent, now)
        with self.database.writing() as session:
            permit = take_permit(session, self.vault, self.settings, callback_id, agent, token, now)
            return permit.attempt_id, token  # type: ignore[union-attr]  # a refusal fails the test here

    def attempted(self, callback_id: int, result: CallResult, at: datetime, agent: User | None = None) -> None:
        """Writes an attempt into the past, as if it had been dialled then; its outcome is owed by whoever made it."""
        with self.database.writing() as session:
            callback = session.get_one(Callback, callback_id)
            customer_id = callback.case.customer_id
            phones = {"customer_id": customer_id, "kind": IdentifierKind.PHONE}
            number = session.query(CustomerIdentifier).filter_by(**phones).first()
            assert number is not None
            last = session.query(Attempt).filter_by(customer_id=customer_id).count()
            session.add(
                Attempt(
                    customer_id=customer_id,
                    slot_no=last + 1,
                    callback_id=callback_id,
                    case_id=callback.case_id,
                    shop_id=callback.case.shop_id,
                    agent_id=(agent or self.agent).id,
                    identifier_id=number.id,
                    placed_at=at,
                    result=result,
                    settled_at=at,
                )
            )

    def hire(self, session: Session, name: str) -> User:
        """One more agent of the first shop."""
        return self._user(session, name, name, Role.AGENT, [session.get_one(Shop, self.shop.id)])

    def _user(self, session: Session, name: str, display_name: str, role: Role, shops: list[Shop]) -> User:
        user = User(
            name=name,
            display_name=display_name,
            role=role,
            password=_password_hash(),
            fs_uniquifier=name,
            created_at=NOW,
            shops=list(shops),
        )
        session.add(user)
        session.flush()
        return user


@cache
def _password_hash() -> str:
    return hashed(PASSWORD)
