"""Random documents, most of them about days on which the clocks change."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # had no 2011-12-30
    "America/Sao_Paulo",  # some midnights don't exist, others come twice
    "Asia/Beirut",
    "America/St_Johns",  # once went back from 00:01 to 23:01 of the day before
    "Asia/Kathmandu",
]
MOMENTS = [
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in [
        "2026-11-21T07:00",
        "2026-03-08T07:00",  # New York springs forward
        "2026-11-01T06:00",  # New York falls back
        "2026-04-04T15:00",  # Lord Howe falls back
        "2026-10-03T15:30",  # Lord Howe springs forward
        "2011-12-30T10:00",  # Apia skips a day
        "2018-11-04T03:00",  # Sao Paulo: 00:00 becomes 01:00
        "2018-02-18T02:00",  # Sao Paulo: 24:00 becomes 23:00
        "2026-03-28T22:00",  # Beirut: 00:00 becomes 01:00
        "2006-10-29T02:31",  # St John's: 00:01 becomes 23:01 of the day before
        "2006-04-02T03:31",  # St John's: 00:01 becomes 01:01
        "2026-09-30T16:00",  # China's National Day begins
        "2026-12-31T16:00",  # China's calendar ends
    ]
]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
RESULTS = [
    "not_placed",
    "failed",
    "invalid_number",
    "busy",
    "no_answer",
    "rejected",
    "voicemail",
    "dropped",
    "conversation",
    "unknown",
]
FAMILIES = ["windows", "limits", "gaps", "cooldowns"]
NUMBERS = ["+8613800138000", "+12125550100", "+8613800138001"]

cases = st.sampled_from(["A", "B"])
results = st.lists(st.sampled_from(RESULTS), min_size=1, max_size=6, unique=True)
pers = st.sampled_from(["customer", "customer", "case", "number", "shop"])
clocks = st.sampled_from([0, 1, 30, 60, 90, 150, 600, 1080, 1380, 1381, 1439, 1440]) | st.integers(0, 1440)


def written(at: datetime) -> str:
    return at.isoformat()


@st.composite
def hours(draw: st.DrawFn) -> Document:
    opens, closes = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return {"opens": f"{opens // 60:02}:{opens % 60:02}", "closes": f"{closes // 60:02}:{closes % 60:02}"}


@st.composite
def weekly(draw: st.DrawFn) -> Document:
    days = draw(st.just(DAYS) | st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
    return {"days": days, **draw(hours())}


@st.composite
def instants(draw: st.DrawFn, near: datetime, before: int = 12 * 1440, after: int = 6 * 1440) -> datetime:
    minutes = draw(st.integers(-before, after) | st.integers(-min(before, 180), min(after, 180)))
    return near + timedelta(minutes=minutes, microseconds=draw(st.sampled_from([0, 0, 0, 1, 999_999])))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def limits(draw: st.DrawFn, id_: str) -> Document:
    most = draw(st.sampled_from([1, 1, 2, 2, 3, 0]))
    period = draw(
        st.sampled_from([{"calendar_days": days} for days in (1, 1, 2, 3, 5)] + [{"lifetime": True}])
        | st.integers(1, 3 * 1440).map(lambda minutes: {"minutes": minutes})
    )
    more = draw(st.none() | st.integers(1, 3))
    return {
        "id": id_,
        "max": most,
        "release_max": None if more is None else most + more,
        "per": draw(pers),
        "counts": draw(results),
        **period,
    }


@st.composite
def policies(draw: st.DrawFn, now: datetime, name: str = "p") -> Document:
    ids = ["x", "y", "z"]
    special = draw(st.lists(st.integers(-2, 5), max_size=3, unique=True))
    return {
        "name": name,
        "default_time_zone": draw(st.sampled_from(ZONES)),
        "windows": draw(st.lists(weekly(), max_size=3)),
        "closing_margin_minutes": draw(st.sampled_from([0, 0, 0, 15, 60])),
        "dates": [
            {"date": (now + timedelta(days=days)).date().isoformat(), "windows": draw(st.lists(hours(), max_size=2))}
            for days in special
        ],
        "public_holidays": draw(st.sampled_from([None, None, "CN", "US"])),
        "limits": [draw(limits(id_)) for id_ in ids[: draw(st.integers(0, 3))]],
        "gaps": [
            {"id": id_, "after": draw(results), "minutes": draw(st.integers(1, 300)), "per": draw(pers)}
            for id_ in ids[: draw(st.integers(0, 2))]
        ],
        "cooldowns": [
            {
                "id": id_,
                "after": draw(results),
                "calendar_days": draw(st.integers(1, 5)),
                "per": draw(pers),
                "directions": draw(st.sampled_from([["outbound"], ["inbound"], ["outbound", "inbound"]])),
            }
            for id_ in ids[: draw(st.integers(0, 2))]
        ],
        "consent": draw(maybe(terms())),
    }


def terms() -> st.SearchStrategy[Document]:
    families = st.lists(st.sampled_from(FAMILIES), unique=True)
    return st.fixed_dictionaries(
        {
            "calendar_days": maybe(st.integers(1, 4)),
            "ends_after": st.lists(st.sampled_from(RESULTS), unique=True, max_size=2),
            "uncounted": st.booleans(),
            "lifts": families,
            "lifts_with_release": families,
        }
    )


@st.composite
def calls(draw: st.DrawFn, now: datetime) -> Document:
    call = {
        "at": written(draw(instants(now, after=60))),
        "result": draw(st.sampled_from(RESULTS)),
        "direction": draw(st.sampled_from(["outbound", "outbound", "inbound"])),
        "number": draw(maybe(st.sampled_from(NUMBERS))),
        "shop": draw(maybe(st.sampled_from(["S", "T"]))),
        "cases": draw(st.lists(cases, unique=True)),
    }
    return call | draw(st.fixed_dictionaries({}, optional={"discussed": st.lists(cases, unique=True)}))


@st.composite
def customers(draw: st.DrawFn, now: datetime) -> Document:
    at = instants(now).map(written)
    day = instants(now).map(lambda t: t.date().isoformat())
    wishes = st.fixed_dictionaries(
        {"since": at, "until": at | maybe(at), "case": maybe(cases), "shop": maybe(st.just("S"))}
    )
    own = st.tuples(weekly(), st.fixed_dictionaries({"since": maybe(at), "last_day": maybe(day)}))
    consents = st.fixed_dictionaries(
        {
            "given_at": at,
            "case": maybe(cases),
            "from": maybe(at),
            "until": maybe(at),
            "revoked_at": st.none() | maybe(at),
        }
    )
    return {
        "time_zones": draw(st.lists(st.sampled_from(ZONES), max_size=2)),
        "do_not_call": draw(st.lists(wishes, max_size=1)),
        "blackouts": [first | second for first, second in draw(st.lists(own, max_size=2))],
        "consents": draw(st.lists(consents, max_size=2)),
    }


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with its policies in full."""
    now = draw(st.sampled_from(MOMENTS).flatmap(lambda moment: instants(moment, before=2 * 1440, after=2 * 1440)))
    names = draw(st.sampled_from([["p"], ["p"], ["q", "p"]]))
    all_policies = [draw(policies(now, name)) for name in names]
    release = draw(maybe(st.tuples(instants(now), instants(now))))
    e164 = st.sampled_from([*NUMBERS, *NUMBERS, "+8612345"])
    return {
        "policy": all_policies if len(names) > 1 else all_policies[0],
        "now": written(now),
        "customer": draw(customers(now)),
        "number": draw(maybe(st.fixed_dictionaries({"e164": e164, "expires_at": maybe(instants(now).map(written))}))),
        "case": draw(maybe(cases)),
        "shop": draw(maybe(st.just("S"))),
        "calls": draw(st.lists(calls(now), max_size=8)),
        "release": release and {"granted_at": written(min(release)), "expires_at": written(max(release))},
    }
