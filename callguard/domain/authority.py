"""How far a role may go for a case, as a table a shop can edit (补偿权限); amounts in fen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from callguard.domain.case import IssueType, Liability
from callguard.domain.role import Role
from callguard.domain.scope import CaseScope
from callguard.resources import package_text


@dataclass(frozen=True)
class Authority:
    """One row: up to `limit` for the customer and `percent` of the order's value for the order; None sets no share."""

    role: Role
    scope: CaseScope
    limit: int
    percent: int | None = None


@dataclass(frozen=True)
class AuthorityTable:
    """The shop's rules on money; the first row of a role that covers the case holds, no row means nothing."""

    currency: str
    rows: tuple[Authority, ...]
    daily_budget: Mapping[Role, int]
    ceiling: int
    customer_days: int
    max_offers_per_plan: int
    decide_within: timedelta
    approval_valid: timedelta
    cost_of_new_customer: int


@dataclass(frozen=True)
class Matter:
    """What authority depends on: the case, the order's value, and what was given already (fen).

    `given_to_customer` sums all orders, this one too, over the table's `customer_days`; `given_on_order` has no end.
    An `order_amount` of None is not known: then the limit holds alone.
    """

    issue_type: IssueType
    liability: Liability
    order_amount: int | None
    given_on_order: int = 0
    given_to_customer: int = 0


def authority_of(
    table: AuthorityTable, role: Role, issue_type: IssueType, liability: Liability, order_amount: int | None
) -> int:
    """The most a role may give on such a case before anything was given, in whole fen rounded down."""
    return room_of(table, role, Matter(issue_type, liability, order_amount))


def room_of(table: AuthorityTable, role: Role, matter: Matter) -> int:
    """What the role may still give: splitting over offers or orders wins nothing; never below 0."""
    row = _row(table, role, matter)
    given = max(matter.given_on_order, matter.given_to_customer)
    rooms = [min(row.limit, table.ceiling) - given] if row else [0]
    if row and row.percent is not None and matter.order_amount is not None:
        rooms.append(matter.order_amount * row.percent // 100 - matter.given_on_order)
    return max(min(rooms), 0)


def seniors_of(role: Role) -> tuple[Role, ...]:
    """The roles above, the nearest first."""
    return tuple(sorted((each for each in Role if each.rank > role.rank), key=lambda each: each.rank))


@cache
def load_authority() -> AuthorityTable:
    """The packaged table, read once."""
    return authority_from(tomllib.loads(package_text("content", "authority.toml")))


def authority_from(content: dict[str, Any]) -> AuthorityTable:
    """Build a table from its TOML form. Raises on an unknown key or name."""
    content = dict(content)
    return AuthorityTable(
        rows=tuple(_authority(dict(row)) for row in content.pop("authority")),
        daily_budget={Role(role): amount for role, amount in content.pop("daily_budget").items()},
        decide_within=timedelta(minutes=content.pop("decide_within_minutes")),
        approval_valid=timedelta(minutes=content.pop("approval_valid_minutes")),
        **content,
    )


def _row(table: AuthorityTable, role: Role, matter: Matter) -> Authority | None:
    covering = (row for row in table.rows if row.role is role and row.scope.covers(matter.issue_type, matter.liability))
    return next(covering, None)


def _authority(row: dict[str, Any]) -> Authority:
    return Authority(role=Role(row.pop("role")), scope=CaseScope.take(row), **row)
