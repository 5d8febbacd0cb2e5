"""The first entries of several lanes: each lane's by its index, then the first of all."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, literal_column, select, union_all

from callguard.db.models import QueueEntry
from callguard.domain.queue_entry import EntryStanding

BY_URGENCY = (QueueEntry.case_class, QueueEntry.order_key)

_FOUND = (
    QueueEntry.callback_id,
    QueueEntry.customer_id,
    QueueEntry.lane_id,
    QueueEntry.policy_key,
    QueueEntry.callable_from_at,
    *BY_URGENCY,
)


def stands(standing: EntryStanding) -> ColumnElement[bool]:
    """That an entry stands so, written out: no database would use an index on a part of the table otherwise."""
    return QueueEntry.standing == literal_column(f"'{standing.value}'")


def heads_of(lanes: int, order: Sequence[Any], most: int, *where: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The first entries of each of so many lanes, `:lane_0` and so on, and of what is bound to `:agent` in `:lanes`."""
    common = [(QueueEntry.agent_id.is_(None), QueueEntry.lane_id == bindparam(f"lane_{n}")) for n in range(lanes)]
    bound = (QueueEntry.agent_id == bindparam("agent"), QueueEntry.lane_id.in_(bindparam("lanes", expanding=True)))
    return union_all(*(_ordered(order, most, *which, *where) for which in (*common, bound)))


def lanes_bound(agent_id: int, lane_ids: Sequence[int]) -> dict[str, object]:
    """What `heads_of` asks for."""
    return {
        "agent": agent_id,
        "lanes": list(lane_ids),
        **{f"lane_{place}": lane_id for place, lane_id in enumerate(lane_ids)},
    }


def _ordered(order: Sequence[Any], most: int, *where: ColumnElement[bool]) -> Select[Any]:
    return select(select(*_FOUND).where(*where).order_by(*order).limit(most).subquery())
