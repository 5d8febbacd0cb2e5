"""What the guard is asked about a callback: the one place where rows become its question."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Attempt, Blackout, Callback, Case, CustomerIdentifier
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.policy_level import PolicyLevel
from callguard.services.customer_history import CustomerHistory, read_histories
from callguard.services.guard_policies import rules_in_force


class Questioner:
    """Asks about callbacks of customers whose history it has read beforehand, all at once, at one instant.

    That is not before the last thing recorded of the customer: a host whose clock is behind must not overlook a call.
    """

    def __init__(self, session: Session, vault: Vault, preset: str, customer_ids: Iterable[int], now: datetime) -> None:
        self._session, self._vault, self._preset, self._now = session, vault, preset, now
        self._histories = read_histories(session, customer_ids)
        self._rules: dict[int, dict[PolicyLevel, guard.Policy]] = {}
        self._e164s: dict[int, str] = {}

    def history_of(self, case: Case) -> CustomerHistory:
        """What is recorded of the person the case belongs to."""
        return self._histories[case.customer_id]

    def question(self, callback: Callback) -> guard.Question:
        """May this callback be made now?"""
        return self.question_about(callback.case, callback.id)

    def question_about(self, case: Case, callback_id: int | None = None) -> guard.Question:
        """May the customer be rung about the case now? A release counts for its callback only."""
        history = self.history_of(case)
        now = max(self._now, history.last_recorded_at or self._now)
        number = history.number_to_dial(now)
        return guard.Question(
            policies=tuple(self._rules_of(case.shop_id).values()),
            now=now,
            customer=self._customer(history),
            number=guard.Number(self._e164(number), number.expires_at) if number else None,
            case=_name(case),
            shop=case.shop.code,
            calls=self._calls(history),
            release=history.release_for(callback_id, now),
        )

    def answer(self, callback: Callback) -> guard.Answer:
        """The guard's answer about this callback."""
        return guard.judge(self.question(callback))

    def levels(self, callback: Callback) -> tuple[PolicyLevel, ...]:
        """Whose rules the question's policies are, in their order."""
        return tuple(self._rules_of(callback.case.shop_id))

    def _rules_of(self, shop_id: int) -> dict[PolicyLevel, guard.Policy]:
        if shop_id not in self._rules:
            self._rules[shop_id] = rules_in_force(self._session, shop_id, self._preset, self._now)
        return self._rules[shop_id]

    def _customer(self, history: CustomerHistory) -> guard.Customer:
        return guard.Customer(
            time_zones=tuple(dict.fromkeys(customer.time_zone for customer in history.customers)),
            do_not_call=tuple(
                guard.DoNotCall(one.since_at, one.until_at, _about(one.case), one.shop.code if one.shop else None)
                for one in history.do_not_calls
            ),
            blackouts=tuple(_blackout(one) for one in history.blackouts),
            consents=tuple(
                guard.Consent(one.given_at, _about(one.case), one.from_at, one.until_at, one.revoked_at)
                for one in history.consents
            ),
        )

    def _calls(self, history: CustomerHistory) -> tuple[guard.Call, ...]:
        return tuple(self._call(attempt) for attempt in history.attempts)

    def _call(self, attempt: Attempt) -> guard.Call:
        about = (_name(attempt.case),)
        return guard.Call(
            at=attempt.placed_at,
            direction=attempt.direction,
            number=self._e164(attempt.identifier),
            shop=attempt.case.shop.code,
            cases=about,
            discussed=about,
            result=attempt.result,
        )

    def _e164(self, identifier: CustomerIdentifier) -> str:
        if identifier.id not in self._e164s:
            self._e164s[identifier.id] = self._vault.open(identifier.value_sealed)
        return self._e164s[identifier.id]


def _name(case: Case) -> str:
    return f"{case.shop.code}/{case.number}"


def _about(case: Case | None) -> str | None:
    return None if case is None else _name(case)


def _blackout(blackout: Blackout) -> guard.Blackout:
    days = tuple(guard.Weekday(day) for day in blackout.days.split(","))
    hours = guard.Hours(blackout.opens_minute, blackout.closes_minute)
    return guard.Blackout(days, hours, blackout.since_at, blackout.last_day_on)
