"""How cases come in: with a customer, an order, and what was bought before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from callguard.db.models import Callback, Case, Order, Shop
from callguard.demo.customers import Line, Person
from callguard.demo.office import Office
from callguard.demo.words import Complaint, Goods, sold_things
from callguard.domain.callback import CallbackKind
from callguard.domain.case import CaseStatus, Escalation
from callguard.domain.identity import IdentifierKind
from callguard.domain.platform import Platform
from callguard.domain.register import RegisterKind
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.register import record


@dataclass(frozen=True)
class Trouble:
    """What brings a customer to us, before it is a case."""

    goods: Goods
    complaint: Complaint
    person: Person
    escalation: Escalation = Escalation.NONE
    deadline_at: datetime | None = None


def open_case(office: Office, trouble: Trouble, at: datetime, *, status: CaseStatus = CaseStatus.OPEN) -> Case:
    """A new order with its after-sales case, as an import would bring it."""
    complaint, order = trouble.complaint, _order(office, trouble, at)
    _add_earlier_orders(office, order, trouble.goods)
    case = Case(
        shop_id=order.shop_id,
        order=order,
        customer_id=order.customer_id,
        number=f"{office.random.randrange(10**15, 10**16)}",
        issue_type=complaint.issue_type,
        liability=complaint.liability,
        escalation=trouble.escalation,
        status=status,
        summary=complaint.summary,
        requested_amount=order.amount,
        requested_at=at - timedelta(minutes=office.random.randrange(5, 90)),
        deadline_at=trouble.deadline_at,
        opened_at=at,
        closed_at=at if status is CaseStatus.CLOSED else None,
    )
    office.session.add(case)
    office.session.flush()
    record(office.session, RegisterKind.CASE_OPENED, case, at, facts={"number": case.number})
    return case


def open_case_to_call(office: Office, trouble: Trouble, at: datetime) -> Case:
    """A new case, with a call to be made about it."""
    case = open_case(office, trouble, at)
    office.session.add(Callback(case=case, kind=CallbackKind.SERVICE, due_at=at, created_at=at))
    office.session.flush()
    return case


def _order(office: Office, trouble: Trouble, at: datetime) -> Order:
    shop = office.session.scalars(select(Shop).where(Shop.code == trouble.goods.shop)).one()
    person, order_no = trouble.person, _order_no(office)
    known_as = [KnownAs(IdentifierKind.ORDER, order_no, shop.code), *_known_as(person, shop.platform, at)]
    customer = find_or_add_customer(
        office.session, office.vault, known_as, at, name=person.name, time_zone=person.time_zone
    )
    paid_at = at - timedelta(days=office.random.uniform(2, 9))
    return _sold(shop.id, customer.id, order_no, trouble.goods, paid_at, "卖家已发货，等待买家确认")


def _add_earlier_orders(office: Office, order: Order, goods: Goods) -> None:
    """What the customer bought in the shop before, without any trouble."""
    others = [one for one, _ in sold_things() if one.shop == goods.shop]
    for _ in range(office.random.choice((0, 0, 0, 1, 2, 4))):
        bought, paid_at = office.random.choice(others), office.now - timedelta(days=office.random.uniform(25, 300))
        earlier = _sold(order.shop_id, order.customer_id, _order_no(office), bought, paid_at, "交易成功")
        office.session.add(earlier)


def _sold(shop_id: int, customer_id: int, order_no: str, goods: Goods, paid_at: datetime, status: str) -> Order:
    return Order(
        shop_id=shop_id,
        customer_id=customer_id,
        order_no=order_no,
        goods=goods.title,
        amount=goods.amount,
        paid_at=paid_at,
        status_text=status,
    )


def _order_no(office: Office) -> str:
    return f"{office.random.randrange(10**18, 10**19)}"


def _known_as(person: Person, platform: Platform, now: datetime) -> list[KnownAs]:
    account = KnownAs(IdentifierKind.PLATFORM_ACCOUNT, person.account, platform.value)
    match person.line:
        case Line.OWN:
            return [account, KnownAs(IdentifierKind.PHONE, person.number)]
        case Line.VIRTUAL:
            dies_at = now + person.virtual_for
            number = KnownAs(
                IdentifierKind.VIRTUAL_PHONE, person.number, extension=person.extension, expires_at=dies_at
            )
            return [account, number]
        case Line.NONE:
            return [account]
