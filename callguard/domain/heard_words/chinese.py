"""The words for it in Chinese."""

import re
from collections.abc import Iterator
from datetime import timedelta

from callguard.domain.heard_words.clause import Act, Clause, Kind, NotUnderstoodError
from callguard.domain.heard_words.hours import Part, Said, between, part_of_day, point
from callguard.domain.heard_words.lexicon import Take, act, alone, next_date, nothing, said, until
from callguard.domain.wish import WishReach

_HOUR = 60
PARTS = {
    "凌晨": Part(0, 5),
    "早上": Part(4, 11, (0, 10 * _HOUR), (8 * _HOUR, 10 * _HOUR)),
    "上午": Part(6, 12, (0, 12 * _HOUR), (9 * _HOUR, 12 * _HOUR)),
    "中午": Part(11, 14, (11 * _HOUR, 14 * _HOUR), (12 * _HOUR, 13 * _HOUR)),
    "下午": Part(12, 18, (12 * _HOUR, 18 * _HOUR), (14 * _HOUR, 18 * _HOUR)),
    "傍晚": Part(16, 20, (16 * _HOUR, 20 * _HOUR), (17 * _HOUR, 19 * _HOUR)),
    "晚上": Part(17, 24, (17 * _HOUR, 24 * _HOUR), (18 * _HOUR, 21 * _HOUR)),
    "白天": Part(1, 0, (6 * _HOUR, 18 * _HOUR), (9 * _HOUR, 18 * _HOUR)),
    "上班时间": Part(1, 0, (9 * _HOUR, 18 * _HOUR), weekdays=frozenset(range(5))),
    "午休时间": Part(1, 0, (12 * _HOUR, 14 * _HOUR)),
}
_SAME = {
    "今晚": "今天晚上", "明晚": "明天晚上", "今早": "今天早上", "明早": "明天早上", "后晚": "后天晚上", "早晨": "早上",
    "清晨": "早上", "午后": "下午", "夜里": "晚上", "夜间": "晚上", "星期": "周", "礼拜": "周", "周天": "周日",
    "工作时间": "上班时间", "上班的时候": "上班时间", "上班时候": "上班时间", "上班期间": "上班时间",
    "午睡时间": "午休时间", "午休的时候": "午休时间", "午睡的时候": "午休时间", "正午": "中午12点", "下班后": "18点后",
    "下班以后": "18点后", "下班之后": "18点后", "今日": "今天", "明日": "明天", "个周": "周", "本周": "这周",
    "双休日": "周末", "平日": "工作日", "一刻钟": "15分钟",
}  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_N = r"(?:[0-9]{1,2}|[零一二两三四五六七八九十]{1,3})"
_PART = "|".join(PARTS)
_DAY = "[一二三四五六日1-6]"
_NOT = "(?:请勿|不要|不用|不许|不能|不可以|不必|别|不|勿|甭)"
_RING = "(?:打电话|来电话?|打过来|打来|打扰|骚扰|联系|联络|致电|拨打|回电|打|接电话|接听|接)"
_TO_ME = "(?:给我|跟我|和我)?"
_BUSY = "没空|没时间|没有时间|没有空|有事|不方便|不在|不行|(?:很|太|在|比较)?忙"
_BUSY += "|(?:要|在|得)?(?:开会|上课|上班(?!时间)|睡觉|午睡(?!时间)|午休(?!时间)|带孩子|开车)"


def plain(text: str) -> str:
    """The text with one word for each thing."""
    text = re.sub(r"\s", "", text)
    text = re.sub(r"(?:，|,)?(?:好吗|可以吗|行吗|好不好)[?？]?$", "", text)
    for word, same in _SAME.items():
        text = text.replace(word, same)
    return text


def number(text: str) -> int:
    """A number below a hundred; "三零" is 30, as on a clock."""
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.partition("十")
    try:
        if not ten:
            return int("".join(str(_DIGITS[digit]) for digit in text))
        return (10 * _DIGITS[tens] if tens else 10) + (_DIGITS[units] if units else 0)
    except KeyError:
        raise NotUnderstoodError from None


def _clock(which: str, sign: str = "(?:点钟?|[:时])") -> str:
    minutes = rf"(?:(?P<{which}half>半)|(?P<{which}q>[一三])刻|(?P<{which}m>{_N})分?)?"
    return rf"(?P<{which}>(?P<{which}part>{_PART})?(?P<{which}h>{_N}){sign}{minutes})(?:整|左右)?"


def _said(found: re.Match[str], which: str) -> Said:
    return said(found, which, PARTS.get(found[which + "part"] or ""), number)


def _point(kind: Kind) -> Take:
    return lambda found, clause: point(clause, kind, _said(found, "a"))


def _weekdays(found: re.Match[str], clause: Clause) -> None:
    clause.every = clause.every or bool(found["every"])
    first, last = _day(found["first"]), _day(found["last"] or found["first"])
    if last < first:
        raise NotUnderstoodError
    clause.days |= frozenset(range(first, last + 1))


