"""POST /cases."""

from datetime import datetime
from typing import Annotated, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import post
from callguard.api.fields import Asked, Instant, Line, Shown, Text, Words, example
from callguard.db.models import Case, Shop
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.identity import IdentifierKind
from callguard.http.context import current_user, now, runtime
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from callguard.services.idempotency import GivenAnswer


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no time zone has this name")
    return name


class IdentifierIn(Asked):
    """One way to know the customer; an extension makes a number a virtual one."""

    kind: IdentifierKind
    value: Line
    extension: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")] | None = None
    expires_at: Instant | None = None


class CustomerIn(Asked):
    """The person: whoever is known by any of these identifiers already is the same."""

    name: Line | None = None
    time_zone: Annotated[Line, AfterValidator(_known_zone)] | None = Field(None, description="The house's if left out.")
    identifiers: tuple[IdentifierIn, ...] = Field(min_length=1, max_length=20)


class CaseIn(Asked):
    """A new after-sales matter; `shop` is the shop's code."""

    model_config = example(
        {
            "shop": "S-1",
            "order_no": "2026112000017",
            "issue_type": "damage",
            "liability": "shop",
            "customer": {
                "name": "王小明",
                "identifiers": [{"kind": "virtual_phone", "value": "17000000000", "extension": "1234"}],
            },
            "deadline_at": "2026-11-22T18:00:00+08:00",
            "summary": "玻璃杯到货时碎了两只",
        }
    )

    shop: Line
    order_no: Line
    issue_type: IssueType
    liability: Liability = Liability.UNCLEAR
    customer: CustomerIn
    deadline_at: Instant | None = None
    summary: Text | None = None


class CaseOut(Shown):
    """A case as everybody of its shop may see it."""

    id: int
    number: str
    shop: str
    order_no: str
    issue_type: IssueType
    liability: Liability
    escalation: Escalation
    status: CaseStatus
    customer: str | None = Field(description="The name, masked.")
    summary: Words | None
    deadline_at: datetime | None
    opened_at: datetime

    @classmethod
    def of(cls, case: Case) -> Self:
        """What is shown of a row."""
        return cls(
            id=case.id,
            number=case.number,
            shop=case.shop.code,
            order_no=case.order.order_no,
            issue_type=case.issue_type,
            liability=case.liability,
            escalation=case.escalation,
            status=case.status,
            customer=case.customer.name_masked,
            summary=case.summary,
            deadline_at=case.deadline_at,
            opened_at=case.opened_at,
        )


class OpenedCase(CaseOut):
    """A new case, and the call that is planned for it."""

    callback: int


@post("/cases", CaseIn, answers={201: OpenedCase})
def open_new_case(db: Session, body: CaseIn) -> GivenAnswer:
    """Opens a case, for a customer who is found or merged by any identifier, and schedules the first call for now."""
    told_case = ToldCase(
        order_no=body.order_no,
        issue_type=body.issue_type,
        liability=body.liability,
        identifiers=[ToldIdentifier(**dict(one)) for one in body.customer.identifiers],
        time_zone=body.customer.time_zone or runtime().settings.display_tz,
        customer_name=body.customer.name,
        deadline_at=body.deadline_at,
        summary=body.summary,
    )
    callback = open_case(db, runtime().vault, own_shop(body.shop), current_user(), told_case, now())
    shown = CaseOut.of(callback.case)
    return told(201, OpenedCase(**dict(shown), callback=callback.id))


def own_shop(code: str) -> Shop:
    """The caller's shop of this code; InvalidFields for any other, whether there is one or not."""
    shop = next((shop for shop in current_user().shops if shop.code == code), None)
    if shop is None:
        raise InvalidFields((FieldError("shop", "unknown_shop", {"code": code}),))
    return shop
