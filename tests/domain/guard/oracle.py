"""The contract read out rule by rule, the slowest and plainest way, from the document as JSON alone.

It shares no code with the guard: local times come from zoneinfo, and what holds later is found by asking again at every
instant at which anything could change.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import phonenumbers

Document = dict[str, Any]
Key = tuple[int, str, str | None]
FREE, RELEASABLE, HARD = 0, 1, 2
RULES = ["windows", "blackouts", "do_not_call", "number", "limits", "gaps", "cooldowns"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Oracle:
    """What a document with its policies in full says at its `now` and, nothing else happening, at later instants."""

    def __init__(self, document: Document) -> None:
        self.document = document
        policy = document["policy"]
        self.policies: list[Document] = policy if isinstance(policy, list) else [policy]
        self.now = instant(document["now"])
        self.customer: Document = document.get("customer", {})
        self.case = document.get("case")
        self.shop = document.get("shop")
        self.number = document.get("number")
        self.calls = [call for call in document.get("calls", []) if instant(call["at"]) <= self.now]

    def zones(self, policy: Document) -> list[str]:
        return self.customer.get("time_zones") or [policy.get("default_time_zone", "Asia/Shanghai")]

    def refusals(self, t: datetime) -> dict[Key, tuple[int, list[datetime]]]:
        """How hard each rule refuses at that instant, and the calls it rests on."""
        found: dict[Key, tuple[int, dict[int, datetime]]] = {}
        for place, policy in enumerate(self.policies):
            for zone in self.zones(policy):
                for rule, id_, level, calls in self._in_zone(policy, zone, t):
                    if level > FREE:
                        old, counted = found.get((place, rule, id_), (FREE, {}))
                        counted |= {id(call): instant(call["at"]) for call in calls}
                        found[place, rule, id_] = max(old, level), counted
        return {key: (level, sorted(calls.values())) for key, (level, calls) in found.items()}

    def level(self, t: datetime) -> int:
        return max([level for level, _calls in self.refusals(t).values()], default=FREE)

    def verdict(self) -> str:
        level = self.level(self.now)
        release = self.document.get("release")
        released = release and instant(release["granted_at"]) <= self.now < instant(release["expires_at"])
        if level == RELEASABLE and released:
            return "allow"
        return ["allow", "needs_release", "refuse"][level]

    def calls_left(self) -> dict[str, dict[str, int]]:
        left: dict[str, dict[str, int]] = {}
        for policy in self.policies:
            for zone in self.zones(policy):
                for limit in policy.get("limits", []):
                    if self._applies(limit["per"]):
                        c = len(self._counted(policy, limit, zone, self.now))
                        most = limit.get("release_max") or limit["max"]
                        here = {"free": max(0, limit["max"] - c), "with_release": max(0, most - c)}
                        old = left.get(limit["id"], here)
                        left[limit["id"]] = {key: min(old[key], here[key]) for key in here}
        return left

    def _in_zone(
        self, policy: Document, zone: str, t: datetime
    ) -> Iterator[tuple[str, str | None, int, list[Document]]]:
        yield "windows", None, self._eased(policy, zone, t, "windows", HARD * (not is_open(policy, zone, t))), []
        yield "blackouts", None, HARD * self._blacked_out(zone, t), []
        yield "do_not_call", None, HARD * self._unwanted(t), []
        yield "number", None, HARD * self._unreachable(t), []
        for limit in policy.get("limits", []):
            if self._applies(limit["per"]):
                calls = self._counted(policy, limit, zone, t)
                level = self._eased(policy, zone, t, "limits", limit_level(limit, len(calls)))
                yield "limits", limit["id"], level, calls
        for gap in policy.get("gaps", []):
            if self._applies(gap["per"]):
                calls = [call for call in self._outbound(policy, gap["per"], zone) if in_gap(gap, call, t)]
                yield "gaps", gap["id"], self._eased(policy, zone, t, "gaps", HARD * bool(calls)), calls
        for cooldown in policy.get("cooldowns", []):
            if self._applies(cooldown["per"]):
                calls = [call for call in self.calls if self._cools(cooldown, call, zone, t)]
                level = self._eased(policy, zone, t, "cooldowns", HARD * bool(calls))
                yield "cooldowns", cooldown["id"], level, calls

    def _blacked_out(self, zone: str, t: datetime) -> bool:
        wall = t.astimezone(ZoneInfo(zone))
        return any(
            DAYS[wall.weekday()] in blackout["days"]
            and clock(blackout["opens"]) <= since_midnight(wall) < clock(blackout["closes"])
            and (blackout.get("since") is None or t >= instant(blackout["since"]))
            and (blackout.get("last_day") is None or wall.date() <= date.fromisoformat(blackout["last_day"]))
            for blackout in self.customer.get("blackouts", [])
        )

    def _unwanted(self, t: datetime) -> bool:
        return any(
            instant(wish["since"]) <= t
            and (wish.get("until") is None or t < instant(wish["until"]))
            and wish.get("case") in (None, self.case)
            and wish.get("shop") in (None, self.shop)
            for wish in self.customer.get("do_not_call", [])
        )

    def _unreachable(self, t: datetime) -> bool:
        if self.number is None:
            return False
        if not is_valid(self.number["e164"]):
            return True
        return self.number.get("expires_at") is not None and t >= instant(self.number["expires_at"])

    def _applies(self, per: str) -> bool:
        return per == "customer" or self.document.get(per) is not None

    def _in_scope(self, per: str, call: Document, cases: list[str]) -> bool:
        return {
            "customer": True,
            "case": self.case in cases,
            "number": self.number is not None and call.get("number") == self.number["e164"],
            "shop": call.get("shop") == self.shop,
        }[per]

    def _outbound(self, policy: Document, per: str, zone: str) -> list[Document]:
        return [
            call
            for call in self.calls
            if call.get("direction", "outbound") == "outbound"
            and self._in_scope(per, call, call.get("cases", []))
            and not self._uncounted(policy, call, zone)
        ]

    def _counted(self, policy: Document, limit: Document, zone: str, t: datetime) -> list[Document]:
        return [
            call
            for call in self._outbound(policy, limit["per"], zone)
            if (call["result"] in limit["counts"] or call["result"] == "unknown")
            and in_period(limit, instant(call["at"]), t, zone)
        ]

    def _cools(self, cooldown: Document, call: Document, zone: str, t: datetime) -> bool:
        first = instant(call["at"]).astimezone(ZoneInfo(zone)).date()
        return (
            call["result"] in cooldown["after"]
            and call["result"] != "unknown"
            and call.get("direction", "outbound") in cooldown.get("directions", ["outbound", "inbound"])
            and self._in_scope(cooldown["per"], call, discussed(call))
            and t.astimezone(ZoneInfo(zone)).date() < first + timedelta(days=cooldown["calendar_days"])
        )

    def _eased(self, policy: Document, zone: str, t: datetime, family: str, level: int) -> int:
        terms = policy.get("consent")
        if terms is None or not any(
            self._in_force(terms, consent, self.case, zone, t)
            and (family != "windows" or (consent.get("from") and consent.get("until")))
            for consent in self.customer.get("consents", [])
        ):
            return level
        if family in terms.get("lifts", []):
            return FREE
        return min(level, RELEASABLE) if family in terms.get("lifts_with_release", []) else level

    def _uncounted(self, policy: Document, call: Document, zone: str) -> bool:
        terms = policy.get("consent")
        if terms is None or not terms.get("uncounted"):
            return False
        return any(
            self._in_force(terms, consent, case, zone, instant(call["at"]))
            for consent in self.customer.get("consents", [])
            for case in call.get("cases") or [None]
        )

    def _in_force(self, terms: Document, consent: Document, case: str | None, zone: str, t: datetime) -> bool:
        given = instant(consent["given_at"])
        own = consent.get("case")
        if own is not None and own != case:
            return False
        if t < given or (consent.get("from") and t < instant(consent["from"])):
            return False
        if any(consent.get(key) and instant(consent[key]) <= t for key in ("until", "revoked_at")):
            return False
        days = terms.get("calendar_days")
        tz = ZoneInfo(zone)
        if days is not None and t.astimezone(tz).date() >= given.astimezone(tz).date() + timedelta(days=days):
            return False
        about = own if own is not None else case
        return not any(
            call["result"] in terms.get("ends_after", [])
            and (about is None or about in discussed(call))
            and given < instant(call["at"]) < t
            for call in self.calls
        )

    def candidates(self, days: int) -> list[datetime]:
        """Every instant from now on, through that many days, at which anything can change."""
        found = {self.now, *self._one_offs()}
        for policy in self.policies:
            clocks = {0, *clocks_of(policy), *clocks_of(self.customer)}
            for zone in self.zones(policy):
                found |= set(offset_changes(zone, self.now, days))
                first = self.now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
                for number in range(days + 2):
                    for minutes in clocks:
                        found |= set(readings(first + timedelta(days=number), minutes, zone))
        found |= {t + timedelta(microseconds=1) for t in found}
        return sorted(t for t in found if self.now <= t <= self.now + timedelta(days=days))

    def _one_offs(self) -> Iterator[datetime]:
        entries = [*self.customer.get("do_not_call", []), *self.customer.get("consents", [])]
        for entry in [*entries, *self.customer.get("blackouts", []), self.number or {}]:
            for key in ("since", "until", "given_at", "from", "revoked_at", "expires_at"):
                if entry.get(key):
                    yield instant(entry[key])
        for policy in self.policies:
            for rule in [*policy.get("limits", []), *policy.get("gaps", [])]:
                for call in self.calls:
                    if rule.get("minutes"):
                        yield instant(call["at"]) + timedelta(minutes=rule["minutes"])


# What the same text says, it says each time.
@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@lru_cache(maxsize=4096)
def is_valid(e164: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(e164))


@lru_cache(maxsize=4096)
def clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def since_midnight(wall: datetime) -> timedelta:
    return datetime.combine(date.min, wall.time()) - datetime.combine(date.min, time())


def discussed(call: Document) -> list[str]:
    return list(call["discussed"] if "discussed" in call else call.get("cases", []))


def is_open(policy: Document, zone: str, t: datetime) -> bool:
    wall = t.astimezone(ZoneInfo(zone))
    margin = timedelta(minutes=policy.get("closing_margin_minutes", 0))
    special = [entry for entry in policy.get("dates", []) if entry["date"] == wall.date().isoformat()]
    if special:
        windows: list[Document] = special[0]["windows"]
    elif is_holiday(policy.get("public_holidays"), wall.date()):
        return False
    elif not policy.get("windows"):
        return True
    else:
        windows = [window for window in policy["windows"] if DAYS[wall.weekday()] in window["days"]]
    return any(clock(each["opens"]) <= since_midnight(wall) < clock(each["closes"]) - margin for each in windows)


@lru_cache(maxsize=4096)
def is_holiday(country: str | None, on: date) -> bool:
    if country == "CN":
        try:
            day_off, name = chinese_calendar.get_holiday_detail(on)
        except NotImplementedError:
            return False
        return bool(day_off and name)
    return country is not None and on in holidays.country_holidays(country, years=on.year)


def limit_level(limit: Document, c: int) -> int:
    release_max = limit.get("release_max")
    if release_max is not None and c >= release_max:
        return HARD
    if c < limit["max"]:
        return FREE
    return HARD if release_max is None else RELEASABLE


def in_period(limit: Document, at: datetime, t: datetime, zone: str) -> bool:
    if limit.get("lifetime"):
        return True
    if limit.get("minutes"):
        return at > t - timedelta(minutes=limit["minutes"])
    today = t.astimezone(ZoneInfo(zone)).date()
    on = at.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=limit["calendar_days"] - 1) <= on <= today


def in_gap(gap: Document, call: Document, t: datetime) -> bool:
    long_enough = instant(call["at"]) + timedelta(minutes=gap["minutes"])
    return (call["result"] in gap["after"] or call["result"] == "unknown") and t < long_enough


def clocks_of(record: Document) -> set[int]:
    """The minutes after midnight named in a policy or customer."""
    margin = record.get("closing_margin_minutes", 0)
    hours = [*record.get("windows", []), *record.get("blackouts", [])]
    hours += [each for special in record.get("dates", []) for each in special["windows"]]
    opens = {int(clock(each["opens"]).total_seconds()) // 60 for each in hours}
    closes = {int(clock(each["closes"]).total_seconds()) // 60 for each in hours}
    return opens | closes | {minutes - margin for minutes in closes}


def readings(on: date, minutes: int, zone: str) -> Iterator[datetime]:
    """The instants at which the clocks show it: none or one or two, and for none what zoneinfo makes of it."""
    wall = datetime.combine(on, time()) + timedelta(minutes=minutes)
    for fold in (0, 1):
        yield wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def offset_changes(zone: str, start: datetime, days: int) -> Iterator[datetime]:
    """The minutes at which the clocks change."""
    tz = ZoneInfo(zone)
    hour = start.replace(minute=0, second=0, microsecond=0)
    for _ in range(days * 24):
        if hour.astimezone(tz).utcoffset() != (hour + timedelta(hours=1)).astimezone(tz).utcoffset():
            yield from (hour + timedelta(minutes=minute) for minute in range(61))
        hour += timedelta(hours=1)
