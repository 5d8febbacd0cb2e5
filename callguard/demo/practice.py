"""The practice calls of the fortnight; they draw nothing by lot, so that the calls to customers stay what they are."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from callguard.db.models import PracticeCall
from callguard.demo.acts import Story
from callguard.demo.office import Office
from callguard.domain.practice import AttitudeRule, Grade, Mark, load_practice
from callguard.domain.script import Step
from callguard.resources import package_text
from callguard.services.practice.calls import ask_for_practice, open_practice, score_practice
from callguard.services.practice.preparing import prepare_practice, suggested_in_practice
from callguard.services.practice.talking import end_practice_talk, enter_practice_step, write_practice_notes

_TO_PREPARE = timedelta(minutes=2)
_AFTER_THE_TALK = timedelta(minutes=6)
"""How long the senior thinks about the score."""


@dataclass(frozen=True)
class Rehearsal:
    """One practice call; without a senior it is only asked for, and the rest is empty."""

    agent: str
    scenario: str
    days_ago: int
    at: time
    senior: str = ""
    demands: str = ""
    beyond_authority: str = ""
    seconds: tuple[int, ...] = ()
    notes: str = ""
    word: str = ""
    marks: tuple[Mapping[str, str], ...] = ()


def practised(office: Office) -> Iterator[Story]:
    """A story for each of them."""
    for one in _rehearsals():
        yield _played(office, one) if one.senior else _asked_for(office, one)


def _asked_for(office: Office, one: Rehearsal) -> Story:
    at = _begins(office, one)
    yield at
    ask_for_practice(office.session, office.staff.named(one.agent), one.scenario, at)


def _played(office: Office, one: Rehearsal) -> Story:
    """From the preparation to the score."""
    session, at = office.session, _begins(office, one)
    agent, senior = office.staff.named(one.agent), office.staff.named(one.senior)
    yield at + _TO_PREPARE + timedelta(seconds=sum(one.seconds)) + _AFTER_THE_TALK
    call = open_practice(session, senior, agent.id, one.scenario, at)
    _prepare(office, call, one, at)
    at += _TO_PREPARE
    for step, seconds in zip(Step, one.seconds, strict=True):
        enter_practice_step(session, call.id, agent, step, at)
        at += timedelta(seconds=seconds)
    write_practice_notes(session, call.id, agent, one.notes)
    end_practice_talk(session, call.id, agent, at)
    score_practice(session, call.id, senior, _marks(one), one.word, at + _AFTER_THE_TALK)


def _prepare(office: Office, call: PracticeCall, one: Rehearsal, at: datetime) -> None:
    """As it is suggested; whoever plays the customer is the senior on duty as well."""
    prepare_practice(
        office.session,
        call.id,
        call.agent,
        suggested_in_practice(call),
        at,
        demands=one.demands,
        beyond_authority=one.beyond_authority,
        senior_id=call.senior_id,
    )


def _begins(office: Office, one: Rehearsal) -> datetime:
    zone = ZoneInfo(office.settings.display_tz)
    today = office.now.astimezone(zone).date()
    return datetime.combine(today - timedelta(days=one.days_ago), one.at, zone)


def _marks(one: Rehearsal) -> dict[AttitudeRule, Mark]:
    kept = {criterion.rule: Mark(Grade.MET) for criterion in load_practice().criteria}
    return kept | {AttitudeRule(row["rule"]): Mark(Grade(row["grade"]), row.get("word", "")) for row in one.marks}


@cache
def _rehearsals() -> tuple[Rehearsal, ...]:
    content = tomllib.loads(package_text("demo", "content", "practice.toml"))
    return tuple(_rehearsal({"beyond_authority": content["beyond_authority"], **row}) for row in content["call"])


def _rehearsal(row: dict[str, Any]) -> Rehearsal:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Rehearsal(**row | lists)
