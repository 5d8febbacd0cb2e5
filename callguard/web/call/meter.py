"""The authority meter as it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from callguard.services.authority_meters import AuthorityMeter

WIDTH = 300
# What lies above the ceiling has no end to be drawn to scale.
_NEVER = 24
_LEAST = 12
_NEEDLE = 3


@dataclass(frozen=True)
class MeterScale:
    """Where the parts of the meter end on its width, and where the offer stands (None: none with an amount)."""

    given: int
    mine: int
    needs: int
    offer: int | None


def meter_scale(meter: AuthorityMeter, offer: int | None) -> MeterScale:
    """The meter to scale, `offer` in fen; a part too small to be seen takes its room from the largest."""
    parts = (meter.given, meter.mine, meter.with_approval - meter.mine)
    given, mine, needs = _widths(parts, WIDTH - _NEVER)
    ends = (given, given + mine, given + mine + needs)
    return MeterScale(*ends, offer=_place(meter, ends, offer) if offer else None)


def _widths(parts: Sequence[int], room: int) -> list[int]:
    total = sum(parts)
    if not total:
        return [0] * len(parts)
    widths = [max(room * part // total, _LEAST) if part else 0 for part in parts]
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths


def _place(meter: AuthorityMeter, ends: tuple[int, int, int], offer: int) -> int:
    given, mine, needs = ends
    if meter.allows(offer):
        return given + (mine - given - _NEEDLE) * offer // meter.mine
    if meter.forbids(offer):
        return (needs + WIDTH) // 2
    above, most = offer - meter.mine, meter.with_approval - meter.mine
    return mine + (needs - mine - _NEEDLE) * above // most
