"""Speakers are recognised in what is copied from chats and calls, and nobody in an ordinary note."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phrases.turns import turns_in


def said(text: str) -> list[tuple[str, str]]:
    return [(turn.name, text[turn.start : turn.end]) for turn in turns_in(text)]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("顾客：", "客服：", ("顾客", "客服")),
        ("张三:\n", "\n小林:\n", ("张三", "小林")),
        ("[14:05] 客服: ", "[14:06] 王女士: ", ("客服", "王女士")),
        ("客服小林 14:05:12\n", "\nt**8 14:06:00\n", ("客服小林", "t**8")),
        ("tb_nick (2026-11-20 14:05:12):\n", "青栖:小林 (2026-11-20 14:06:12):\n", ("tb_nick", "青栖:小林")),
        ("tb8812026-11-20 14:05:12\n", "青栖:小林2026-11-20 14:06:12\r\n", ("tb881", "青栖:小林")),
        ("tb1 --> 青栖:小林 2026-1-2 14:05:12\n", "青栖:小林 --> tb1 2026-1-2 14:05:13\n", ("tb1", "青栖:小林")),
        ("[青栖:小林] 2026-01-01 10:00:00\n", "[猫] 2026-01-01 10:01:00\n", ("青栖:小林", "猫")),
        ("小林 2026/09/16 2:51 PM\n", "\n猫 2026/09/16 2:52 PM\n", ("小林", "猫")),
        ("小林 2026年9月23日 15:23\n", "猫 昨天 下午3:24\n", ("小林", "猫")),
        ("小林 11/20 14:05:12\n", "猫 周五 14:05\n", ("小林", "猫")),
        ("2026-01-02 11:22:33 小林(12345)\n", "2026-01-02 11:22:35 猫<a@b.c>\n", ("小林", "猫")),
        ("说话人1 00:12\n", "说话人2 01:00:14\n", ("说话人1", "说话人2")),
        ("00:05 发言人1：", "00:09 发言人 2：", ("发言人1", "发言人 2")),
        ("  客服：", " 我：", ("客服", "我")),
        ("客服：请在 14:05 ", "顾客：", ("客服", "顾客")),
    ],
)
def test_a_talk_is_read_however_it_was_copied(first: str, second: str, names: tuple[str, str]) -> None:
    text = f"{first}在吗\n第二行\n{second}您好"
    assert [name for name, _words in said(text)] == list(names)
    assert [words[-5:] for _name, words in said(text)] == ["吗\n第二行", "您好"]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "顾客：你们有病",
        "已回电，顾客：要退货\n再打一次",
        "https://a.example/1\nhttp://b.example/2",
        "您的包裹 14:05 已发出，请留意\n明天 10:00 前送到，可以吗？",
        "2026-11-20 14:05:12\n2025年9月23日 15:41\n昨天 14:05\n下午3:24",
        "10:30\n12：45",
        "杯子碎了\n\n补发两只",
    ],
)
def test_a_note_is_no_talk(note: str) -> None:
    assert turns_in(note) == ()


def test_between_times_a_colon_makes_no_speaker() -> None:
    text = "客服 14:05\n地址：上海\n电话：138\n顾客 14:06\n好"
    assert said(text) == [("客服", "地址：上海\n电话：138"), ("顾客", "好")]


LINES = st.lists(
    st.sampled_from(["客服：您好", "猫 14:05", "14:06 小林：好", "", " 好\r", "tb1 (2026-11-20 14:05:12):", "备注：无"])
    | st.text(max_size=30)
)


@given(LINES)
def test_turns_follow_one_another_and_leave_nothing_out(lines: list[str]) -> None:
    text = "\n".join(lines)
    turns = turns_in(text)
    for turn in turns:
        assert turn.name
        assert turn.name in text
        assert turn.heading < turn.start <= turn.end <= len(text)
        assert text[turn.start : turn.end].strip() == text[turn.start : turn.end]
    for turn, following in pairwise(turns):
        assert turn.end <= following.heading
        assert not text[turn.end : following.heading].strip()