def _day(name: str) -> int:
    return 6 if name == "日" else number(name) - 1


def _days(days: range, *, every: bool = False) -> Take:
    def take(_found: re.Match[str], clause: Clause) -> None:
        clause.days |= frozenset(days)
        clause.every = clause.every or every

    return take


def _week(found: re.Match[str], clause: Clause) -> None:
    ahead, day = int(found["which"] == "下"), found["day"]
    if day is None:
        clause.week(ahead)
    elif day == "末":
        clause.week(ahead, 5, 6)
    else:
        clause.week(ahead, _day(day), _day(day))


def _date(found: re.Match[str], clause: Clause) -> None:
    month = number(found["month"]) if found["month"] else None
    clause.on(next_date(clause.today, month, number(found["date"])))


def _wait(found: re.Match[str], clause: Clause) -> None:
    length = 30 if found["half"] else number(found["n"]) * (1 if found["unit"] == "分钟" else 60)
    clause.wait(timedelta(minutes=length + 30 * bool(found["more"])), within=bool(found["within"]))


def _in_days(found: re.Match[str], clause: Clause) -> None:
    count = number(found["n"]) * (7 if found["unit"] == "周" else 1)
    if found["within"]:
        clause.on(clause.today, clause.today + timedelta(days=count))
    else:
        clause.in_days(count)


def _reach(reach: WishReach) -> Take:
    return lambda _found, clause: setattr(clause, "reach", reach)


def _by_self(_found: re.Match[str], clause: Clause) -> None:
    clause.by_self = True


def _part(found: re.Match[str], clause: Clause) -> None:
    part_of_day(clause, found[0], PARTS[found[0]])


def _ahead(days: int) -> Take:
    return lambda _found, clause: clause.in_days(days)


def _words() -> Iterator[tuple[str, Take]]:
    yield f"{_NOT}(?:再|在)?{_TO_ME}{_RING}(?:过来|来)?(?:我)?(?:的)?(?:电话)?{_TO_ME}(?:我)?了?", act(Act.NO)
    yield f"(?:{_BUSY})了?", act(Act.BUSY)
    yield "都?(?:可以|能|行)(?:再)?(?:给我)?(?:打|来电|联系|接|回)?(?:个|过来|来)?(?:电话)?(?:给我|我)?", act(Act.MAY)
    yield "才?有空|有时间|方便(?:接听|接电话|接)?|都行|都可以", act(Act.MAY)
    yield f"(?:再|才|回|你们?再)?{_TO_ME}(?:打|来|回|联系|致电)(?:个|过来|来)?(?:电话)?(?:给我|过来|我)?", act(Act.CALL)
    yield (
        rf"(?:过|等)?(?:(?P<half>半)个?|(?P<n>{_N})个?(?P<more>半)?)(?P<unit>分钟|小时|钟头)(?:(?P<within>之内|以内|内)|(?:之后|以后|后))",
        _wait,
    )
    yield rf"(?:过|等)?(?P<n>{_N})个?(?P<unit>天|周)(?:(?P<within>之内|以内|内)|(?:之后|以后|后))", _in_days
    yield rf"(?P<which>这|下)周(?P<day>{_DAY}|末)?", _week
    yield rf"(?P<every>每个?)?周(?P<first>{_DAY})(?:[到至~-]周?(?P<last>{_DAY}))?", _weekdays
    yield "周六周?日", _days(range(5, 7))
    yield "(?:每个?)?周末", _days(range(5, 7))
    yield "(?:每个?)?工作日", _days(range(5))
    yield "每天|天天|每日", _days(range(7), every=True)
    yield "今天", _ahead(0)
    yield "明天", _ahead(1)
    yield "大后天", _ahead(3)
    yield "后天", _ahead(2)
    yield rf"(?:(?P<month>{_N})月)?(?P<date>{_N})[日号]", _date
    span = f"{_clock('a', '(?:点钟?|[:时])?')}[到至~-]{_clock('b')}(?:之间|期间|这段时间)?"
    yield span, lambda found, clause: between(clause, _said(found, "a"), _said(found, "b"))
    yield f"(?:过了?|等)?{_clock('a')}(?:以后|之后|过后|往后|后)", _point(Kind.AFTER)
    yield f"{_clock('a')}(?:以前|之前|前)", _point(Kind.BEFORE)
    yield _clock("a"), _point(Kind.AT)
    yield f"(?:{_PART})", _part
    yield "以前|之前|前", until
    yield "(?:关于)?(?:这个|这|本)(?:案件|单子|订单|事情|事儿|事|件事)", _reach(WishReach.CASE)
    yield "(?:你们?|这个?)(?:家)?店铺?", _reach(WishReach.SHOP)
    yield "我们?", _by_self
    yield "只有|只能|只在|只", alone
    yield "请|麻烦|你们公司|你们?|您|就|吧|呀|啊|哦|呢|嘛|嗯|谢谢|和|或|的时候|的话|一整天|整天|全天|都|才|、", nothing


LEXICON = tuple((re.compile(word), take) for word, take in _words())
