"""Who is called next: the most urgent callback that may be made now, and the lease on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from callguard.db.models import Callback, Case, Customer, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.callback import CallbackStatus
from callguard.domain.errors import IllegalStep
from callguard.services.certificates import issue_types_of
from callguard.services.customer_lock import lock_customer_of
from callguard.services.days_off import day_off_refused, refuse_who_is_off, today
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.leases import callback_on_desk, is_free, lease
from callguard.services.pauses import pause_refused, refuse_who_pauses
from callguard.services.queue import statements
from callguard.services.queue.at_once import Openings, claim_at_once, note_openings, remember_openings
from callguard.services.queue.bindings import Bindings
from callguard.services.queue.entries import hold_persons, refresh_entries
from callguard.services.queue.first import First, Wish, take_first
from callguard.services.queue.keeping import bring_up_to_date
from callguard.services.queue.lanes import open_lanes, opens_or_closes, skills_of
from callguard.services.queue.policy_book import in_force
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.surveys import case_allows
from callguard.settings import Settings

_FORESEEN = timedelta(hours=12)
"""How long at most a claim remembers which lanes are open."""

_TRIES = 200
"""How many callbacks a claim looks at that turn out not to be offered; the rest is the jobs process's to work out."""

# Made once: whoever chooses by hand asks them.
# Not the lock that rows pointing to the user wait for: two requests that wrote such a row would wait in a ring.
_AGENT = select(User.id).where(User.id == bindparam("agent")).with_for_update(key_share=True)

_THEIRS_TO_TAKE = (
    select(Callback)
    .join(Callback.case)
    .where(
        Callback.id == bindparam("wanted"),
        is_free(bindparam("now")),
        case_allows(),
        Case.shop_id.in_(bindparam("shops", expanding=True)),
        Case.issue_type.in_(bindparam("about", expanding=True)),
    )
)

_ON_A_DESK = (
    select(Callback.id)
    .join(Callback.case)
    .join(Case.customer)
    .where(
        # Each half by its index; person_id would ask everybody.
        or_(Customer.id == bindparam("person"), Customer.merged_into_id == bindparam("person")),
        Callback.status == CallbackStatus.CLAIMED,
        Callback.lease_expires_at > bindparam("now"),
    )
    .limit(1)
)


def claim_next(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> Callback | None:
    """Lays the most urgent callback that may be called now on the agent's desk; None when there is none.

    What lies there already comes back: an agent holds one at a time. IllegalStep on the agent's day off and in a pause.
    """
    session.flush()
    claimed = _claim_first(session, vault, settings, agent, now)
    if claimed is None and _tidied_up(session, vault, settings, now):
        claimed = _claim_first(session, vault, settings, agent, now)
    return claimed


def next_for(database: Database, vault: Vault, settings: Settings, agent: User, now: datetime) -> int | None:
    """The id of what `claim_next` gives, in transactions of its own: one step as a rule, else as many as it takes."""
    claimed = claim_at_once(database, settings, agent, now)
    if claimed is None:
        with database.writing() as session:
            callback = claim_next(session, vault, settings, agent, now)
            claimed = callback.id if callback else None
        remember_openings(session)
    return claimed


def claim(session: Session, settings: Settings, callback_id: int, agent: User, now: datetime) -> Callback | None:
    """Lays this callback on the agent's desk, chosen by hand; None when it is not theirs to take or not free.

    IllegalStep while another one lies there, on the agent's day off and in a pause.
    """
    on_desk = _locked_desk(session, agent, now)
    if on_desk is not None and on_desk.id != callback_id:
        raise IllegalStep(reason="desk_occupied", callback=on_desk.id)
    if on_desk is not None:
        return on_desk
    refuse_who_is_off(session, settings, agent, now)
    refuse_who_pauses(session, agent, now)
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
    session.execute(_AGENT, {"agent": agent.id})
    return callback_on_desk(session, agent, now)


def _claim_first(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> Callback | None:
    rules, refused = _open_to(session, settings, agent, now)
    wish = Wish(agent.id, rules, now, now + settings.lease_length)
    for _ in range(_TRIES):  # pragma: no branch - nobody has so many at the head known under other rules
        first = take_first(session.connection(), wish) if rules and refused is None else First()
        if first.claimed is not None:
            return session.get_one(Callback, first.claimed, populate_existing=True)
        if first.unsure is None:
            break
        # Other rules hold by now, or more has become known: what stands of this customer has to be worked out first,
        # and perhaps it has become a call that the agent may not make.
        refresh_entries(session, vault, settings, [first.unsure], now)
    on_desk = callback_on_desk(session, agent, now)
    if on_desk is None and refused is not None:
        raise refused
    return on_desk


def _may_take(session: Session, settings: Settings, callback_id: int, agent: User, now: datetime) -> bool:
    """Whether it is a callback that is the agent's to make at some time, on nobody's desk, and bound to nobody else."""
    theirs = {"shops": [shop.id for shop in agent.shops], "about": list(issue_types_of(session, settings, agent))}
    callback = session.scalar(_THEIRS_TO_TAKE, {"wanted": callback_id, "now": now, **theirs})
    if callback is None:
        return False
    binding = Bindings(session, settings, [callback], now).of(callback)
    return binding is None or not binding.keeps_out(agent.id, now)


def _is_on_a_desk(session: Session, customer_id: int, now: datetime) -> bool:
    """Whether somebody is about to ring the person, about whatever matter."""
    return session.scalar(_ON_A_DESK, {"person": customer_id, "now": now}) is not None


def _open_to(
    session: Session, settings: Settings, agent: User, now: datetime
) -> tuple[dict[int, str], IllegalStep | None]:
    """The lanes to claim from, each with its rules, and why the agent is given nothing, if so.

    Locks the agent, or two tabs would claim two.
    """
    shop_ids = [shop.id for shop in agent.shops]
    asked = {"agent": agent.id, "shops": shop_ids, "now": now, "today": today(settings, now)}
    lanes = session.execute(statements.LANES, asked).all()
    if any(lane.turns for lane in lanes):
        turn_entries(session, now)
    version = lanes[0].version if lanes else None
    known = {shop_id: in_force(session, shop_id, settings.policy, version, now) for shop_id in shop_ids}
    policies = {shop_id: one.policies for shop_id, one in known.items()}
    rules = open_lanes(settings, lanes, skills_of(session, settings, agent), policies, now)
    if lanes:
        until = min([now + _FORESEEN, *(one.until for one in known.values() if one.until is not None)])
        until = opens_or_closes(lanes, policies, now, until)
        note_openings(session, settings, agent, Openings(rules, now, until, version, lanes[0].newest))
    return rules, _refused_to(lanes)


def _refused_to(lanes: Sequence[Row[Any]]) -> IllegalStep | None:
    """Why the agent whose lanes these are is given nothing: every lane says so, or none."""
    if any(lane.off for lane in lanes):
        return day_off_refused()
    return pause_refused() if any(lane.pausing for lane in lanes) else None


def _tidied_up(session: Session, vault: Vault, settings: Settings, now: datetime) -> bool:
    """Whether there was something that only waited for the jobs process to look at it, which may be away."""
    found = release_lapsed_leases(session, now) + recompute_stale(session)
    bring_up_to_date(session, vault, settings, now)
    return found > 0
