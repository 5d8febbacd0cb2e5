"""Remembering what a function has answered."""

from callguard.domain.guard.memo import Memo


def test_works_out_each_answer_once() -> None:
    asked: list[int] = []
    memo: Memo[int, int] = Memo(lambda key: asked.append(key) or 2 * key)  # type: ignore[func-returns-value]
    assert [memo[1], memo[2], memo[1]] == [2, 4, 2]
    assert asked == [1, 2]


def test_forgets_rather_than_grow_without_end() -> None:
    memo: Memo[int, int] = Memo(lambda key: key)
    sizes = [len(memo) for key in range(3000) if memo[key] == key]
    assert (len(sizes), max(sizes)) == (3000, 1024)
