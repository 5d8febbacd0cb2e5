"""Asking for, and giving, the leave for the last call."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Release, User
from callguard.domain.callback import CallbackKind
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.notification import NotificationKind
from callguard.domain.register import RegisterKind
from callguard.domain.release import RELEASING_ROLES, release_ends_at
from callguard.services.customer_lock import lock_customer, lock_customer_of
from callguard.services.notifications import Fact, notify
from callguard.services.phrases.alarms import heed_words
from callguard.services.register import record


def request_release(session: Session, callback_id: int, agent: User, reason: str, now: datetime) -> Release:
    """Asks a supervisor to allow the last call; a request already waiting for the same callback is the answer again.

    IllegalStep for a survey: no supervisor's leave is spent on one.
    """
    lock_customer_of(session, callback_id)
    callback = session.get_one(Callback, callback_id)
    if callback.case.shop_id not in {shop.id for shop in agent.shops}:
        raise NotYours
    if callback.kind is CallbackKind.SURVEY:
        raise IllegalStep(reason="survey_not_released")
    if not reason.strip():
        raise InvalidFields((FieldError("reason", "reason_missing"),))
    waiting = waiting_release(session, callback_id)
    if waiting is not None:
        return waiting
    release = Release(
        customer_id=callback.case.customer_id,
        callback_id=callback_id,
        requested_by_id=agent.id,
        requested_at=now,
        reason=reason.strip(),
    )
    session.add(release)
    session.flush()
    record(session, RegisterKind.RELEASE_REQUESTED, callback.case, now, agent, callback=callback, note=release.reason)
    heed_words(session, callback.case, agent, [release.reason], now)
    return release


def decide_release(session: Session, release_id: int, senior: User, granted: bool, now: datetime) -> Release:
    """Grants or refuses; nobody their own request, and once only."""
    release = session.get(Release, release_id)
    if release is None:
        raise UnknownId
    lock_customer(session, release.customer_id)
    session.refresh(release)
    shop_ids = {shop.id for shop in senior.shops}
    if senior.role not in RELEASING_ROLES or release.requested_by_id == senior.id:
        raise NotYours
    if release.callback.case.shop_id not in shop_ids:
        raise NotYours
    if release.decided_by_id is not None:
        raise IllegalStep(reason="already_decided")
    release.decided_by_id = senior.id
    if granted:
        release.granted_at, release.expires_at = now, release_ends_at(now)
    else:
        release.refused_at = now
    case, callback = release.callback.case, release.callback
    record(session, RegisterKind.RELEASE_DECIDED, case, now, senior, callback=callback, facts={"granted": granted})
    about: dict[str, Fact] = {"granted": int(granted), "expires_at": release_ends_at(now).isoformat()}
    key = str(release.id)
    notify(session, release.requested_by_id, NotificationKind.RELEASE_DECIDED, key, now, callback=callback, facts=about)
    return release


def waiting_release(session: Session, callback_id: int) -> Release | None:
    """The request for a callback's last call that nobody has decided."""
    return session.scalar(_waiting().where(Release.callback_id == callback_id))


def waiting_releases(session: Session, senior: User) -> list[Release]:
    """The requests this senior may decide, the oldest first."""
    if senior.role not in RELEASING_ROLES:
        return []
    of_shops = Case.shop_id.in_([shop.id for shop in senior.shops])
    wanted = _waiting().join(Release.callback).join(Callback.case).where(of_shops, Release.requested_by_id != senior.id)
    return list(session.scalars(wanted.order_by(Release.requested_at)))


def _waiting() -> Select[Release]:
    return select(Release).where(Release.decided_by_id.is_(None))
