"""The authority meter is drawn to scale, and every part of it can be seen."""

import pytest

from callguard.services.authority_meters import AuthorityMeter
from callguard.web.call.meter import WIDTH, MeterScale, meter_scale


def parts(scale: MeterScale) -> tuple[int, ...]:
    """How wide each part is."""
    return (scale.given, scale.mine - scale.given, scale.needs - scale.mine, WIDTH - scale.needs)


@pytest.mark.parametrize(
    ("meter", "widths", "why"),
    [
        (AuthorityMeter(0, 5_000, 10_000), (0, 138, 138, 24), "as much again with approval"),
        (AuthorityMeter(2_500, 5_000, 7_500), (69, 138, 69, 24), "what was given is part of the whole"),
        (AuthorityMeter(0, 0, 0), (0, 0, 0, 300), "nobody may give anything"),
        (AuthorityMeter(0, 0, 10_000), (0, 0, 276, 24), "nothing of one's own"),
        (AuthorityMeter(0, 3_000, 300_000), (0, 12, 264, 24), "a small part can still be seen"),
        (AuthorityMeter(100, 100, 300_000), (12, 12, 252, 24), "and so can two"),
    ],
)
def test_is_to_scale(meter: AuthorityMeter, widths: tuple[int, ...], why: str) -> None:
    assert parts(meter_scale(meter, None)) == widths, why


@pytest.mark.parametrize(
    ("offer", "part"), [(1, 0), (5_000, 0), (5_001, 1), (7_500, 1), (10_000, 1), (10_001, 2), (90_000, 2)]
)
def test_the_offer_stands_in_the_part_it_belongs_to(offer: int, part: int) -> None:
    scale = meter_scale(AuthorityMeter(0, 5_000, 10_000), offer)
    edges = (scale.given, scale.mine, scale.needs, WIDTH)
    assert scale.offer is not None
    assert edges[part] <= scale.offer
    assert scale.offer + 3 <= edges[part + 1]


def test_without_an_amount_there_is_no_offer_to_show() -> None:
    assert meter_scale(AuthorityMeter(0, 5_000, 10_000), None).offer is None
