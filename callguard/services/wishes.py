"""What customers ask for about being rung: in force at once, kept in their own words, and taken back the same way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Blackout, Case, Consent, Customer, DoNotCall, User
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.guard import Weekday
from callguard.domain.register import RegisterKind
from callguard.domain.wish import WishKind, WishReach
from callguard.services.cases import case_for
from callguard.services.customer_history import CustomerHistory
from callguard.services.customer_lock import lock_customer_of_case
from callguard.services.persons import all_ids
from callguard.services.phrases.alarms import heed_words
from callguard.services.register import record

MINUTES_OF_DAY = 24 * 60

Wish = DoNotCall | Blackout | Consent
AnyWish = TypeVar("AnyWish", DoNotCall, Blackout, Consent)

_ROWS: dict[WishKind, type[Wish]] = {
    WishKind.DO_NOT_CALL: DoNotCall,
    WishKind.BLACKOUT: Blackout,
    WishKind.CONSENT: Consent,
}


@dataclass(frozen=True)
class Wishes:
    """What a person asked for and has not taken back, the latest first."""

    do_not_calls: Sequence[DoNotCall]
    blackouts: Sequence[Blackout]
    consents: Sequence[Consent]

    def __bool__(self) -> bool:
        return any((self.do_not_calls, self.blackouts, self.consents))


def wishes_of(session: Session, case: Case, now: datetime) -> Wishes:
    """The wishes of the case's customer, and of everyone found to be the same person, that hold now or later."""
    person = all_ids(session, case.customer.person_id)
    do_not_calls = session.scalars(select(DoNotCall).where(DoNotCall.customer_id.in_(person)))
    blackouts = session.scalars(select(Blackout).where(Blackout.customer_id.in_(person)))
    consents = session.scalars(select(Consent).where(Consent.customer_id.in_(person)))
    return _standing(case, now, do_not_calls, blackouts, consents)


def wishes_in(history: CustomerHistory, case: Case, now: datetime) -> Wishes:
    """The same, where the history of the case's customer was read already."""
    return _standing(case, now, history.do_not_calls, history.blackouts, history.consents)


def add_do_not_call(
    session: Session,
    case_id: int,
    user: User,
    words: str,
    now: datetime,
    *,
    reach: WishReach = WishReach.COMPANY,
    until_at: datetime | None = None,
) -> DoNotCall:
    """Notes that the customer does not want to be rung, until an instant or (None) for good."""
    _customer, case = _locked(session, case_id, user)
    _refuse(_words_fault(words), _past_fault("until_at", until_at, now))
    wish = DoNotCall(
        customer_id=case.customer_id,
        case_id=case.id if reach is WishReach.CASE else None,
        shop_id=case.shop_id if reach is WishReach.SHOP else None,
        since_at=now,
        until_at=until_at,
        words=words.strip(),
        heard_by_id=user.id,
    )
    facts = {"reach": reach.value, "until_at": _text(until_at)}
    _note(session, RegisterKind.DO_NOT_CALL, wish, case, user, now, facts)
    return wish


def add_blackout(
    session: Session,
    case_id: int,
    user: User,
    words: str,
    now: datetime,
    *,
    days: Sequence[Weekday],
    opens_minute: int,
    closes_minute: int,
    last_day_on: date | None = None,
) -> Blackout:
    """Notes hours, `[opens, closes)` in minutes of the customer's day, at which they do not want to be rung.

    They hold through `last_day_on`, without one for good.
    """
    _customer, case = _locked(session, case_id, user)
    _refuse(_words_fault(words), _hours_fault(opens_minute, closes_minute), _days_fault(days))
    chosen = ",".join(day.value for day in Weekday if day in days)
    wish = Blackout(
        customer_id=case.customer_id,
        days=chosen,
        opens_minute=opens_minute,
        closes_minute=closes_minute,
        since_at=now,
        last_day_on=last_day_on,
        words=words.strip(),
        heard_by_id=user.id,
    )
    facts: dict[str, str | int | None] = {"days": chosen, "opens_minute": opens_minute, "closes_minute": closes_minute}
    if last_day_on is not None:
        facts["last_day_on"] = last_day_on.isoformat()
    _note(session, RegisterKind.BLACKOUT, wish, case, user, now, facts)
    return wish


