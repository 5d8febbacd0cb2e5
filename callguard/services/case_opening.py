"""Opening an after-sales case that somebody tells us of: its customer, its order, and its first call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Order, Shop, User
from callguard.db.vault import Vault
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.identity import IdentifierKind
from callguard.domain.phone_number import PhoneRefusal, parse_phone
from callguard.domain.register import RegisterKind
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.phrases.alarms import heed_words
from callguard.services.register import record


@dataclass(frozen=True)
class ToldIdentifier:
    """A way to know the customer as somebody wrote it."""

    kind: IdentifierKind
    value: str
    extension: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class ToldCase:
    """What is told of a new case; `customer_name` and the rest that may be None are not known."""

    order_no: str
    issue_type: IssueType
    liability: Liability
    identifiers: Sequence[ToldIdentifier]
    time_zone: str
    customer_name: str | None = None
    deadline_at: datetime | None = None
    summary: str | None = None


def open_case(session: Session, vault: Vault, shop: Shop, user: User, told: ToldCase, now: datetime) -> Callback:
    """Opens the case and plans its first call for now; the customer is whoever any of the identifiers leads to.

    InvalidFields at `customer.identifiers.…` for one that names nobody or can't be dialled.
    """
    known_as = [KnownAs(IdentifierKind.ORDER, told.order_no, shop.code), *_known_as(shop, told, now)]
    who = {"name": told.customer_name, "time_zone": told.time_zone}
    # The order's number is among the names that this locks: no second case of this order gets the same number.
    customer = find_or_add_customer(session, vault, known_as, now, **who)  # type: ignore[arg-type]
    order = _order(session, shop, told.order_no, customer.id)
    case = Case(
        shop_id=shop.id,
        order=order,
        customer_id=customer.id,
        number=_next_number(session, order),
        issue_type=told.issue_type,
        liability=told.liability,
        deadline_at=told.deadline_at,
        summary=told.summary,
        opened_at=now,
    )
    enter_case(session, case, user, now)
    callback = plan_first_call(session, case, now)
    session.flush()
    heed_words(session, case, user, [told.summary], now)
    return callback


def enter_case(session: Session, case: Case, actor: User | None, now: datetime) -> None:
    """Adds a new case with its line in the register."""
    session.add(case)
    session.flush()
    record(session, RegisterKind.CASE_OPENED, case, now, actor, facts={"number": case.number})


def plan_first_call(session: Session, case: Case, now: datetime) -> Callback:
    """Adds the call that a new case asks for, due at once."""
    callback = Callback(case=case, kind=CallbackKind.SERVICE, due_at=now, created_at=now)
    session.add(callback)
    return callback


def _order(session: Session, shop: Shop, order_no: str, customer_id: int) -> Order:
    order = session.scalar(select(Order).where(Order.shop_id == shop.id, Order.order_no == order_no))
    if order is None:
        order = Order(shop_id=shop.id, order_no=order_no, customer_id=customer_id)
        session.add(order)
        session.flush()
    return order


def _next_number(session: Session, order: Order) -> str:
    """A number of ours, by which nobody takes it for the platform's."""
    earlier = session.scalar(select(func.count()).where(Case.order_id == order.id)) or 0
    return f"CG-{order.order_no}-{earlier + 1}"


def _known_as(shop: Shop, told: ToldCase, now: datetime) -> list[KnownAs]:
    errors: list[FieldError] = []
    known_as = []
    for index, one in enumerate(told.identifiers):
        known = _known(shop, one, now)
        if isinstance(known, KnownAs):
            known_as.append(known)
        else:
            field, code = known
            errors.append(FieldError(f"customer.identifiers.{index}.{field}", code))
    if errors:
        raise InvalidFields(tuple(errors))
    return known_as


def _known(shop: Shop, told: ToldIdentifier, now: datetime) -> KnownAs | tuple[str, str]:
    """The identifier, or which part of it is wrong and why."""
    if told.expires_at is not None and told.expires_at <= now:
        return "expires_at", "time_in_past"
    match told.kind:
        case IdentifierKind.ORDER:
            return KnownAs(told.kind, told.value, shop.code)
        case IdentifierKind.PLATFORM_ACCOUNT:
            # A masked account is the same for many people, who must not become one.
            masked = "*" in told.value
            return ("value", "account_masked") if masked else KnownAs(told.kind, told.value, shop.platform.accounts)
        case _:
            return _number(told)


def _number(told: ToldIdentifier) -> KnownAs | tuple[str, str]:
    is_virtual = told.kind is IdentifierKind.VIRTUAL_PHONE or told.extension is not None
    number = parse_phone(told.value, is_virtual=is_virtual)
    if isinstance(number, PhoneRefusal):
        return "value", number
    extension = told.extension or number.extension
    return KnownAs(number.kind, number.e164, extension=extension, expires_at=told.expires_at)
