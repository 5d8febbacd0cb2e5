"""Which calls can be made today and from when on, worked out where the queue lies: there may be very many."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, cast, false, literal, null, or_, select

from callguard.db.base import UtcDateTime
from callguard.db.models import QueueEntry
from callguard.domain.day_plan import Obstacle
from callguard.services.plan.hours import Day, LaneToday, Spans

CALLABLE, UNSURE = "callable", "unsure"
"""What the queue knows to be callable today; what only the guard can tell, since what is known runs out before."""

_FOUND = ("callback_id", "lane_id", "case_class", "order_key")


def sorted_entries(lanes: Sequence[LaneToday], day: Day) -> Subquery:
    """Every entry of the lanes that is due by tonight.

    `kind` is an obstacle or one of the two above, `hour` the number of the hour it opens in, `bound` whose alone it is
    for the whole day.
    """
    timed = _timed(lanes, day)
    columns = [timed.c[name] for name in (*_FOUND, "bound")]
    return select(*columns, _kind(timed).label("kind"), _hour(timed.c.opens_at, day).label("hour")).subquery()


def _timed(lanes: Sequence[LaneToday], day: Day) -> Subquery:
    opens_at, closes_at = (_by_lane(lanes, of) for of in (_opens_at, lambda spans: _instant(spans[-1][1])))
    endless = or_(QueueEntry.bound_until_at.is_(None), QueueEntry.bound_until_at >= closes_at)
    known = (QueueEntry.due_at, QueueEntry.has_number, QueueEntry.sure_until_at, QueueEntry.releasable_from_at)
    found = select(
        *(getattr(QueueEntry, name) for name in _FOUND),
        *known,
        opens_at.label("opens_at"),
        closes_at.label("closes_at"),
        case((endless, QueueEntry.agent_id)).label("bound"),
    )
    of_lanes = QueueEntry.lane_id.in_([lane.id for lane in lanes])
    return found.where(of_lanes, QueueEntry.due_at < day.ends_at).subquery()


def _by_lane(lanes: Sequence[LaneToday], of: Callable[[Spans], ColumnElement[Any]]) -> ColumnElement[Any]:
    """A column that depends on the lane's hours; null in lanes that have none left today."""
    alike: dict[Spans, list[int]] = defaultdict(list)
    for lane in lanes:
        alike[lane.spans].append(lane.id)
    parts = [(QueueEntry.lane_id.in_(ids), of(spans)) for spans, ids in alike.items() if spans]
    never = cast(null(), UtcDateTime())
    return case(*parts, else_=never) if parts else never


def _opens_at(spans: Spans) -> ColumnElement[Any]:
    """The first instant at which the lane is open and the entry due and allowed."""
    from_at = QueueEntry.callable_from_at
    return case(
        *(
            (from_at < _instant(closes), case((from_at < _instant(opens), _instant(opens)), else_=from_at))
            for opens, closes in spans
        ),
        else_=cast(null(), UtcDateTime()),
    )


def _kind(timed: Subquery) -> ColumnElement[str]:
    entry = timed.c
    return case(
        (entry.has_number == false(), literal(Obstacle.NO_NUMBER.value)),
        (or_(entry.closes_at.is_(None), entry.due_at >= entry.closes_at), literal(Obstacle.CLOSED.value)),
        (entry.sure_until_at <= entry.opens_at, literal(UNSURE)),
        (entry.opens_at.is_not(None), literal(CALLABLE)),
        (entry.releasable_from_at < entry.closes_at, literal(Obstacle.NEEDS_RELEASE.value)),
        else_=literal(Obstacle.REFUSED.value),
    )


def _hour(opens_at: ColumnElement[Any], day: Day) -> ColumnElement[int]:
    ends = enumerate((*day.hours[1:], day.ends_at))
    return case(*((opens_at < _instant(at), literal(number)) for number, at in ends))


def _instant(at: datetime) -> ColumnElement[Any]:
    return literal(at, UtcDateTime())
