"""The people of a day: thousands of customers with their cases, wishes and earlier calls, written all at once."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from callguard.db.base import Base
from callguard.db.models import (
    Attempt,
    Blackout,
    Callback,
    Case,
    Consent,
    Customer,
    CustomerIdentifier,
    DoNotCall,
    Order,
)
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, IssueType, Liability
from callguard.domain.identity import IdentifierKind
from callguard.domain.survey import SURVEY_KEEPS

ISSUES = [issue for issue in IssueType if issue is not IssueType.BAD_REVIEW]
RANG = [CallResult.NO_ANSWER, CallResult.BUSY, CallResult.CONVERSATION, CallResult.UNKNOWN, CallResult.NOT_PLACED]
DAY = timedelta(days=1)

SETTLED = 0.05
"""How many have nothing open any more, and are to be asked how it was."""

Rows = list[dict[str, Any]]


class Town:
    """Draws the rows; ids are given out here, so that everything can be written without reading."""

    def __init__(self, vault: Vault, random: Random, opens_at: datetime, hearer: int, caller: int) -> None:
        self._vault, self._random, self._opens_at = vault, random, opens_at
        self._hearer, self._caller = hearer, caller
        self.rows: dict[type[Base], Rows] = {}

    def settle(self, session: Session, customers: int, shops: int) -> None:
        """Writes everything."""
        for number in range(1, customers + 1):
            self._add_customer(number, shops)
        for model in (Customer, CustomerIdentifier, Order, Case, Callback, Attempt, DoNotCall, Blackout, Consent):
            if self.rows.get(model):
                session.execute(insert(model), self.rows[model])

    def _add_customer(self, number: int, shops: int) -> None:
        random, before = self._random, self._opens_at - 3 * DAY
        zone = random.choices(["Asia/Shanghai", "Asia/Urumqi", "Australia/Sydney"], [97, 2, 1])[0]
        # All columns in every row, or SQLAlchemy would need a statement for each set of them.
        self._add(Customer, id=number, time_zone=zone, created_at=before)
        numbers = [self._number(number, virtual=False)] if random.random() < 0.9 else []
        numbers += [self._number(number, virtual=True)] if not numbers or random.random() < 0.2 else []
        of_shops = [random.randrange(shops) + 1 for _ in range(random.choices([1, 2, 3], [80, 15, 5])[0])]
        settled = random.random() < SETTLED
        cases = [self._case(number, shop, settled=settled) for shop in of_shops]
        self._add_history(number, cases, numbers)
        self._add_wishes(number, cases)

    def _number(self, customer: int, *, virtual: bool) -> int:
        kind = IdentifierKind.VIRTUAL_PHONE if virtual else IdentifierKind.PHONE
        e164, extension = phone_of(customer), f"{customer:04}" if virtual else None
        expires = self._opens_at + timedelta(minutes=self._random.randrange(30, 3 * 24 * 60)) if virtual else None
        return self._add(
            CustomerIdentifier,
            customer_id=customer,
            kind=kind,
            fingerprint=self._vault.fingerprint(kind, "", e164, extension or ""),
            value_sealed=self._vault.seal(e164),
            value_masked="masked",
            extension=extension,
            expires_at=expires,
            created_at=self._opens_at - 3 * DAY,
        )

    def _case(self, customer: int, shop: int, *, settled: bool) -> tuple[int, int, int]:
        random, opened_at = self._random, self._opens_at - self._random.random() * 2 * DAY
        order = self._add(
            Order,
            shop_id=shop,
            customer_id=customer,
            order_no=f"N{self._next(Order)}",
            amount=random.randrange(1000, 90000),
            currency="CNY",
        )
        deadline_at = self._opens_at + random.random() * 3 * DAY if random.random() < 0.3 else None
        case = self._add(
            Case,
            shop_id=shop,
            order_id=order,
            customer_id=customer,
            number=f"AS-{self._next(Case)}",
            issue_type=random.choice(ISSUES),
            liability=Liability.SHOP,
            opened_at=opened_at,
            deadline_at=deadline_at,
            status=CaseStatus.CLOSED if settled else CaseStatus.OPEN,
            closed_at=opened_at if settled else None,
        )
        promised, during = random.random() < 0.1, self._opens_at + timedelta(minutes=random.randrange(540))
        kind = CallbackKind.PROMISED if promised else CallbackKind.SERVICE
        due_at = during if promised else opened_at
        if settled:
            # Some have waited so long that they become too late in the course of the day.
            kind, due_at = CallbackKind.SURVEY, during - (SURVEY_KEEPS if random.random() < 0.3 else 0 * DAY)
        callback = self._add(
            Callback, case_id=case, due_at=due_at, created_at=opened_at, kind=kind, status=CallbackStatus.PENDING
        )
        return case, shop, callback

    def _add_history(self, customer: int, cases: list[tuple[int, int, int]], numbers: list[int]) -> None:
        times = [
            self._opens_at - self._random.random() * 8 * DAY
            for _ in range(self._random.choices([0, 1, 3, 5], [60, 25, 10, 5])[0])
        ]
        for slot, at in enumerate(sorted(times), 1):
            case, shop, _callback = self._random.choice(cases)
            self._add(
                Attempt,
                customer_id=customer,
                slot_no=slot,
                case_id=case,
                shop_id=shop,
                agent_id=self._caller,
                identifier_id=numbers[0],
                placed_at=at,
                settled_at=at,
                result=self._random.choice(RANG),
            )

    def _add_wishes(self, customer: int, cases: list[tuple[int, int, int]]) -> None:
        random, said = self._random, {"words": "客户原话", "heard_by_id": self._hearer, "customer_id": customer}
        if random.random() < 0.03:
            until = self._opens_at + random.random() * 2 * DAY if random.random() < 0.5 else None
            self._add(DoNotCall, since_at=self._opens_at - DAY, until_at=until, case_id=None, shop_id=None, **said)
        if random.random() < 0.05:
            opens = random.randrange(600, 1000)
            self._add(
                Blackout,
                days="mon,tue,wed,thu,fri",
                opens_minute=opens,
                closes_minute=opens + 120,
                since_at=self._opens_at - DAY,
                **said,
            )
        if random.random() < 0.05:
            from_at = self._opens_at + random.random() * DAY / 3
            self._add(
                Consent,
                case_id=random.choice([None, cases[0][0]]),
                given_at=self._opens_at - DAY / 2,
                from_at=from_at,
                until_at=from_at + DAY / 4,
                **said,
            )

    def _next(self, model: type[Base]) -> int:
        return len(self.rows.setdefault(model, [])) + 1

    def _add(self, model: type[Base], **values: Any) -> int:
        number = values.setdefault("id", self._next(model))
        self.rows.setdefault(model, []).append(values)
        return int(number)


def phone_of(customer: int) -> str:
    """Everybody has one of their own."""
    return f"+86138{customer:08}"
