"""The final tables in plain lists, and from them what was known of somebody at an instant."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

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
from callguard.domain.guard import load_preset
from callguard.domain.register import RegisterKind
from tests.model.stage import Stage
from tests.simulation.log import Log, Union

Document = dict[str, Any]
FAR = datetime.max.replace(tzinfo=UTC)
HOURS = "{:02}:{:02}"


class Records:
    """Everything there is, read once."""

    def __init__(self, stage: Stage, log: Log) -> None:
        self._vault, self._e164s = stage.vault, dict[int, str]()
        self._unions: dict[int, list[Union]] = defaultdict(list)
        for union in log.unions:
            self._unions[union.customer_id].append(union)
        with stage.database.reading() as session:

            def by(model: Any, key: str) -> dict[Any, list[Any]]:
                found: dict[Any, list[Any]] = defaultdict(list)
                for row in session.scalars(select(model).order_by(model.id)):
                    found[getattr(row, key)].append(row)
                return found

            self.attempts = list(session.scalars(select(Attempt).order_by(Attempt.id)))
            self._customers = {one.id: one for one in session.scalars(select(Customer))}
            self._callbacks = {one.id: one for one in session.scalars(select(Callback))}
            self._cases = {one.id: one for one in session.scalars(select(Case))}
            self._shops = {one.id: one.code for one in session.scalars(select(Shop))}
            self._policies = list(
                session.scalars(select(GuardPolicy).order_by(GuardPolicy.effective_at, GuardPolicy.id))
            )
            self._names = by(CustomerIdentifier, "customer_id")
            self._dials, self._releases = by(Attempt, "customer_id"), by(Release, "customer_id")
            self._refusals, self._hours = by(DoNotCall, "customer_id"), by(Blackout, "customer_id")
            self._consents = by(Consent, "customer_id")
            expired = select(RegisterEntry.attempt_id, RegisterEntry.recorded_at)
            self._expired = dict(
                session.execute(expired.where(RegisterEntry.kind == RegisterKind.PERMIT_EXPIRED)).all()
            )

    def person(self, customer_id: int, at: datetime) -> list[int]:
        """Everybody who was held to be the same then."""
        kept = self._kept(customer_id, at)
        joined = [one for one in self._unions if one != kept and self._kept(one, at) == kept]
        return [kept, *joined]

    def ended_at(self, attempt: Attempt) -> datetime:
        """When its permit was settled, or given up."""
        return min(attempt.settled_at or FAR, self._expired.get(attempt.id, FAR))

    def document(self, callback_id: int, at: datetime) -> Document:
        """What the guard had to be asked then, as far as it was known."""
        callback = self._callbacks[callback_id]
        case = self._cases[callback.case_id]
        person = self.person(case.customer_id, at)
        number = self._number(person, at)
        return {
            "policy": self._policies_in_force(case.shop_id, at),
            "now": at.isoformat(),
            "customer": self._customer(person, at),
            "number": number and {"e164": self._e164(number), "expires_at": _text(number.expires_at)},
            "case": self._case_name(case.id),
            "shop": self._shops[case.shop_id],
            "calls": [self._call(one, at) for one in self._of(self._dials, person) if one.placed_at < at],
            "release": self._release(callback_id, person, at),
        }

    def _kept(self, customer_id: int, at: datetime) -> int:
        intos = [union.into for union in self._unions.get(customer_id, ()) if union.at < at]
        return intos[-1] if intos else customer_id

    def _of(self, rows: dict[Any, list[Any]], person: Iterable[int]) -> list[Any]:
        return [row for customer_id in person for row in rows.get(customer_id, ())]

    def _customer(self, person: list[int], at: datetime) -> Document:
        return {
            "time_zones": list(dict.fromkeys(self._customers[one].time_zone for one in sorted(person))),
            "do_not_call": [
                {
                    "since": _text(one.since_at),
                    "until": _text(one.until_at),
                    "case": self._case_name(one.case_id),
                    "shop": self._shops.get(one.shop_id),
                }
                for one in self._of(self._refusals, person)
                if one.since_at < at
            ],
            "blackouts": [
                {
                    "days": one.days.split(","),
                    "opens": HOURS.format(*divmod(one.opens_minute, 60)),
                    "closes": HOURS.format(*divmod(one.closes_minute, 60)),
                    "since": _text(one.since_at),
                }
                for one in self._of(self._hours, person)
                if one.since_at < at
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

    def _number(self, person: list[int], at: datetime) -> CustomerIdentifier | None:
        alive = [
            one
            for one in self._of(self._names, person)
            if one.kind in ("phone", "virtual_phone")
            and one.created_at < at < min(one.retired_at or FAR, one.expires_at or FAR)
        ]
        return max(alive, key=lambda one: (one.kind == "phone", one.created_at, one.id), default=None)

    def _call(self, attempt: Attempt, at: datetime) -> Document:
        case = self._case_name(attempt.case_id)
        known = attempt.settled_at is not None and attempt.settled_at < at
        return {
            "at": _text(attempt.placed_at),
            "result": str(attempt.result.value) if known else "unknown",
            "cases": [case],
            "shop": self._shops[attempt.shop_id],
        }

    def _release(self, callback_id: int, person: list[int], at: datetime) -> Document | None:
        used = [
            one.placed_at
            for one in self._of(self._dials, person)
            if one.callback_id == callback_id and one.placed_at < at
        ]
        for one in self._of(self._releases, person):
            granted_at, expires_at = one.granted_at, one.expires_at
            holds = one.callback_id == callback_id and granted_at is not None and granted_at < at < expires_at
            if holds and all(placed_at < granted_at for placed_at in used):
                return {"granted_at": _text(granted_at), "expires_at": _text(expires_at)}
        return None

    def _policies_in_force(self, shop_id: int, at: datetime) -> list[Document]:
        versions: dict[int | None, Document] = {None: _PRESET}
        in_force = [one for one in self._policies if max(one.effective_at, one.created_at) < at]
        versions |= {one.shop_id: one.document for one in in_force if one.document is not None}
        return [versions[owner] for owner in (None, shop_id) if owner in versions]

    def _case_name(self, case_id: int | None) -> str | None:
        return None if case_id is None else f"{self._shops[self._cases[case_id].shop_id]}/{self._cases[case_id].number}"

    def _e164(self, name: CustomerIdentifier) -> str:
        if name.id not in self._e164s:
            self._e164s[name.id] = self._vault.open(name.value_sealed)
        return self._e164s[name.id]


_PRESET = json.loads(json.dumps(load_preset("cn-after-sales").as_json()))


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
