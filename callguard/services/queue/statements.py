"""The statements of a claim, made once: making one takes longer than running it."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, Table, bindparam, exists, func, literal_column, select, update

from callguard.db.models import Customer, DayOff, Lane, User
from callguard.domain.queue_entry import EntryStanding
from callguard.services.leases import ON_DESK
from callguard.services.queue.heads import BY_URGENCY, ENTRIES, heads_of, stands
from callguard.services.queue.policy_book import latest_version

_HEADS = {"postgresql": 64, "sqlite": 1}
"""How many callbacks of a lane are looked at, where those before them are under somebody else's lock.

SQLite's writer is alone: nobody else has a lock.
"""

_customers, _lanes, _users, _days_off = (cast("Table", one.__table__) for one in (Customer, Lane, User, DayOff))

# The first by its index: asked whether there is any before an instant, PostgreSQL's plan for whichever instant reads on
# through the whole table where there is none.
_next_turn = select(func.min(ENTRIES.c.turns_at)).where(ENTRIES.c.turns_at.is_not(None)).scalar_subquery()

LANES = (
    select(
        _lanes,
        latest_version().label("version"),
        (_next_turn <= bindparam("now")).label("turns"),
        exists().where(_days_off.c.user_id == _users.c.id, _days_off.c.on == bindparam("today")).label("off"),
    )
    .join(_users, _users.c.id == bindparam("agent"))
    .where(_lanes.c.shop_id.in_(bindparam("shops", expanding=True)))
    # Not the lock that rows pointing to the user wait for: two requests that wrote such a row would wait in a ring.
    .with_for_update(of=_users, key_share=True)
)
"""The lanes of `:shops`, the latest policy, whether time has changed anything and the agent is off; locks them."""

_offered = ENTRIES.alias()

HOLD = (
    update(ENTRIES)
    .where(ENTRIES.c.customer_id == bindparam("of_customer"))
    .where(exists().where(_offered.c.callback_id == bindparam("head"), _offered.c.standing == EntryStanding.READY))
    .values(standing=EntryStanding.HELD, turns_at=None)
    .returning(ENTRIES.c.callback_id)
)
"""Offers a customer's callbacks to nobody any more, provided that `:head` still is offered."""


@cache
def first_of(lanes: int, dialect: str) -> Select[Any]:
    """The first entry offered in so many lanes whose customer nobody has locked; none while `:agent`'s desk is full."""
    heads = heads_of(lanes, BY_URGENCY, _HEADS[dialect], stands(EntryStanding.READY)).subquery()
    return (
        select(heads)
        .join(_customers, _customers.c.id == heads.c.customer_id)
        # Asked here, after LANES has locked the agent: what another tab has claimed meanwhile is seen by now.
        .where(~exists().where(ON_DESK))
        .order_by(heads.c.case_class, heads.c.order_key)
        .limit(literal_column("1", Integer))
        .with_for_update(of=_customers, skip_locked=True, key_share=True)
    )
