"""Who speaks where in a chat or a call that was copied from somewhere else.

A line is a heading if it is a name with a time, in either order, or a name with a colon behind it; what follows, on
the same line or on the next ones, is that speaker's up to the next heading. That is what is copied from 千牛
(`nick (2026-11-20 14:05:12):`, or without brackets and space), 微信, 钉钉 and QQ, and what programs write that turn
recordings into text (`说话人1 00:12`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_DATE = r"(?:(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|今天|昨天|前天|(?:周|星期)[一二三四五六日天])"
_TIME = r"(?:上午|下午|晚上|[AP]M\s)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[AP]M)?"
_STAMP = rf"[\[(（【<]?(?:{_DATE}[\sT]*)?{_TIME}[\])）】>]?"
# A name is no sentence, no date, and there is a letter in it; before a time a colon in it parts a shop from its agent.
_ROLE_SPEAKS = r"(?:客服|坐席|专员|顾客|客户|买家|对方|我)\w{0,8}[:：]\s*\D"
_NAME = (
    rf"(?!{_STAMP})(?!{_ROLE_SPEAKS})"
    r"(?P<name>(?=[^:：]*[^\W\d_])[^\s，,。！？!?；;、\[(（【<][^，,。！？!?；;、\n]{0,23}?)"
)
_NAME_ALONE = r"(?P<name>(?=[^:：]*[^\W\d_])[^\s，,。！？!?；;、:：][^，,。！？!?；;、:：\n]{0,15})"
_WITH_TIME = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\[?{_NAME}\]?\s{{0,9}}{_STAMP}\s{{0,9}}(?:[:：]\s*(?P<words>.*)|$)",
        rf"{_STAMP}\s{{0,9}}{_NAME_ALONE}\s{{0,9}}(?:[:：]\s*(?P<words>.*)|$)",
    )
)
_WITH_COLON = re.compile(rf"{_NAME_ALONE}[:：](?!//|\d\d(?!\d))\s*(?P<words>.*)")
# "nick --> shop": who it was said to; "nick(12345)": the number behind it.
_NOT_THE_NAME = re.compile(r"\s*-->.*|\s*[(（<][\w.@-]*[)）>]$")
_FEWEST = 2


@dataclass(frozen=True)
class Turn:
    """What `name` says at a stretch: text[start:end], behind a heading that begins at `heading`."""

    name: str
    heading: int
    start: int
    end: int
    is_timed: bool


def turns_in(text: str) -> tuple[Turn, ...]:
    """The turns, in their order; none where fewer than two headings make it a note rather than a talk.

    Where times stand beside the names, a line with a mere colon is something that was said.
    """
    headings = list(_headings(text))
    timed = [heading for heading in headings if heading.is_timed]
    if len(timed) >= _FEWEST:
        headings = timed
    return tuple(_up_to_the_next(text, headings)) if len(headings) >= _FEWEST else ()


def _headings(text: str) -> Iterator[Turn]:
    """A turn for each heading, as yet without an end."""
    at = 0
    for line in text.splitlines(keepends=True):
        found, is_timed = _heading(line.strip())
        if found:
            begins = at + len(line) - len(line.lstrip())
            words = found.start("words") if found["words"] is not None else found.end()
            name = _NOT_THE_NAME.sub("", found["name"]).strip()
            yield Turn(name, begins, begins + words, begins + words, is_timed)
        at += len(line)


def _heading(line: str) -> tuple[re.Match[str] | None, bool]:
    for pattern in _WITH_TIME:
        if found := pattern.match(line):
            return found, True
    return _WITH_COLON.match(line), False


def _up_to_the_next(text: str, headings: Sequence[Turn]) -> Iterator[Turn]:
    ends = [following.heading for _, following in pairwise(headings)]
    for turn, end in zip(headings, [*ends, len(text)], strict=True):
        words = text[turn.start : end]
        start = turn.start + len(words) - len(words.lstrip())
        yield Turn(turn.name, turn.heading, start, start + len(words.strip()), turn.is_timed)
