"""Refusals and warnings in words, Chinese and English."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callguard.domain.guard.hindrance import Rule
from callguard.domain.guard.instants import shown
from callguard.domain.guard.policy import Cooldown, Gap, Limit, Per
from callguard.domain.guard.question import Number

if TYPE_CHECKING:
    from callguard.domain.guard.answer import Refusal

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Message:
    """The same said in both languages."""

    zh: str
    en: str

    def as_json(self) -> dict[str, object]:
        """As the contract writes it."""
        return {"zh": self.zh, "en": self.en}

    def __add__(self, other: "Message") -> "Message":
        return Message(self.zh + other.zh, f"{self.en} {other.en}")


_NEVER = Message("不会自动解除。", "This does not end by itself.")
_RELEASE = Message("主管放行后可以拨打。", "A supervisor's release allows the call.")
_EXPIRED = Message("这个号码已经失效，请换一个号码。", "This number has expired; use another one.")
_INVALID = Message("这不是有效的电话号码，请核对。", "This is not a valid telephone number; check it.")
_PLAIN = {
    Rule.WINDOWS: Message("现在不在可拨打时段内。", "It is outside calling hours."),
    Rule.BLACKOUTS: Message("顾客要求这个时段不要来电。", "The customer asked not to be called at this hour."),
    Rule.DO_NOT_CALL: Message("顾客要求不要来电。", "The customer asked not to be called."),
}
_OF = {
    Per.CUSTOMER: Message("", ""),
    Per.CASE: Message("就本案件", " on this case"),
    Per.NUMBER: Message("向这个号码", " to this number"),
    Per.SHOP: Message("以本店名义", " for this shop"),
}


def refusal_message(refusal: "Refusal") -> Message:
    """Why not, what would help, and from when on."""
    message = reason_message(refusal)
    if refusal.releasable:
        message += _RELEASE
    return message + (_NEVER if refusal.until is None else _end(refusal, refusal.until))


def holidays_unknown(country: str, year: int) -> Message:
    """That a year's public holidays are not known."""
    return Message(
        f"没有 {year} 年的法定节假日数据（{country}），该年按平常日处理。",
        f"The public holidays of {year} ({country}) are not known; its days were taken for ordinary ones.",
    )


def reason_message(refusal: "Refusal") -> Message:
    """Why not, and nothing more: for a page that says by itself from when on."""
    match refusal.terms:
        case Limit() as limit:
            return _limit(limit, len(refusal.counted), limit.max if refusal.releasable else limit.hard_max)
        case Gap(minutes=minutes):
            return _gap(minutes)
        case Cooldown(calendar_days=days):
            return _cooldown(days)
        case Number(expires_at=expires_at):
            return _EXPIRED if expires_at is not None and expires_at <= refusal.now else _INVALID
        case _:
            return _PLAIN[refusal.rule]


def _limit(limit: Limit, count: int, most: int) -> Message:
    period, of = _period(limit), _OF[limit.per]
    calls = "1 call" if count == 1 else f"{count} calls"
    return Message(
        f"{period.zh}{of.zh}已打 {count} 次，上限 {most} 次。",
        f"{calls} made{of.en} {period.en}; the limit is {most}.",
    )


def _period(limit: Limit) -> Message:
    if limit.minutes is not None:
        length = _length(limit.minutes)
        return Message(f"最近 {length.zh}", f"within {length.en}")
    if limit.calendar_days is None:
        return Message("至今", "so far")
    if limit.calendar_days == 1:
        return Message("今天", "today")
    return Message(f"最近 {limit.calendar_days} 天", f"within {limit.calendar_days} days")


def _gap(minutes: int) -> Message:
    length = _length(minutes)
    return Message(f"距上次拨打还不到 {length.zh}。", f"The last call was less than {length.en} ago.")


def _cooldown(days: int) -> Message:
    if days == 1:
        return Message("今天已经联系过，不再拨打。", "There was a call today already.")
    return Message(f"最近 {days} 天内已经联系过，不再拨打。", f"There was a call within {days} days already.")


def _length(minutes: int) -> Message:
    if minutes >= 120 and minutes % 60 == 0:
        return Message(f"{minutes // 60} 小时", f"{minutes // 60} hours")
    return Message(f"{minutes} 分钟", f"{minutes} minutes")


def _end(refusal: "Refusal", until: datetime) -> Message:
    when = _when(shown(until, refusal.tz), shown(refusal.now, refusal.tz))
    if refusal.rule is Rule.WINDOWS:
        return Message(f"{when.zh} 开放。", f"They begin {when.en}.")
    return Message(f"{when.zh} 解除。", f"This ends {when.en}.")


def _when(at: datetime, now: datetime) -> Message:
    clock = at.strftime("%H:%M:%S" if at.second or at.microsecond else "%H:%M")
    if at.date() == now.date():
        return Message(f"今天 {clock}", f"today at {clock}")
    if at.date() == now.date() + timedelta(days=1):
        return Message(f"明天 {clock}", f"tomorrow at {clock}")
    year = Message("", "") if at.year == now.year else Message(f"{at.year} 年 ", f" {at.year}")
    return Message(
        f"{year.zh}{at.month} 月 {at.day} 日 {clock}", f"on {at.day} {_MONTHS[at.month - 1]}{year.en} at {clock}"
    )
