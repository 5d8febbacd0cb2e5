"""What is wrong with a policy's file, in words, with the place in it."""

import re
import tomllib

from callguard.domain.guard import GuardInputError, Policy, parse_policy
from callguard.http.language import current_language, lazy_gettext
from callguard.http.language import gettext as _

MAX_BYTES = 64 * 1024

# The guard speaks English to programs; whoever wrote the file reads this instead. What a word stands for is kept.
_MEANINGS = {
    "is missing": lazy_gettext("缺这一项"),
    "is not known here": lazy_gettext("没有这一项，请检查拼写"),
    "must be an object": lazy_gettext("要写成一组键和值"),
    "must be a list": lazy_gettext("要写成列表"),
    "must be a string": lazy_gettext("要写成带引号的文字"),
    "must not be empty": lazy_gettext("不能为空"),
    "must be true or false": lazy_gettext("只能写 true 或 false"),
    "must be a whole number": lazy_gettext("要写整数"),
    "must be at least (.*) and at most .*": lazy_gettext("不能小于 %(given)s"),
    "must be one of (.*)": lazy_gettext("只能是其中之一：%(given)s"),
    "must be a date such as (.*)": lazy_gettext('要写成带引号的日期，如 "%(given)s"'),
    "is not a date.*": lazy_gettext("没有这一天"),
    "must be a time of day.*": lazy_gettext('要写成带引号的时刻，如 "09:30"，最晚 "24:00"'),
    "is not a known time zone": lazy_gettext("没有这个时区"),
    "is not a country.*": lazy_gettext("不知道这个国家的法定节假日"),
    "stands twice": lazy_gettext("重复了"),
    "must lie after `opens`": lazy_gettext("要晚于 opens"),
    "must be above `max`": lazy_gettext("要大于 max"),
    "needs exactly one of.*": lazy_gettext("calendar_days、minutes、lifetime 要写且只写一个"),
}


class FileFault(ValueError):
    """A file that is no policy, and why, in the reader's language."""


def policy_from(content: bytes, name: str) -> Policy:
    """The policy in a TOML file, by the file's name unless it says another; FileFault where it is none."""
    if len(content) > MAX_BYTES:
        raise FileFault(_("超过 %(size)s KB，不像规则文件。", size=MAX_BYTES // 1024))
    try:
        return parse_policy({"name": name, **tomllib.loads(content.decode("utf-8"))}, "$")
    except GuardInputError as wrong:
        where = {"name": name, "place": place(wrong.path)}
        raise FileFault(_("%(name)s.toml，%(place)s：%(why)s。", why=meaning(wrong.message), **where)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise FileFault(_("不是有效的 TOML：%(why)s。", why=str(wrong))) from None
    except UnicodeDecodeError:
        raise FileFault(_("不是 UTF-8 编码的文字，请另存为 UTF-8 再传。")) from None


def place(path: str) -> str:
    """Where the guard found something, as it is written in the file: counted from one."""
    found = re.fullmatch(r"\$\.(\w+)\[(\d+)\](?:\.(.+))?", path)
    if found is None:
        return path.removeprefix("$").removeprefix(".") or _("整个文件")
    table = _("第 %(number)s 个 [[%(table)s]]", number=int(found[2]) + 1, table=found[1])
    return _("%(table)s 的 %(key)s", table=table, key=found[3]) if found[3] else table


def meaning(message: str) -> str:
    """What the guard says of a value, as people say it."""
    if current_language() == "en":
        return message
    for pattern, said in _MEANINGS.items():
        found = re.fullmatch(pattern, message)
        if found:
            return str(said) % {"given": found[1] if found.groups() else ""}
    return message
