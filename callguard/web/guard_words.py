"""The guard's answers in the words of the pages."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from callguard.domain import guard
from callguard.http.context import runtime
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.web.filters import full_time, in_a_row, local_time


def free_calls(answer: guard.Answer) -> int:
    """How many calls the limits still allow without anybody's leave."""
    return min((left.free for left in answer.calls_left.values()), default=0)


def calls_left(answer: guard.Answer) -> str:
    """How many calls the limits still allow, in words."""
    free = free_calls(answer)
    released = min((left.with_release for left in answer.calls_left.values()), default=0) - free
    if free and released > 0:
        return _("还可以打 %(free)s 次，之后的 %(released)s 次需主管放行。", free=free, released=released)
    if free:
        return _("还可以打 %(free)s 次。", free=free)
    if released > 0:
        return _("再打需要主管放行（最多 %(released)s 次）。", released=released)
    return _("之后不能再打。")


def refusal_words(answer: guard.Answer) -> str:
    """All that stands against a call, without from when on: what ends one refusal may leave another standing."""
    # Company, platform and shop may have the same against it.
    return in_a_row(dict.fromkeys(said(refusal.reason) for refusal in answer.refusals))


def said(message: guard.Message) -> str:
    """A message of the guard in the request's language."""
    return message.en if current_language() == "en" else message.zh


def moment(at: datetime, tz: tzinfo) -> str:
    """An instant as the desk's clock shows it, and the customer's beside it where the two differ."""
    here = local_time(at)
    if not is_elsewhere(tz, at):
        return here
    local = at.astimezone(tz)
    same_day = local.date() == at.astimezone(_desk_tz()).date()
    return _(
        "%(here)s（顾客当地 %(there)s）", here=here, there=f"{local:%H:%M}" if same_day else full_time(at, str(tz))
    )


def is_elsewhere(tz: tzinfo, at: datetime) -> bool:
    """Whether the customer's clock shows another time than the desk's."""
    return at.astimezone(tz).utcoffset() != at.astimezone(_desk_tz()).utcoffset()


def _desk_tz() -> ZoneInfo:
    return ZoneInfo(runtime().settings.display_tz)
