"""A day's calls laid out over the hours and the people."""

from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.day_plan import Work, spread

ALL_DAY = {0: 60, 1: 60, 2: 60}
ANN, BEN = frozenset({1}), frozenset({2})

works = st.builds(
    Work,
    st.dictionaries(st.integers(0, 2), st.integers(0, 30)),
    st.dictionaries(st.integers(0, 2), st.integers(1, 60)),
    st.frozensets(st.integers(1, 3)),
)


def test_everybody_makes_so_many_calls_an_hour() -> None:
    found = spread([Work({0: 12}, ALL_DAY, ANN | BEN)], 3, 4)
    assert (found.calls, found.room, found.left) == ([8, 4, 0], [8, 8, 8], [0])


def test_half_an_hour_is_half_the_calls() -> None:
    assert spread([Work({0: 9}, {0: 30}, ANN)], 1, 8).calls == [4]


def test_what_comes_late_is_not_made_early() -> None:
    assert spread([Work({2: 3}, ALL_DAY, ANN)], 3, 4).calls == [0, 0, 3]


def test_what_does_not_fit_is_left() -> None:
    assert spread([Work({0: 20}, ALL_DAY, ANN)], 3, 4).left == [8]


def test_what_closes_first_goes_first() -> None:
    closing = Work({0: 4}, {0: 60}, ANN)
    assert spread([Work({0: 4}, ALL_DAY, ANN), closing], 3, 4).left == [0, 0]


def test_what_few_may_do_goes_before_what_anybody_may_do() -> None:
    rare = Work({0: 4}, {0: 60}, ANN)
    assert spread([Work({0: 4}, {0: 60}, ANN | BEN), rare], 1, 4).left == [0, 0]


def test_whoever_may_do_least_else_does_it() -> None:
    anybodys, first, second = (Work({0: 4}, {0: 60}, able) for able in (ANN | BEN, ANN, frozenset({1, 3})))
    assert spread([anybodys, first, second], 1, 4).left == [0, 0, 0]


def test_without_work_there_is_no_room() -> None:
    assert (spread([], 2, 4).calls, spread([], 2, 4).room) == ([0, 0], [0, 0])


@given(st.lists(works, max_size=4), st.integers(1, 8))
def test_no_call_is_lost_or_made_twice(some: list[Work], calls_per_hour: int) -> None:
    found = spread(some, 3, calls_per_hour)
    arrived = sum(sum(work.arriving.values()) for work in some)
    assert sum(found.calls) + sum(found.left) == arrived
    assert all(0 <= calls <= room for calls, room in zip(found.calls, found.room, strict=True))
    assert all(left >= 0 for left in found.left)
