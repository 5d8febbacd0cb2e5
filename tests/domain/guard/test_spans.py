"""Stretches of time."""

from callguard.domain.guard.spans import intersection, union


def test_a_union_is_sorted_and_joins_what_touches_or_overlaps() -> None:
    assert union([(7, 9), (1, 3), (3, 5), (4, 6), (2, 3)]) == ((1, 6), (7, 9))


def test_a_union_leaves_out_what_is_empty() -> None:
    assert union([(1, 1), (5, 2), (3, 4)]) == ((3, 4),)


def test_an_intersection_is_where_both_lie() -> None:
    assert intersection(((1, 4), (6, 9)), ((3, 7), (9, 12))) == ((3, 4), (6, 7))
