"""Which calls can't be made today: the most urgent of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, or_, select, union_all
from sqlalchemy.orm import Session

from callguard.db.models import Release, User
from callguard.domain.day_plan import Obstacle
from callguard.services.plan.judging import Judged
from callguard.services.plan.sorting import CALLABLE
from callguard.services.plan.tallying import Key, Layout, Tally

LISTED = 30
"""How many lines of each kind are shown: more than a leader clears away in a morning."""

_MOST_KEYS = 40
_MOST_SEARCHED = 8
"""Of how many lanes, those with the most left, what is left is named: each is a search of its own."""


@dataclass(frozen=True)
class PlanLine:
    """One call that can't be made today; `bound_to` is whose alone it is, `asked` that a release is waited for."""

    judged: Judged
    bound_to: str | None
    asked: bool


def most_urgent(entries: Subquery, *where: ColumnElement[bool], most: int = LISTED, behind: int = 0) -> Select[Any]:
    """The first of the entries that fit, in the order of work."""
    found = select(entries).where(*where).order_by(entries.c.case_class, entries.c.order_key)
    return found.limit(most).offset(behind)


def blocked_entries(
    session: Session, entries: Subquery, counts: Tally, layout: Layout
) -> dict[Obstacle, Sequence[Row[Any]]]:
    """The entries to be shown under each obstacle."""
    return {obstacle: session.execute(_of(entries, obstacle, counts, layout)).all() for obstacle in layout.obstacles}


def lines_of(session: Session, found: Mapping[Obstacle, Sequence[Judged]]) -> dict[Obstacle, list[PlanLine]]:
    """The lines, with what only people can tell of them."""
    everyone = [one for some in found.values() for one in some]
    ids = [one.callback.id for one in everyone]
    waiting = select(Release.callback_id).where(Release.callback_id.in_(ids), Release.decided_by_id.is_(None))
    asked = set(session.scalars(waiting))
    bound = {one.bound for one in everyone if one.bound is not None}
    names = dict(session.execute(select(User.id, User.display_name).where(User.id.in_(bound))).all())
    return {
        obstacle: [PlanLine(one, names[one.bound] if one.bound else None, one.callback.id in asked) for one in some]
        for obstacle, some in found.items()
    }


def _of(entries: Subquery, obstacle: Obstacle, counts: Tally, layout: Layout) -> Select[Any]:
    if obstacle is Obstacle.TOO_MANY:
        return _too_many(entries, counts, layout)
    keys = [key for key, why in layout.blocked.items() if why is obstacle][:_MOST_KEYS]
    if keys:
        of_keys = or_(*(_is_key(entries, key) for key in keys))
        return most_urgent(entries, entries.c.kind == CALLABLE, of_keys)
    return most_urgent(entries, entries.c.kind == obstacle.value)


def _too_many(entries: Subquery, counts: Tally, layout: Layout) -> Select[Any]:
    """Those the people at work don't get to: of each lane what lies behind as many as they can make."""
    keys = sorted(layout.left, key=lambda key: -layout.left[key])[:_MOST_SEARCHED]
    behind = (
        most_urgent(
            entries,
            entries.c.kind == CALLABLE,
            _is_key(entries, key),
            behind=counts.arriving[key].total() - layout.left[key],
        ).subquery()
        for key in keys
    )
    together = union_all(*(select(one) for one in behind)).subquery()
    return most_urgent(together)


def _is_key(entries: Subquery, key: Key) -> ColumnElement[bool]:
    lane_id, bound = key
    return (entries.c.lane_id == lane_id) & (entries.c.bound.is_(None) if bound is None else entries.c.bound == bound)
