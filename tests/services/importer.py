"""Importing into a house, and what stands in its database afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from callguard.db.models import Callback, Case, Customer, CustomerIdentifier, Order, RegisterEntry, Shop
from callguard.imports.table import Source
from callguard.services.extras import open_extras
from callguard.services.importing import ImportOrder, ImportReport, import_file
from callguard.services.runtime import Runtime
from callguard.telephony.choice import telephony_from
from tests.house import NOW, House
from tests.imports.files import csv_file

REFUNDS, ORDERS, GENERIC = "taobao-refunds", "taobao-orders", "generic"


def runtime_of(house: House, now: datetime = NOW) -> Runtime:
    """A runtime on the house's database, with a clock that stands still."""
    return Runtime(house.settings, lambda: now, house.database, house.vault, telephony_from(house.settings))


def brought(
    house: House, source: Source, format_name: str, shop: Shop | None = None, now: datetime = NOW
) -> ImportReport:
    """Imports a file for the first shop, or another."""
    order = ImportOrder(shop or house.shop, format_name, "list.csv", house.leader)
    return import_file(runtime_of(house, now), source, order)


def table(*lines: dict[str, str]) -> bytes:
    """A file with a line for each; the columns are those of the first."""
    columns = list(lines[0])
    return csv_file([columns, *([line.get(column, "") for column in columns] for line in lines)])


def tallied(report: ImportReport) -> tuple[int, int, int, int]:
    """How many rows were added, changed, unchanged, rejected."""
    done = report.imported
    assert done.done == done.added + done.changed + done.unchanged + done.rejected
    return done.added, done.changed, done.unchanged, done.rejected


@dataclass(frozen=True)
class Standing:
    """What the database says, without ids and without the instants at which it was written."""

    orders: list[Any]
    cases: list[Any]
    callbacks: list[Any]
    people: list[Any]
    register: list[Any]


def standing(house: House) -> Standing:
    """Everything an import may have written."""
    with house.database.reading() as session:
        return Standing(
            orders=[_order(house, one) for one in session.scalars(select(Order).order_by(Order.order_no))],
            cases=[_case(house, one) for one in session.scalars(select(Case).order_by(Case.number))],
            callbacks=sorted((one.case.number, one.kind, one.status) for one in session.scalars(select(Callback))),
            people=people(house),
            register=sorted(
                (one.case.number, one.kind, str(one.facts)) for one in session.scalars(select(RegisterEntry))
            ),
        )


def _order(house: House, one: Order) -> tuple[object, ...]:
    extras = open_extras(house.vault, one.extras_sealed)
    return one.shop_id, one.order_no, one.goods, one.amount, one.paid_at, one.succeeded_at, one.status_text, extras


def _case(house: House, one: Case) -> tuple[object, ...]:
    matter = (one.issue_type, one.liability, one.escalation, one.status, one.summary)
    asked = (one.requested_amount, one.requested_at, one.deadline_at)
    return one.number, one.order.order_no, matter, asked, open_extras(house.vault, one.extras_sealed)


def people(house: House) -> list[Any]:
    """What each person is known by, one tuple a person."""
    names: dict[int, list[tuple[str, ...]]] = {}
    with house.database.reading() as session:
        for customer in session.scalars(select(Customer)):
            names.setdefault(customer.merged_into_id or customer.id, []).extend(map(_name(house), customer.identifiers))
    return sorted(tuple(sorted(known)) for known in names.values())


def _name(house: House) -> Callable[[CustomerIdentifier], tuple[str, ...]]:
    return lambda one: (one.kind.value, house.vault.open(one.value_sealed), one.extension or "", str(one.expires_at))
