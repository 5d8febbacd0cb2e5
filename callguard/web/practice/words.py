"""The seven steps of a practice call as they are read aloud, and what happened in it, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from callguard.db.models import PracticeCall, PracticeOffer
from callguard.domain.case import IssueType
from callguard.domain.offer import OfferStatus, plan_of, plan_spoken_of
from callguard.domain.script import AttemptStage, Ending, Step, load_script
from callguard.domain.talk import SkipReason
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.services.practice.sheets import PracticeSheet
from callguard.web.call.filling import tomorrow
from callguard.web.call.plans import plan_or_senior
from callguard.web.call.script import (
    ABOUT_PLANS,
    StepWords,
    WordsAt,
    closings,
    is_said_again,
    waiting_words,
    words_of,
)
from callguard.web.call.words import plan_label
from callguard.web.filters import full_time, stopwatch


@dataclass(frozen=True)
class Event:
    """Something that happened in a practice call; of a step its number says more than an icon."""

    at: datetime
    words: str
    icon: str = ""
    step: Step | None = None
    meaning: str = "quiet"


def script_of_practice(sheet: PracticeSheet, now: datetime, tz: str) -> WordsAt:
    """The script of a practice call, as in a first call to the customer."""
    matter = (sheet.scenario.issue_type, sheet.scenario.liability)
    refused = any(one.status is OfferStatus.REFUSED for one in sheet.offers)

    def words_at(number: int) -> StepWords:
        step = Step(number)
        if sheet.awaits_approval and step in ABOUT_PLANS:
            return waiting_words(step, *matter)
        again = is_said_again(sheet.talk, step, refused=refused)
        blanks = blanks_of_practice(sheet, step, now, tz)
        return words_of(load_script(), step, *matter, AttemptStage.FIRST, _endings(sheet, step), blanks, again=again)

    return words_at


def blanks_of_practice(sheet: PracticeSheet, step: Step, now: datetime, tz: str) -> dict[str, str]:
    """What the texts leave open, from the scenario and from how the talk has gone."""
    call, scenario, locale = sheet.call, sheet.scenario, current_language()
    agreed = plan_of(sheet.accepted_offers[-1]) if sheet.accepted_offers else None
    plan = plan_or_senior(plan_spoken_of(step, sheet.step, sheet.plans, sheet.offers, agreed), scenario.issue_type)
    deadline = _("明天 %(time)s", time=f"{tomorrow(now, tz):%H:%M}")
    begun = call.steps[0].entered_at if call.steps else now
    return {
        "shop": call.shop.name,
        "agent": call.agent.display_name,
        "customer": scenario.customer.in_locale(locale),
        "goods": scenario.goods.in_locale(locale),
        "order_tail": scenario.order_tail,
        "plan": plan,
        "deadline": deadline,
        "promises": _("%(what)s，%(at)s前办好", what=plan, at=deadline),
        "called_at": full_time(begun, tz),
    }


def elapsed(call: PracticeCall, at: datetime) -> str:
    """How long after its first step something happened, in minutes and seconds."""
    return stopwatch(at - call.steps[0].entered_at)


def timeline(call: PracticeCall) -> list[Event]:
    """What happened, the earliest first; an answer comes before the offer that was made in its place."""
    steps = [Event(one.entered_at, text_of(one.step), step=one.step) for one in call.steps]
    answers = [event for offer in call.offers for event in _answers(offer)]
    offers = [_offered(offer) for offer in call.offers]
    end = [Event(call.ended_at, _("结束通话"), "phone-off")] if call.ended_at else []
    return sorted([*steps, *_skips(call), *answers, *offers, *end], key=lambda event: event.at)


def _skips(call: PracticeCall) -> Iterator[Event]:
    for (at, reason, words), skips in groupby(call.skips, key=lambda one: (one.explained_at, one.reason, one.words)):
        steps = _("、").join(str(int(one.step)) for one in skips)
        why = words if reason is SkipReason.OTHER else text_of(reason)
        told = _("没走第 %(steps)s 步：%(why)s", steps=steps, why=why)
        yield Event(at, told, "player-skip-forward", meaning="needs")


def _offered(offer: PracticeOffer) -> Event:
    plan = plan_label(offer.kind, offer.amount if offer.asked_amount is None else offer.asked_amount)
    if offer.asked_role is None:
        return Event(offer.made_at, _("向顾客提出：%(plan)s", plan=plan), "message", meaning="here")
    words = _("要%(role)s批：%(plan)s", role=text_of(offer.asked_role), plan=plan)
    return Event(offer.made_at, words, "user-shield", meaning="needs")


def _answers(offer: PracticeOffer) -> Iterator[Event]:
    plan = plan_label(offer.kind, offer.amount)
    if offer.decided_at is not None and offer.status is OfferStatus.REJECTED:
        yield Event(offer.decided_at, _("没批：%(plan)s", plan=plan), "circle-x", meaning="never")
    elif offer.decided_at is not None and offer.asked_amount is not None:
        yield Event(offer.decided_at, _("改成：%(plan)s", plan=plan), "edit", meaning="may")
    elif offer.decided_at is not None:
        yield Event(offer.decided_at, _("批了：%(plan)s", plan=plan), "check", meaning="may")
    if offer.answered_at is not None:
        yield _answer(offer.answered_at, offer.status, plan)


def _answer(at: datetime, status: OfferStatus, plan: str) -> Event:
    match status:
        case OfferStatus.ACCEPTED:
            return Event(at, _("顾客接受：%(plan)s", plan=plan), "thumb-up", meaning="may")
        case OfferStatus.SET_ASIDE:
            return Event(at, _("收起，改提别的：%(plan)s", plan=plan), "arrow-right")
        case OfferStatus.WITHDRAWN:
            return Event(at, _("撤回申请：%(plan)s", plan=plan), "arrow-back-up")
        case _refused:
            return Event(at, _("顾客拒绝：%(plan)s", plan=plan), "x", meaning="never")


def _endings(sheet: PracticeSheet, step: Step) -> Mapping[Ending, str]:
    if step is not Step.CLOSE:
        return {Ending.AGREED: ""}
    is_open = sheet.scenario.issue_type is IssueType.PERSONAL_SAFETY
    return closings(sheet.talk, agreed=bool(sheet.accepted_offers), is_open=is_open)