def add_consent(
    session: Session,
    case_id: int,
    user: User,
    words: str,
    now: datetime,
    *,
    reach: WishReach = WishReach.CASE,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Consent:
    """Notes that the customer agreed to be rung about this case or any, only in `[from_at, until_at)` where given."""
    _customer, case = _locked(session, case_id, user)
    ends_too_soon = from_at is not None and until_at is not None and until_at <= from_at
    _refuse(
        _words_fault(words),
        _past_fault("until_at", until_at, now),
        FieldError("until_at", "ends_before_it_starts") if ends_too_soon else None,
    )
    wish = Consent(
        customer_id=case.customer_id,
        case_id=case.id if reach is WishReach.CASE else None,
        given_at=now,
        from_at=from_at,
        until_at=until_at,
        words=words.strip(),
        heard_by_id=user.id,
    )
    facts = {"reach": reach.value, "from_at": _text(from_at), "until_at": _text(until_at)}
    _note(session, RegisterKind.CONSENT, wish, case, user, now, facts)
    return wish


def revoke_wish(
    session: Session, case_id: int, user: User, kind: WishKind, wish_id: int, words: str, now: datetime
) -> None:
    """Ends a wish of the case's customer from now on, since they said so; one that is over already stays as it is."""
    customer, case = _locked(session, case_id, user)
    wish = cast("Wish | None", session.get(_ROWS[kind], wish_id, populate_existing=True))
    if wish is None or wish.customer_id not in all_ids(session, customer.id):
        raise UnknownId
    _refuse(_words_fault(words))
    if not _end(wish, customer, now):
        return
    facts = {"wish": kind.value}
    record(session, RegisterKind.WISH_REVOKED, case, now, user, note=words.strip(), facts=facts)
    heed_words(session, case, user, [words], now)


def _locked(session: Session, case_id: int, user: User) -> tuple[Customer, Case]:
    customer = lock_customer_of_case(session, case_id)
    return customer, case_for(session, case_id, user)


def _note(
    session: Session,
    kind: RegisterKind,
    wish: Wish,
    case: Case,
    user: User,
    now: datetime,
    facts: Mapping[str, str | int | None],
) -> None:
    session.add(wish)
    session.flush()
    record(session, kind, case, now, user, note=wish.words, facts=facts)
    heed_words(session, case, user, [wish.words], now)


def _end(wish: Wish, customer: Customer, now: datetime) -> bool:
    """Whether there was anything to end."""
    match wish:
        case DoNotCall() if wish.until_at is None or wish.until_at > now:
            wish.until_at = now
        case Consent() if not _is_over(wish, now):
            wish.revoked_at = now
        case Blackout():
            yesterday = _local_day(customer, now) - timedelta(days=1)
            if wish.last_day_on is not None and wish.last_day_on <= yesterday:
                return False
            wish.last_day_on = yesterday
        case _:
            return False
    return True


def _standing(
    case: Case,
    now: datetime,
    do_not_calls: Iterable[DoNotCall],
    blackouts: Iterable[Blackout],
    consents: Iterable[Consent],
) -> Wishes:
    today = _local_day(case.customer, now)
    return Wishes(
        _latest_first(one for one in do_not_calls if one.until_at is None or one.until_at > now),
        _latest_first(one for one in blackouts if one.last_day_on is None or one.last_day_on >= today),
        _latest_first(one for one in consents if not _is_over(one, now)),
    )


def _latest_first(wishes: Iterable[AnyWish]) -> list[AnyWish]:
    return sorted(wishes, key=lambda one: one.id, reverse=True)


def _is_over(consent: Consent, now: datetime) -> bool:
    return consent.revoked_at is not None or (consent.until_at is not None and consent.until_at <= now)


def _local_day(customer: Customer, now: datetime) -> date:
    return now.astimezone(ZoneInfo(customer.time_zone)).date()


def _refuse(*faults: FieldError | None) -> None:
    errors = tuple(fault for fault in faults if fault is not None)
    if errors:
        raise InvalidFields(errors)


def _words_fault(words: str) -> FieldError | None:
    return None if words.strip() else FieldError("words", "words_missing")


def _past_fault(field: str, at: datetime | None, now: datetime) -> FieldError | None:
    return FieldError(field, "time_in_past") if at is not None and at <= now else None


def _hours_fault(opens: int, closes: int) -> FieldError | None:
    return None if 0 <= opens < closes <= MINUTES_OF_DAY else FieldError("closes", "closes_before_it_opens")


def _days_fault(days: Sequence[Weekday]) -> FieldError | None:
    return None if days else FieldError("days", "days_missing")


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
