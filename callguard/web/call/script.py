"""The seven steps as they are read aloud in one call: texts chosen by the case, blanks filled."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from callguard.db.models import Case, User
from callguard.domain.case import IssueType, Liability
from callguard.domain.script import (
    AttemptStage,
    Ending,
    Script,
    Step,
    Text,
    load_script,
    render,
    stage_of,
    waiting_text,
)
from callguard.domain.talk import Talk
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet
from callguard.web.call.filling import tomorrow
from callguard.web.call.plans import spoken_plan


@dataclass(frozen=True)
class StepWords:
    """One step: what to say (more than one way where the talk can end in several), to find out and to avoid."""

    step: Step
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    find_out: tuple[str, ...]
    avoid: tuple[str, ...]


ABOUT_PLANS = (Step.PROPOSE, Step.NEGOTIATE, Step.ADJUST)

WordsAt = Callable[[int], StepWords]
"""The words of a step by its number, put together when they are asked for: most pages show two of the seven."""


def script_of(sheet: CallSheet, agent: User, now: datetime, tz: str) -> WordsAt:
    """The script of this call."""
    blanks = blanks_of(sheet.case, agent, now, tz)
    return lambda number: _step(sheet, Step(number), {**blanks, "plan": spoken_plan(sheet, Step(number))})


def blanks_of(case: Case, agent: User, now: datetime, tz: str) -> dict[str, str]:
    """What the texts leave open but for the plan, as far as it is known; the customer by family name only."""
    name = case.customer.name_masked
    by = tomorrow(now, tz)
    return {
        # Who makes the call works for the shop; asking the case for it would be a statement.
        "shop": next(shop.name for shop in agent.shops if shop.id == case.shop_id),
        "agent": agent.display_name,
        "goods": case.order.goods or _("商品"),
        "order_tail": case.order.order_no[-4:],
        "customer": _("%(name)s先生或女士", name=name[0]) if name else _("订单的收件人"),
        "deadline": _("明天 %(time)s", time=f"{by:%H:%M}"),
    }


def _step(sheet: CallSheet, step: Step, blanks: Mapping[str, str]) -> StepWords:
    matter = (sheet.case.spoken_as, sheet.case.liability)
    if sheet.awaits_approval and step in ABOUT_PLANS:
        return waiting_words(step, *matter)
    script, stage = load_script(sheet.callback.kind), stage_of(step, sheet.attempt_no, is_told=sheet.is_told)
    return words_of(script, step, *matter, stage, _endings(sheet, step), blanks, again=_is_again(sheet, step))


def waiting_words(step: Step, issue_type: IssueType, liability: Liability) -> StepWords:
    """A step about plans while a senior is asked: whatever it says of one would promise what nobody has allowed yet."""
    text = waiting_text(issue_type, liability)
    return StepWords(step, (("", _filled(text.say, {})),), _filled(text.find_out, {}), _filled(text.avoid, {}))


def words_of(
    script: Script,
    step: Step,
    issue_type: IssueType,
    liability: Liability,
    stage: AttemptStage,
    endings: Mapping[Ending, str],
    blanks: Mapping[str, str],
    *,
    again: bool = False,
) -> StepWords:
    """One step of a call about such a matter, in each way it can end; the labels of `endings` name the ways."""
    texts = [script.step(step, issue_type, liability, stage, ending, again=again) for ending in endings]
    return StepWords(
        step=step,
        ways=tuple((label, _filled(text.say, blanks)) for label, text in zip(endings.values(), texts, strict=True)),
        find_out=_filled(texts[0].find_out, blanks),
        avoid=_filled(texts[0].avoid, blanks),
    )


def _is_again(sheet: CallSheet, step: Step) -> bool:
    refused_here = any(one.callback_id == sheet.callback.id for one in sheet.refused_offers)
    return is_said_again(sheet.talk, step, refused=refused_here)


def is_said_again(talk: Talk, step: Step, *, refused: bool) -> bool:
    """Whether the step's apology was heard in this call: one waits for the answer there, and may go on from a no.

    `refused` says that the customer turned a plan down in it.
    """
    return talk.is_again(step) or (step is Step.PROPOSE and step in talk.steps and refused)


def _endings(sheet: CallSheet, step: Step) -> dict[Ending, str]:
    """The ways a talk may end from here, the likeliest first."""
    if step is not Step.CLOSE:
        return {Ending.AGREED: ""}
    if sheet.is_survey:
        return _of_survey()
    is_open = sheet.is_safety or sheet.attempt is None
    return closings(sheet.talk, agreed=bool(sheet.accepted_offers), is_open=is_open)


def closings(talk: Talk, *, agreed: bool, is_open: bool) -> dict[Ending, str]:
    """The ways in which a talk about a matter may end; `is_open`: it may have come to a yes that nobody noted."""
    yes = {Ending.AGREED: _("谈成了")}
    if agreed:
        return yes
    if Step.PROPOSE in talk.steps:
        undecided = {Ending.NOT_AGREED: _("没谈成"), Ending.WANTS_TIME: _("顾客要考虑")}
    else:
        undecided = {Ending.CALL_LATER: _("现在不方便，改时间再打"), Ending.NOT_AGREED: _("没谈成")}
    broken_off = {Ending.DO_NOT_CALL: _("不想再接电话"), Ending.CUT_SHORT: _("话说不下去")}
    return undecided | (yes if is_open else {}) | broken_off


def _of_survey() -> dict[Ending, str]:
    rated = {Ending.AGREED: _("打了分"), Ending.NOT_AGREED: _("1、2 分，不满意")}
    return rated | {Ending.CUT_SHORT: _("不想评价"), Ending.DO_NOT_CALL: _("不想再接电话")}


def _filled(lines: Iterable[Text], blanks: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(render(line.in_locale(current_language()), blanks) for line in lines)
