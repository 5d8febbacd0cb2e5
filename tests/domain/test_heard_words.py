"""What customers say about being rung, and what it is taken for; what leaves a choice is taken for nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.heard_words import LONGEST, Assumed, Heard, hear
from callguard.domain.heard_words.chinese import PARTS
from callguard.domain.outcome import FARTHEST_NEXT_CALL
from callguard.domain.wish import WishReach
from tests.house import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS, WEEKEND = "mon,tue,wed,thu,fri", "sat,sun"


def in_short(heard: Heard | None) -> str:
    """The reading as a table shows it: `no` calls until, hours ruled out, `call` from and to."""
    if heard is None:
        return "None"
    return " + ".join([*_silence(heard), *_hours(heard), *_promise(heard)])


def _silence(heard: Heard) -> list[str]:
    if heard.no_calls is None:
        return []
    until, reach = heard.no_calls.until_at, heard.no_calls.reach
    end = "ever" if until is None else f"{until.astimezone(SHANGHAI):%m-%d %H:%M}"
    return [f"no {end}" + ("" if reach is WishReach.COMPANY else f" {reach}")]


def _hours(heard: Heard) -> list[str]:
    return [
        f"{'daily' if len(one.days) == 7 else ','.join(one.days)} {one.opens / 60:g}-{one.closes / 60:g}"
        + (f" to {one.last_day:%m-%d}" if one.last_day else "")
        for one in heard.no_hours
    ]


def _promise(heard: Heard) -> list[str]:
    if heard.promise is None:
        return []
    from_at, until_at = (at.astimezone(SHANGHAI) for at in (heard.promise.from_at, heard.promise.until_at))
    return [f"call {from_at:%m-%d %H:%M}-{until_at:%H:%M}"]


# Said on Friday, 20 November 2026, 14:05 in Shanghai.
READINGS = [
    ("三点以后再打", "daily 0-15"),
    ("下午三点以后", "daily 0-15"),
    ("两点到四点别打(在开会)", "daily 14-16"),
    ("两点到四点别打，在开会", "daily 14-16"),
    ("上班时间别打", "mon,tue,wed,thu,fri 9-18"),
    ("周末不要打", "sat,sun 0-24"),
    ("工作日晚上别打", "mon,tue,wed,thu,fri 17-24"),
    ("工作日晚上可以打", "mon,tue,wed,thu,fri 0-17 + sat,sun 0-24"),
    ("工作日晚上再打", "mon,tue,wed,thu,fri 0-17 + sat,sun 0-24"),
    ("周一到周五白天没空", "mon,tue,wed,thu,fri 6-18"),
    ("明天晚上七点半打给我", "call 11-21 19:30-20:00"),
    ("后天上午十点", "call 11-22 10:00-10:30"),
    ("今天别打了", "no 11-21 00:00"),
    ("这周别打", "no 11-23 00:00"),
    ("别再打了", "no ever"),
    ("不要再联系我", "no ever"),
    ("不要打电话给我了", "no ever"),
    ("请不要再给我打电话", "no ever"),
    ("这家店别再打了", "no ever shop"),
    ("这个订单不要再打了", "no ever case"),
    ("三点之前别打", "daily 0-15"),
    ("中午别打，要午睡", "daily 11-14"),
    ("晚上别打", "daily 17-24"),
    ("晚上十点到早上八点不要打", "daily 22-24 + daily 0-8"),
    ("１５：３０以后再打", "daily 0-15.5"),
    ("15:30-17:00没空", "daily 15.5-17"),
    ("周三别打", "wed 0-24"),
    ("下周三下午三点打给我", "call 11-25 15:00-15:30"),
    ("周三下午三点打给我", "call 11-25 15:00-15:30"),
    ("这周六上午打给我", "call 11-21 09:00-12:00"),
    ("明天早上打给我", "call 11-21 08:00-10:00"),
    ("今天下午五点打给我", "call 11-20 17:00-17:30"),
    ("今天三点以后再打", "no 11-20 15:00"),
    ("明天别打", "sat 0-24 to 11-21"),
    ("明天下午没空", "sat 12-18 to 11-21"),
    ("下周再打", "no 11-23 00:00"),
    ("明天再打", "no 11-21 00:00"),
    ("周一再打", "no 11-23 00:00"),
    ("周一之前别打", "no 11-23 00:00"),
    ("12月1号之前别打", "no 12-01 00:00"),
    ("十二月一日上午十点打给我", "call 12-01 10:00-10:30"),
    ("25号下午三点打给我", "call 11-25 15:00-15:30"),
    ("半小时后打给我", "call 11-20 14:35-15:05"),
    ("两个小时以后再打", "call 11-20 16:05-16:35"),
    ("一小时内别打", "no 11-20 15:05"),
    ("三天内别打", "no 11-24 00:00"),
    ("三天后再打", "no 11-23 00:00"),
    ("今天别打，明天上午十点打给我", "no 11-21 00:00 + call 11-21 10:00-10:30"),
    ("今天没空，明天下午三点打给我", "no 11-21 00:00 + call 11-21 15:00-15:30"),
    ("周末别打，三点以后再打", "sat,sun 0-24 + daily 0-15"),
    ("我在开会，三点打给我", "call 11-20 15:00-15:30"),
    ("三点打给我", "call 11-20 15:00-15:30"),
    ("两点到四点可以打", "daily 0-14 + daily 16-24"),
    ("明天两点到四点可以打", "call 11-21 14:00-16:00"),
    ("周六周日别打", "sat,sun 0-24"),
    ("只有周末有空", "mon,tue,wed,thu,fri 0-24"),
    ("下班以后再打", "daily 0-18"),
    ("每天九点到五点别打", "daily 9-17"),
    ("上午十点到两点别打", "daily 10-14"),
    ("明晚八点打给我", "call 11-21 20:00-20:30"),
    ("今晚七点一刻给我打电话", "call 11-20 19:15-19:45"),
    ("周一到周五三点以后再打", "mon,tue,wed,thu,fri 0-15 + sat,sun 0-24"),
    ("明天中午十二点半给我回个电话", "call 11-21 12:30-13:00"),
    ("after three", "daily 0-15"),
    ("call me after 3pm", "daily 0-15"),
    ("before noon", "daily 12-24"),
    ("not before noon", "daily 0-12"),
    ("not at weekends", "sat,sun 0-24"),
    ("not on Mondays", "mon 0-24"),
    ("between two and four no", "daily 14-16"),
    ("no calls between 2 and 4", "daily 14-16"),
    ("call me at 19:30 tomorrow", "call 11-21 19:30-20:00"),
    ("tomorrow morning", "call 11-21 09:00-12:00"),
    ("don't call again", "no ever"),
    ("Don’t call me again.", "no ever"),
    ("not today", "no 11-21 00:00"),
    ("not this week", "no 11-23 00:00"),
    ("please call me at half past seven tomorrow evening", "call 11-21 19:30-20:00"),
    ("stop calling me", "no ever"),
    ("never call me again", "no ever"),
    ("call me tomorrow at 10", "call 11-21 10:00-10:30"),
    ("call me back in an hour", "call 11-20 15:05-15:35"),
    ("don't call for the next two hours", "no 11-20 16:05"),
    ("not until Monday", "no 11-23 00:00"),
    ("don't call before Monday", "no 11-23 00:00"),
    ("only after three", "daily 0-15"),
    ("weekends only", "mon,tue,wed,thu,fri 0-24"),
    ("call me on wednesday at 3pm", "call 11-25 15:00-15:30"),
    ("next Friday at 10 am", "call 11-27 10:00-10:30"),
    ("next Monday at 10 am", "call 11-23 10:00-10:30"),
    ("not in the evening", "daily 17-24"),
    ("I'm busy from 2 to 4", "daily 14-16"),
    ("not during working hours", "mon,tue,wed,thu,fri 9-18"),
    ("call me at 7.30 pm tomorrow", "call 11-21 19:30-20:00"),
    ("monday to friday after three", "mon,tue,wed,thu,fri 0-15 + sat,sun 0-24"),
    ("call me tomorrow evening at seven", "call 11-21 19:00-19:30"),
    ("mornings only", "daily 12-24"),
    ("call me at ten tomorrow morning", "call 11-21 10:00-10:30"),
    ("call me on Monday at 9", "call 11-23 09:00-09:30"),
    ("这周末别打", "sat,sun 0-24 to 11-22"),
    ("明天三点之前别打", "no 11-21 15:00"),
    ("晚上十点到零点别打", "daily 22-24"),
    ("下班以后打给我", "daily 0-18"),
    ("每周三别打", "wed 0-24"),
    ("周三到周五上午别打", "wed,thu,fri 0-12"),
    ("周一、周二别打", "mon,tue 0-24"),
    ("十分钟后给我打电话", "call 11-20 14:15-14:45"),
    ("一个半小时以后打给我", "call 11-20 15:35-16:05"),
    ("两周后再打", "no 12-04 00:00"),
    ("在开会，四点一刻打给我", "call 11-20 16:15-16:45"),
    ("别打了，我要睡觉", "no ever"),
    ("今天三点以后别打", "fri 15-24 to 11-20"),
    ("大后天下午两点可以打", "call 11-23 14:00-14:30"),
    ("今天别打，后天再打", "no 11-22 00:00"),
    ("关于这个订单明天三点打给我", "call 11-21 15:00-15:30"),
    ("明天再打，后天别打", "no 11-21 00:00 + sun 0-24 to 11-22"),
    ("call me this afternoon at five", "call 11-20 17:00-17:30"),
    ("busy until three", "daily 0-15"),
    ("don't call me on weekends", "sat,sun 0-24"),
    ("not on Monday", "mon 0-24"),
    ("no calls on Tuesday mornings", "tue 0-12"),
    ("call me at quarter past ten tomorrow", "call 11-21 10:15-10:45"),
    ("call me on December 1st at 10 am", "call 12-01 10:00-10:30"),
    ("not this weekend", "sat,sun 0-24 to 11-22"),
    ("don't call before noon", "daily 0-12"),
    ("from Monday to Friday only after 6 pm", "mon,tue,wed,thu,fri 0-18 + sat,sun 0-24"),
    ("call me tonight at 8", "call 11-20 20:00-20:30"),
    ("call me in 20 minutes", "call 11-20 14:25-14:55"),
    ("call me in two days", "no 11-22 00:00"),
    ("don't call for three days", "no 11-24 00:00"),
    ("no more calls from this shop", "no ever shop"),
    ("don't call about this order", "no ever case"),
    ("not available on Fridays", "fri 0-24"),
    ("from nine to five is fine", "daily 0-9 + daily 17-24"),
    ("daily after three", "daily 0-15"),
    ("call me at twelve tomorrow", "call 11-21 12:00-12:30"),
    ("call me the day after tomorrow at 4", "call 11-22 16:00-16:30"),
    ("call me next week", "no 11-23 00:00"),
    ("周一三点", "call 11-23 15:00-15:30"),
    ("每周三下午可以打", "wed 0-12 + wed 18-24 + mon,tue,thu,fri,sat,sun 0-24"),
    ("明天白天别打", "sat 6-18 to 11-21"),
    ("明天，三点打给我", "call 11-21 15:00-15:30"),
    ("明天再打，后天别打，后天再打", "no 11-22 00:00 + sun 0-24 to 11-22"),
    ("两点，到四点，没空", "daily 14-16"),
]


@pytest.mark.parametrize(("words", "reading"), READINGS, ids=[words for words, _reading in READINGS])
def test_takes_words_for_what_they_say(words: str, reading: str) -> None:
    assert in_short(hear(words, NOW, SHANGHAI)) == reading


# Ordinary sentences, and wishes that leave a choice: each with two meanings, or none that is a time to come.
NOT_UNDERSTOOD = [
    "明天十点前打给我",
    "明天午休时间打给我",
    "三点别打",
    "friday to wednesday after three",
    "今天两点以后再打",
    "两点打给我",
    "周末可以打",
    "凌晨两点打给我",
    "no",
    "not",
    "call me",
    "tomorrow",
    "可以打",
    "别",
    "没空",
    "三点",
    "明天",
    "下午",
    "我三点再打",
    "你们三点打给我了",
    "昨天三点打给我",
    "你们发错货了",
    "我要退款三元",
    "杯子碎了两只",
    "三点打给我吗？",
    "不是不能打",
    "除了周末都可以打",
    "晚点再打",
    "过两天再打",
    "下周三点打给我",
    "上午十五点打给我",
    "周末有空",
    "晚上12点以后别打",
    "下周五别打",
    "明天中午之前打给我",
    "周五下午三点打给我",
    "周一以后再打",
    "两点到四点打给我",
    "晚上再打",
    "下午再打",
    "12月25号上午十点打给我",
    "2027年再说",
    "我老婆三点打给你",
    "三点打给你",
    "不是三点",
    "十点到八点别打",
    "昨天你们打了三次",
    "快递什么时候到",
    "请你们尽快给我退款",
    "好的谢谢",
    "电话打不通",
    "我每天都用这个杯子",
    "下周一发货吗",
    "七天无理由退货",
    "三天了还没收到",
    "第二次坏了",
    "可能明天吧",
    "这周三以前别打",
    "别打了！明天三点打给我",
    "这家店周末别打",
    "中午以后再打",
    "周末别打 周一打给我",
    "not next week",
    "I will call you at three",
    "they called me at three",
    "where is my parcel",
    "I want my money back",
    "call me after the weekend",
    "the box was empty",
    "thank you",
    "not good",
    "it arrived on monday",
    "I called you three times yesterday",
    "may",
    "in the morning",
    "call me at 25:00",
    "call me at three yesterday",
    "every Monday at 3",
    "call me every day at three",
    "at midnight",
    "tomorrow 10:61",
    "next week",
    "this week",
    "from ten to two in the morning",
    "不要打了，三点打给我",
    "明天别打，明天三点打给我",
    "今天三点打给我，明天四点打给我",
    "这家店别打，明天别打了",
    "别再打了，这家店别打了",
    "十二月一号全天别打",
    "一小时后别打",
    "一小时后",
    "今天可以打",
    "每天三点打给我",
    "周一到周五三点打给我",
    "只有周三有空",
    "十十点打给我",
    "凌晨以后再打",
    "中午十点打给我",
    "周五到周三别打",
    "明天上班时间打给我",
    "三点之前别打，周一之前",
    "不要再打了，三点以后",
    "不要再打了，周一",
    "今天别打，今天三点打给我",
    "周末别打，明天三点打给我",
    "这个月别打，不，这周别打",
    "这家店今天别打，明天也别打",
    "这家店今天别打，这周别打",
]


@pytest.mark.parametrize("words", NOT_UNDERSTOOD)
def test_guesses_nothing(words: str) -> None:
    assert hear(words, NOW, SHANGHAI) is None


@pytest.mark.parametrize(
    ("words", "assumed"),
    [
        ("三点以后再打", [Assumed("三点", 900)]),
        ("两点到四点别打", [Assumed("两点", 840), Assumed("四点", 960)]),
        ("明天早上打给我", [Assumed("早上", 480, 600)]),
        ("上班时间别打", [Assumed("上班时间", 540, 1080)]),
        ("not in the evening", [Assumed("evening", 1020, 1440)]),
        ("下午三点以后", []),
        ("15:30以后再打", []),
        ("07:30之前别打", []),
    ],
)
def test_says_how_it_took_what_was_left_open(words: str, assumed: list[Assumed]) -> None:
    heard = hear(words, NOW, SHANGHAI)
    assert heard is not None
    assert list(heard.assumed) == assumed


def test_goes_by_the_clocks_of_the_customers_zone() -> None:
    heard = hear("call me at 19:30 tomorrow", NOW, ZoneInfo("America/New_York"))
    assert heard is not None
    assert heard.promise is not None
    assert heard.promise.from_at == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


def test_a_minute_that_has_begun_is_over() -> None:
    heard = hear("半小时后打给我", NOW + timedelta(seconds=20), SHANGHAI)
    assert heard is not None
    assert heard.promise is not None
    assert heard.promise.from_at == NOW + timedelta(minutes=31)


@pytest.mark.parametrize(
    ("now", "words", "reading"),
    [
        ("2026-12-15T06:00", "1月3号上午十点打给我", "call 01-03 10:00-10:30"),
        ("2026-12-15T06:00", "3号上午十点打给我", "call 01-03 10:00-10:30"),
        ("2026-11-20T06:00", "2月30号上午十点打给我", "None"),
        ("2026-11-23T06:00", "next Wednesday at 3pm", "None"),
        ("2026-11-23T06:00", "周一再打", "None"),
        ("2026-11-28T06:00", "这周六上午打给我", "None"),
    ],
)
def test_dates_are_the_next_ones_and_only_where_there_is_one(now: str, words: str, reading: str) -> None:
    assert in_short(hear(words, datetime.fromisoformat(now).replace(tzinfo=UTC), SHANGHAI)) == reading


PIECES = [
    *PARTS,
    *"零一二三四五六七八九十两半点到前后的了再打我周天号月日时分",
    "今天",
    "明天",
    "后天",
    "这周",
    "下周",
    "周末",
    "工作日",
    "每天",
    "以后",
    "之前",
    "别打",
    "不要",
    "没空",
    "可以打",
    "打给我",
    "小时",
    "分钟",
    "以内",
    "在开会",
    "，",
    "。",
    "（",
    "）",
    ":",
    "-",
    " ",
    "30",
    "0",
    "12",
    "24",
    "99",
    "not ",
    "no ",
    "don't call ",
    "call me ",
    "after ",
    "before ",
    "until ",
    "between ",
    "and ",
    "at ",
    "three ",
    "half past ",
    "noon ",
    "midnight ",
    "pm ",
    "today ",
    "tomorrow ",
    "next ",
    "this ",
    "week ",
    "monday ",
    "weekends ",
    "only ",
    "free ",
    "in ",
    "for ",
    "two ",
    "hours ",
    "days ",
    "dec ",
    "morning ",
    "evening ",
    "working hours ",
]
SAID = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join))
# Twice the turn of the clocks in every zone there is, and every day of a leap year.
WHEN = st.integers(0, 800 * 24 * 60).map(lambda minutes: datetime(2027, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes))
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia", "America/St_Johns"]).map(ZoneInfo)


@given(SAID, WHEN, ZONES)
def test_whatever_is_said_nothing_lies_in_the_past_and_no_hours_are_empty(
    words: str, now: datetime, tz: ZoneInfo
) -> None:
    heard = hear(words, now, tz)
    if heard is None:
        return
    assert heard.no_calls or heard.no_hours or heard.promise
    if heard.no_calls and heard.no_calls.until_at:
        assert heard.no_calls.until_at > now
    if heard.promise:
        assert now < heard.promise.from_at < heard.promise.until_at
        assert heard.promise.from_at <= now + FARTHEST_NEXT_CALL
    for hours in heard.no_hours:
        assert 0 <= hours.opens < hours.closes <= 24 * 60
        assert hours.days
        assert hours.last_day is None or hours.last_day >= now.astimezone(tz).date()


def test_a_speech_is_not_read() -> None:
    assert hear("别再打了" + "啊" * LONGEST, NOW, SHANGHAI) is None
