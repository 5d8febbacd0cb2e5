"""The statements of a claim, made once: making one takes longer than running it."""

import typing
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from callguard.db.base import UtcDateTime
from callguard.db.models import DayOff, Lane, User
from callguard.domain.queue_entry import EntryStanding
from callguard.services.leases import ON_DESK
from callguard.services.queue.heads import BY_URGENCY, ENTRIES, heads_of, stands
from callguard.services.queue.policy_book import latest_version

_lanes, _users, _days_off = (typing.cast("Table", one.__table__) for one in (Lane, User, DayOff))

# The first by its index: asked whether there is any before an instant, PostgreSQL's plan for whichever instant reads on
# through the whole table where there is none.
_next_turn = select(func.min(ENTRIES.c.turns_at)).where(ENTRIES.c.turns_at.is_not(None)).scalar_subquery()
_newest_lane = select(func.max(_lanes.c.id)).scalar_subquery()
_off = exists().where(_days_off.c.user_id == bindparam("agent"), _days_off.c.on == bindparam("today"))
_pausing = exists().where(_users.c.id == bindparam("agent"), _users.c.paused_until > bindparam("now"))

LANES = (
    select(
        _lanes,
        latest_version().label("version"),
        _newest_lane.label("newest"),
        (_next_turn <= bindparam("now")).label("turns"),
        _off.label("off"),
        (_users.c.paused_until > bindparam("now")).label("pausing"),
    )
    .join(_users, _users.c.id == bindparam("agent"))
    .where(_lanes.c.shop_id.in_(bindparam("shops", expanding=True)))
    # Not the lock that rows pointing to the user wait for: two requests that wrote such a row would wait in a ring.
    .with_for_update(of=_users, key_share=True)
)
"""The lanes of `:shops` and the newest of all, the latest policy, whether time has changed anything and the agent is
off or pauses; locks the agent.
"""

_AS_KNOWN = and_(
    latest_version().is_not_distinct_from(bindparam("version", type_=BigInteger)),
    _newest_lane == bindparam("newest"),
    # Asked once: each mention of it is a look of its own.
    func.coalesce(_next_turn > bindparam("now"), true()),
    ~_off,
    ~_pausing,
)

AS_KNOWN = select(_AS_KNOWN)
"""Whether LANES would tell the same as when it gave `:version` and `:newest`, and nothing that stands in the way."""

_first = func.claim_first(
    bindparam("agent", type_=BigInteger),
    # Written as PostgreSQL writes arrays: taking lists apart takes the driver a tenth of the whole claim.
    cast(bindparam("lanes", type_=String), ARRAY(BigInteger)),
    cast(bindparam("keys", type_=String), ARRAY(String)),
    bindparam("now", type_=UtcDateTime),
    bindparam("token", type_=String),
    bindparam("until", type_=UtcDateTime),
).table_valued("claimed", "unsure")

CLAIM_FIRST = select(_first.c.claimed, _first.c.unsure)
"""Takes the first on PostgreSQL: migrations/versions/0007_claimed_in_one_step.py."""

CLAIM_FIRST_AS_KNOWN = CLAIM_FIRST.where(_AS_KNOWN)
"""The same, only where AS_KNOWN holds."""

HOLD = (
    update(ENTRIES)
    .where(ENTRIES.c.customer_id == bindparam("of_customer"))
    .values(standing=EntryStanding.HELD, turns_at=None)
)
"""Offers a customer's callbacks to nobody any more."""


@cache
def first_of(lanes: int) -> Select[Any]:
    """The first entry offered in so many lanes, where nobody has locks; none while `:agent`'s desk is full."""
    heads = heads_of(lanes, BY_URGENCY, 1, stands(EntryStanding.READY)).subquery()
    order = (heads.c.case_class, heads.c.order_key)
    return select(heads).where(~exists().where(ON_DESK)).order_by(*order).limit(literal_column("1", Integer))
