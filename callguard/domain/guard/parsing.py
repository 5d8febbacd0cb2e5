"""From decoded JSON (or TOML) to a Policy or a Question, refusing whatever the contract doesn't know."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard.policy import (
    ConsentTerms,
    Cooldown,
    Family,
    Gap,
    Hours,
    Limit,
    Per,
    Policy,
    SpecialDate,
    Weekday,
    Window,
)
from callguard.domain.guard.public_holidays import is_known_country
from callguard.domain.guard.question import (
    Blackout,
    Call,
    Consent,
    Customer,
    DoNotCall,
    Number,
    Question,
    Release,
)
from callguard.domain.guard.reading import (
    GuardInputError,
    Reader,
    clock,
    day,
    flag,
    instant,
    list_of,
    maybe,
    one_of,
    record,
    text,
    whole,
    wrong,
    zone_name,
)

Presets = Callable[[str], Policy]
"""From a preset's name to its policy; raises LookupError where there is none."""


def parse_policy(obj: object, path: str = "$.policy") -> Policy:
    """The policy a decoded object describes; raises GuardInputError with paths that begin with `path`."""
    try:
        return _policy(obj)
    except GuardInputError as error:
        raise error.under(path) from None


def parse_question(obj: object, presets: Presets) -> Question:
    """The whole document, preset names looked up; raises GuardInputError."""

    def make(policy: tuple[Policy, ...], **fields: object) -> Question:
        return Question(policies=policy, **fields)  # type: ignore[arg-type]  # the readers below give the types

    read = record(make, {"policy": _policies(presets), "now": instant}, _QUESTION)
    try:
        return read(obj)
    except GuardInputError as error:
        raise error.under("$") from None


def _policies(presets: Presets) -> Reader[tuple[Policy, ...]]:
    def read_one(value: object) -> Policy:
        return _preset(value, presets) if isinstance(value, str) else _policy(value)

    def read(value: object) -> tuple[Policy, ...]:
        if not isinstance(value, list):
            return (read_one(value),)
        if not value:
            raise wrong("must name at least one policy")
        return list_of(read_one)(value)

    return read


def _preset(name: str, presets: Presets) -> Policy:
    try:
        return presets(name)
    except LookupError:
        raise wrong("is not the name of a preset") from None


def _once(keys: Iterable[object], key: str) -> None:
    seen: set[object] = set()
    for index, value in enumerate(keys):
        if value in seen:
            raise wrong("stands twice", f"[{index}].{key}")
        seen.add(value)


def _hours(opens: int, closes: int) -> Hours:
    if opens >= closes:
        raise wrong("must lie after `opens`", ".closes")
    return Hours(opens, closes)


def _window(days: tuple[Weekday, ...], opens: int, closes: int) -> Window:
    return Window(days, _hours(opens, closes))


def _blackout(
    days: tuple[Weekday, ...],
    opens: int,
    closes: int,
    since: datetime | None = None,
    last_day: date | None = None,
) -> Blackout:
    return Blackout(days, _hours(opens, closes), since, last_day)


def _limit(  # the keys are the contract's
    id: str,  # noqa: A002
    max: int,  # noqa: A002
    per: Per,
    counts: tuple[CallResult, ...],
    release_max: int | None = None,
    calendar_days: int | None = None,
    minutes: int | None = None,
    lifetime: bool = False,
) -> Limit:
    if [calendar_days is not None, minutes is not None, lifetime].count(True) != 1:
        raise wrong("needs exactly one of `calendar_days`, `minutes` and `lifetime`")
    if release_max is not None and release_max <= max:
        raise wrong("must be above `max`", ".release_max")
    return Limit(id, max, per, counts, release_max, calendar_days, minutes, lifetime)


def _distinct(read: Reader[tuple[object, ...]], key: str) -> Reader[tuple[object, ...]]:
    def read_distinct(value: object) -> tuple[object, ...]:
        items = read(value)
        _once((getattr(item, key) for item in items), key)
        return items

    return read_distinct


def _country(value: object) -> str:
    code = text(value)
    if not is_known_country(code):
        raise wrong("is not a country whose public holidays are known")
    return code


_RESULTS = list_of(one_of(CallResult))
_DAYS = list_of(one_of(Weekday))
_FAMILIES = list_of(one_of(Family))
_CLOCKS = {"opens": clock, "closes": clock}
_PERIOD = whole(1)

_policy: Reader[Policy] = record(
    Policy,
    {"name": text},
    {
        "default_time_zone": zone_name,
        "windows": list_of(record(_window, {"days": _DAYS, **_CLOCKS}, {})),
        "closing_margin_minutes": whole(0),
        "dates": _distinct(
            list_of(record(SpecialDate, {"date": day, "windows": list_of(record(_hours, _CLOCKS, {}))}, {})), "date"
        ),
        "public_holidays": maybe(_country),
        "limits": _distinct(
            list_of(
                record(
                    _limit,
                    {"id": text, "max": whole(0), "per": one_of(Per), "counts": _RESULTS},
                    {
                        "release_max": maybe(whole(0)),
                        "calendar_days": maybe(_PERIOD),
                        "minutes": maybe(_PERIOD),
                        "lifetime": flag,
                    },
                )
            ),
            "id",
        ),
        "gaps": _distinct(
            list_of(record(Gap, {"id": text, "after": _RESULTS, "minutes": _PERIOD, "per": one_of(Per)}, {})), "id"
        ),
        "cooldowns": _distinct(
            list_of(
                record(
                    Cooldown,
                    {"id": text, "after": _RESULTS, "calendar_days": _PERIOD, "per": one_of(Per)},
                    {"directions": list_of(one_of(Direction))},
                )
            ),
            "id",
        ),
        "consent": maybe(
            record(
                ConsentTerms,
                {},
                {
                    "calendar_days": maybe(_PERIOD),
                    "ends_after": _RESULTS,
                    "uncounted": flag,
                    "lifts": _FAMILIES,
                    "lifts_with_release": _FAMILIES,
                },
            )
        ),
    },
)

_QUESTION: dict[str, Reader[object]] = {
    "customer": record(
        Customer,
        {},
        {
            "time_zones": list_of(zone_name),
            "do_not_call": list_of(
                record(
                    DoNotCall, {"since": instant}, {"until": maybe(instant), "case": maybe(text), "shop": maybe(text)}
                )
            ),
            "blackouts": list_of(
                record(_blackout, {"days": _DAYS, **_CLOCKS}, {"since": maybe(instant), "last_day": maybe(day)})
            ),
            "consents": list_of(
                record(
                    Consent,
                    {"given_at": instant},
                    {
                        "case": maybe(text),
                        "from": maybe(instant),
                        "until": maybe(instant),
                        "revoked_at": maybe(instant),
                    },
                )
            ),
        },
    ),
    "number": maybe(record(Number, {"e164": text}, {"expires_at": maybe(instant)})),
    "case": maybe(text),
    "shop": maybe(text),
    "calls": list_of(
        record(
            Call,
            {"at": instant, "result": one_of(CallResult)},
            {
                "direction": one_of(Direction),
                "number": maybe(text),
                "shop": maybe(text),
                "cases": list_of(text),
                "discussed": list_of(text),
            },
        )
    ),
    "release": maybe(record(Release, {"granted_at": instant, "expires_at": instant}, {})),
}
