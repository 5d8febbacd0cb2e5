"""Invented customers: a name, an account, and mostly a number of their own, a virtual one, or none at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from random import Random

SURNAMES = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈",
    "欧阳",
    "上官",
)
GIVEN_NAMES = (
    *("晓雯", "雨桐", "子墨", "佳怡", "文博", "思远", "梦瑶", "浩然", "欣妍", "志强", "静", "磊", "婷", "凯", "建国"),
    *("秀兰", "桂英", "海燕", "立新", "玉梅", "春华", "国栋", "丽娟", "俊杰", "诗涵", "一鸣", "雪", "敏", "鹏飞"),
    *("小红", "若溪", "天佑", "雅琴", "德明", "慧", "晨曦", "可欣", "宇航", "芳", "永强"),
)
_FIRST_NUMBER = 8000  # the files to import have the numbers below (samples.py)
_LAST_NUMBER = 9999


class Line(Enum):
    """How a customer can be reached."""

    OWN = auto()
    VIRTUAL = auto()
    NONE = auto()


@dataclass(frozen=True)
class Person:
    """One invented customer; a virtual number lives for `virtual_for` from the day the case is opened."""

    name: str
    account: str
    line: Line
    number: str
    extension: str
    virtual_for: timedelta
    time_zone: str = "Asia/Shanghai"


def invented_people(random: Random) -> Iterator[Person]:
    """People without end, as long as the numbers last: no two share one."""
    numbers = random.sample(range(_FIRST_NUMBER, _LAST_NUMBER + 1), _LAST_NUMBER + 1 - _FIRST_NUMBER)
    for count, number in enumerate(numbers):
        yield Person(
            name=random.choice(SURNAMES) + random.choice(GIVEN_NAMES),
            account=f"tb_{random.randrange(16**6):06x}{count}",
            line=random.choices([Line.OWN, Line.VIRTUAL], [7, 3])[0],
            number=f"+861380013{number}",
            extension=f"{random.randrange(10**4):04}",
            virtual_for=timedelta(days=15),
        )
