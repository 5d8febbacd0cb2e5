"""The final tables in plain lists, and from them what was known of somebody at an instant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

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
from tests.model.stage import Stage

Document = dict[str, Any]
FAR = datetime.max


class Records:
    """Everything there is, read once."""

    def __init__(self, stage: Stage) -> None:
        self._vault = stage.vault
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
            self._policies = list(session.scalars(select(GuardPolicy).order_by(GuardPolicy.effective_at, GuardPolicy.id)))
            self._names = by(CustomerIdentifier, "customer_id")
            self._dials, self._releases = by(Attempt, "customer_id"), by(Release, "customer_id")
            self._refusals, self._hours = by(DoNotCall, "customer_id"), by(Blackout, "customer_id")
            self._consents = by(Consent, "customer_id")
