"""Who is called next: the most urgent callback that may be made now, and the lease on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackStatus
from callguard.domain.case import CaseStatus
from callguard.domain.errors import IllegalStep
from callguard.services.certificates import issue_types_of
from callguard.services.customer_lock import lock_customer_of
from callguard.services.days_off import day_off_refused, refuse_who_is_off, today
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.leases import callback_on_desk, is_free, lease
from callguard.services.queue import statements
from callguard.services.queue.bindings import Bindings
from callguard.services.queue.entries import hold_persons, refresh_entries
from callguard.services.queue.heads import lanes_bound
from callguard.services.queue.keeping import bring_up_to_date, note_changed
from callguard.services.queue.lanes import open_lanes, skills_of
from callguard.services.queue.policy_book import policies_of, rules_key
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.settings import Settings

_TRIES = 200
"""How many callbacks a claim looks at that turn out not to be offered; the rest is the jobs process's to work out."""


def claim_next(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> Callback | None:
    """Lays the most urgent callback that may be called now on the agent's desk; None when there is none.

    What lies there already comes back: an agent holds one at a time. IllegalStep on the agent's day off.
    """
    session.flush()
    claimed = _claim_first(session, vault, settings, agent, now)
    if claimed is None and _tidied_up(session, vault, settings, now):
        claimed = _claim_first(session, vault, settings, agent, now)
    return claimed


def claim(session: Session, settings: Settings, callback_id: int, agent: User, now: datetime) -> Callback | None:
    """Lays this callback on the agent's desk, chosen by hand; None when it is not theirs to take or not free.

    IllegalStep while another one lies there, and on the agent's day off.
    """
    on_desk = _locked_desk(session, agent, now)
    if on_desk is not None and on_desk.id != callback_id:
        raise IllegalStep(reason="desk_occupied", callback=on_desk.id)
    if on_desk is not None:
        return on_desk
    refuse_who_is_off(session, settings, agent, now)
    if not _may_take(session, settings, callback_id, agent, now):
        return None
    customer = lock_customer_of(session, callback_id)
    if _is_on_a_desk(session, customer.id, now):
        return None
    taken = lease(session, callback_id, agent, now, settings.lease_length)
    if taken is not None:  # pragma: no branch - None only where it was ended between the look and the lock
        hold_persons(session, {customer.id: customer.id})
    return taken


def _locked_desk(session: Session, agent: User, now: datetime) -> Callback | None:
    """What lies on the desk, under a lock: two tabs of one agent must not claim two callbacks."""
    # Not the lock that rows pointing to the user wait for: two requests that wrote such a row would wait in a ring.
    session.execute(select(User.id).where(User.id == agent.id).with_for_update(key_share=True))
    return callback_on_desk(session, agent, now)


def _claim_first(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> Callback | None:
    policies, lanes = _lanes_open_to(session, settings, agent, now)
    keys = {lane.id: rules_key(settings, policies[lane.shop_id]) for lane in lanes}
    for _ in range(_TRIES):  # pragma: no branch - nobody has so many at the head known under other rules
        head = _lock_first(session, agent, lanes, now)
        if head is None:
            break
        if head.policy_key != keys[head.lane_id]:
            # Other rules hold by now: what is known of this customer has to be worked out by them first, and perhaps
            # it has become a call that the agent may not make.
            refresh_entries(session, vault, settings, [head.customer_id], now)
        elif (taken := _take(session, head, agent, settings, now)) is not None:
            return taken
        else:  # pragma: no cover - the entry changed between the look and the lock: tests/races meets it
            note_changed(session, [head.customer_id])
    on_desk = callback_on_desk(session, agent, now)
    if on_desk is None and any(lane.off for lane in lanes):
        raise day_off_refused()
    return on_desk


def _may_take(session: Session, settings: Settings, callback_id: int, agent: User, now: datetime) -> bool:
    """Whether it is a callback that is the agent's to make at some time, on nobody's desk, and bound to nobody else."""
    theirs = Case.shop_id.in_([shop.id for shop in agent.shops])
    about = Case.issue_type.in_(issue_types_of(session, settings, agent))
    free = select(Callback).join(Callback.case).where(is_free(now), Case.status == CaseStatus.OPEN, theirs, about)
    callback = session.scalar(free.where(Callback.id == callback_id))
    if callback is None:
        return False
    binding = Bindings(session, settings, [callback], now).of(callback)
    return binding is None or not binding.keeps_out(agent.id, now)


def _is_on_a_desk(session: Session, customer_id: int, now: datetime) -> bool:
    """Whether somebody is about to ring the person, about whatever matter."""
    # Each half by its index; person_id would ask everybody.
    of_person = or_(Customer.id == customer_id, Customer.merged_into_id == customer_id)
    held = (Callback.status == CallbackStatus.CLAIMED) & (Callback.lease_expires_at > now)
    found = select(Callback.id).join(Callback.case).join(Case.customer).where(of_person, held)
    return session.scalar(found.limit(1)) is not None


def _lanes_open_to(
    session: Session, settings: Settings, agent: User, now: datetime
) -> tuple[Mapping[int, Sequence[guard.Policy]], list[Any]]:
    """The lanes to claim from, and the policies of their shops; locks the agent, or two tabs would claim two."""
    shop_ids = [shop.id for shop in agent.shops]
    asked = {"agent": agent.id, "shops": shop_ids, "now": now, "today": today(settings, now)}
    lanes = session.execute(statements.LANES, asked).all()
    if any(lane.turns for lane in lanes):
        turn_entries(session, now)
    version = lanes[0].version if lanes else None
    policies = {shop_id: policies_of(session, shop_id, settings.policy, version, now) for shop_id in shop_ids}
    return policies, open_lanes(lanes, skills_of(session, settings, agent), policies, now)


def _lock_first(session: Session, agent: User, lanes: Sequence[Any], now: datetime) -> Row[Any] | None:
    """The first entry offered in these lanes, with its customer locked; whom others have locked is passed over.

    None too where the agent's desk is full, or the agent away.
    """
    if not lanes or any(lane.off for lane in lanes):
        return None
    asked = {**lanes_bound(agent.id, [lane.id for lane in lanes]), "now": now}
    first = statements.first_of(len(lanes), session.get_bind().dialect.name)
    return session.execute(first, asked).first()


def _take(session: Session, head: Row[Any], agent: User, settings: Settings, now: datetime) -> Callback | None:
    """The callback, now on the desk; None when it is no longer as it was before its customer was locked."""
    held = session.execute(statements.HOLD, {"of_customer": head.customer_id, "head": head.callback_id})
    return lease(session, head.callback_id, agent, now, settings.lease_length) if held.all() else None


def _tidied_up(session: Session, vault: Vault, settings: Settings, now: datetime) -> bool:
    """Whether there was something that only waited for the jobs process to look at it, which may be away."""
    found = release_lapsed_leases(session, now) + recompute_stale(session)
    bring_up_to_date(session, vault, settings, now)
    return found > 0
