"""The final tables in plain lists, and from them what was known of somebody at an instant."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, select

from callguard.db.models import (
    Attempt,
    Blackout,
    Callback,
    Case,
    Consent,
    Customer,
    CustomerIdentifier,
    DoNotCall,
    GuardPolicy,
    RegisterEntry,
    Release,
    Shop,
)
from callguard.domain.callback import CallbackKind
from callguard.domain.guard import load_preset
from callguard.domain.register import RegisterKind
from tests.model.stage import Stage
from tests.simulation.log import Log, Union

Document = dict[str, Any]
Rows = dict[Any, list[Row[Any]]]
FAR = datetime.max.replace(tzinfo=UTC)
HOURS = "{:02}:{:02}"

AT_ONCE = timedelta(minutes=1)
"""What happens so shortly before two are found to be one, or after they are parted, happens while they are one."""


class Records:
    """Everything there is about those who were called, read once."""

    def __init__(self, stage: Stage, log: Log) -> None:
        self._vault, self._e164s = stage.vault, dict[int, str]()
        self._unions: dict[int, list[Union]] = defaultdict(list)
        for union in log.unions:
            self._unions[union.customer_id].append(union)
        self._pairs = [{union.customer_id, union.into} for union in log.unions]
        self._ever_united = set[int]().union(*self._pairs)
        with stage.database.reading() as session:

            def all_of(model: Any, *only: Any) -> list[Row[Any]]:
                return list(session.execute(select(model.__table__).where(*only).order_by(model.id)))

            def of_concerned(model: Any) -> Rows:
                found: Rows = defaultdict(list)
                for row in all_of(model, model.customer_id.in_(concerned)):
                    found[row.customer_id].append(row)
                return found

            is_survey = Callback.kind == CallbackKind.SURVEY
            decided = {decision.callback_id for decision in log.decisions}
            self._callbacks = {one.id: one for one in all_of(Callback, Callback.id.in_(decided) | is_survey)}
            case_ids = {one.case_id for one in self._callbacks.values()}
            of_cases = set(session.scalars(select(Case.customer_id).where(Case.id.in_(case_ids))))
            concerned = self._ever_united | of_cases
            self._customers = {one.id: one for one in all_of(Customer, Customer.id.in_(concerned))}
            self._cases = {one.id: one for one in all_of(Case, Case.customer_id.in_(concerned))}
            self._shops = {one.id: one for one in all_of(Shop)}
            self._policies = sorted(all_of(GuardPolicy), key=lambda one: (one.effective_at, one.id))
            self._names = of_concerned(CustomerIdentifier)
            self._dials, self._releases = of_concerned(Attempt), of_concerned(Release)
            self._refusals, self._hours = of_concerned(DoNotCall), of_concerned(Blackout)
            self._consents = of_concerned(Consent)
            self.dialled = all_of(Attempt, Attempt.callback_id.is_not(None))
            expired = select(RegisterEntry.attempt_id, RegisterEntry.recorded_at)
            self._expired = dict(
                session.execute(expired.where(RegisterEntry.kind == RegisterKind.PERMIT_EXPIRED)).all()
            )

    def person(self, customer_id: int, at: datetime) -> list[int]:
        """Everybody who was held to be the same then."""
        kept = self._kept(customer_id, at)
        joined = [one for one in self._unions if one != kept and self._kept(one, at) == kept]
        return [kept, *joined]

    def gave_consent(self, customer_id: int) -> bool:
        """Whether the customer ever agreed to calls, or anybody they were held to be, by however many steps."""
        people, found = set[int](), {customer_id}
        while found:
            people |= found
            found = {one for pair in self._pairs if pair & people for one in pair} - people
        return any(self._consents.get(one) for one in people)

    def ended_at(self, attempt: Row[Any]) -> datetime:
        """When its permit was settled, or given up."""
        return min(attempt.settled_at or FAR, self._expired.get(attempt.id, FAR))

    def document(self, callback_id: int, at: datetime) -> Document:
        """What the guard had to be asked then, as far as it was known."""
        case = self._cases[self._callbacks[callback_id].case_id]
        person = self.person(case.customer_id, at)
        number = self._number(person, at)
        calls = self._calls(person, at)
        return {
            "policy": self._policies_in_force(self._shops[case.shop_id], at),
            "now": at.isoformat(),
            "customer": self._customer(person, at),
            "number": number and {"e164": self._e164(number), "expires_at": _text(number.expires_at)},
            "case": self._case_name(case.id),
            "shop": self._shop(case.shop_id),
            "calls": [self._call(one, at) for one in calls],
            "release": self._release(callback_id, person, calls, at),
        }

    def _kept(self, customer_id: int, at: datetime) -> int:
        intos = [union.into for union in self._unions.get(customer_id, ()) if union.at < at]
        return intos[-1] if intos else customer_id

    def _of(self, rows: Rows, person: Iterable[int]) -> list[Row[Any]]:
        return [row for customer_id in person for row in rows.get(customer_id, ())]

    def _others(self, rows: Rows, person: list[int]) -> list[Row[Any]]:
        """Of those who may have been held to be the same at some time."""
        return self._of(rows, sorted(self._ever_united.difference(person))) if self._ever_united & set(person) else []

    def _were_one(self, customer_id: int, person: list[int], *instants: datetime) -> bool:
        return any(
            self._kept(customer_id, instant) == self._kept(one, instant) for instant in instants for one in person
        )

    def _calls(self, person: list[int], at: datetime) -> list[Row[Any]]:
        """Those to the person, and those to somebody who was held to be the same then: they may have reached either."""
        shared = [
            one
            for one in self._others(self._dials, person)
            if self._were_one(
                one.customer_id, person, one.placed_at - AT_ONCE, one.placed_at, min(one.placed_at + AT_ONCE, at)
            )
        ]
        return [one for one in (*self._of(self._dials, person), *shared) if one.placed_at < at]

    def _asked(self, rows: Rows, person: list[int], at: datetime) -> list[Row[Any]]:
        """What the person asked not to be done, and what somebody asked while held to be the same, if parted since."""
        shared = [
            one
            for one in self._others(rows, person)
            if self._were_one(one.customer_id, person, one.since_at, min(one.since_at + AT_ONCE, at))
        ]
        return [one for one in (*self._of(rows, person), *shared) if one.since_at < at]

    def _customer(self, person: list[int], at: datetime) -> Document:
        return {
            "time_zones": list(dict.fromkeys(self._customers[one].time_zone for one in sorted(person))),
            "do_not_call": [
                {
                    "since": _text(one.since_at),
                    "until": _text(one.until_at),
                    "case": self._case_name(one.case_id),
                    "shop": self._shop(one.shop_id),
                }
                for one in self._asked(self._refusals, person, at)
            ],
            "blackouts": [
                {
                    "days": one.days.split(","),
                    "opens": HOURS.format(*divmod(one.opens_minute, 60)),
                    "closes": HOURS.format(*divmod(one.closes_minute, 60)),
                    "since": _text(one.since_at),
                }
                for one in self._asked(self._hours, person, at)
            ],
            "consents": [
                {
                    "given_at": _text(one.given_at),
                    "case": self._case_name(one.case_id),
                    "from": _text(one.from_at),
                    "until": _text(one.until_at),
                }
                for one in self._of(self._consents, person)
                if one.given_at < at
            ],
        }

    def _number(self, person: list[int], at: datetime) -> Row[Any] | None:
        alive = [
            one
            for one in self._of(self._names, person)
            if one.kind in ("phone", "virtual_phone")
            and one.created_at < at < min(one.retired_at or FAR, one.expires_at or FAR)
        ]
        return max(alive, key=lambda one: (one.kind == "phone", one.created_at, one.id), default=None)

    def _call(self, attempt: Row[Any], at: datetime) -> Document:
        known = attempt.settled_at is not None and attempt.settled_at < at
        return {
            "at": _text(attempt.placed_at),
            "result": str(attempt.result.value) if known else "unknown",
            "cases": [self._case_name(attempt.case_id)],
            "shop": self._shop(attempt.shop_id),
        }

    def _release(self, callback_id: int, person: list[int], calls: Iterable[Row[Any]], at: datetime) -> Document | None:
        used = [one.placed_at for one in calls if one.callback_id == callback_id]
        for one in self._of(self._releases, person):
            granted_at, expires_at = one.granted_at, one.expires_at
            holds = one.callback_id == callback_id and granted_at is not None and granted_at < at < expires_at
            if holds and all(placed_at < granted_at for placed_at in used):
                return {"granted_at": _text(granted_at), "expires_at": _text(expires_at)}
        return None

    def _policies_in_force(self, shop: Row[Any], at: datetime) -> list[Document]:
        """The company's, the platform's and the shop's own: of each the version that came into force last."""
        versions: dict[Any, Document | None] = {None: _preset()}
        for one in self._policies:
            if one.created_at < at and one.effective_at <= at:
                versions[one.shop_id or one.platform] = one.document
        held = (versions.get(holder) for holder in (None, shop.platform, shop.id))
        return [document for document in held if document is not None]

    def _case_name(self, case_id: int | None) -> str | None:
        if case_id is None:
            return None
        case = self._cases[case_id]
        return f"{self._shop(case.shop_id)}/{case.number}"

    def _shop(self, shop_id: int | None) -> str | None:
        return None if shop_id is None else self._shops[shop_id].code

    def _e164(self, name: Row[Any]) -> str:
        if name.id not in self._e164s:
            self._e164s[name.id] = self._vault.open(name.value_sealed)
        return self._e164s[name.id]


@cache
def _preset() -> Document:
    return json.loads(json.dumps(load_preset("cn-after-sales").as_json()))  # type: ignore[no-any-return]


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
