"""The first entries of several lanes: each lane's by its index, then the first of all."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Table,
    bindparam,
    literal_column,
    select,
    union_all,
)

from callguard.db.models import QueueEntry
from callguard.domain.queue_entry import EntryStanding

# The table and not the class, where rows suffice: classes take several times as long.
ENTRIES = cast("Table", QueueEntry.__table__)

BY_URGENCY = (ENTRIES.c.case_class, ENTRIES.c.order_key)

_FOUND = (
    ENTRIES.c.callback_id,
    ENTRIES.c.customer_id,
    ENTRIES.c.lane_id,
    ENTRIES.c.policy_key,
    ENTRIES.c.callable_from_at,
    *BY_URGENCY,
)


def stands(standing: EntryStanding) -> ColumnElement[bool]:
    """That an entry stands so, written out: no database would use an index on a part of the table otherwise."""
    return ENTRIES.c.standing == literal_column(f"'{standing.value}'")


def heads_of(lanes: int, order: Sequence[Any], most: int, *where: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The first entries of each of so many lanes, `:lane_0` and so on, and of what is bound to `:agent` in any."""
    lane_ids = [bindparam(f"lane_{place}", type_=ENTRIES.c.lane_id.type) for place in range(lanes)]
    common = [(ENTRIES.c.agent_id.is_(None), ENTRIES.c.lane_id == lane_id) for lane_id in lane_ids]
    bound = (ENTRIES.c.agent_id == bindparam("agent"), ENTRIES.c.lane_id.in_(lane_ids))
    return union_all(*(_ordered(order, most, *which, *where) for which in (*common, bound)))


def lanes_bound(agent_id: int, lane_ids: Sequence[int]) -> dict[str, object]:
    """What `heads_of` asks for."""
    return {"agent": agent_id, **{f"lane_{place}": lane_id for place, lane_id in enumerate(lane_ids)}}


def _ordered(order: Sequence[Any], most: int, *where: ColumnElement[bool]) -> Select[Any]:
    # Written out: PostgreSQL makes a new plan each time for a number it does not know; that takes longer than the rows.
    limit = literal_column(str(most), Integer)
    return select(select(*_FOUND).where(*where).order_by(*order).limit(limit).subquery())
