"""The seven steps as they are read aloud in one call: texts chosen by the case, blanks filled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from callguard.db.models import User
from callguard.domain.case import IssueType, Liability
from callguard.domain.compensation import Plan
from callguard.domain.offer import OfferStatus
from callguard.domain.script import Ending, Step, Text, load_script, render
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.services.call_sheets import CallSheet
from callguard.web.call.filling import tomorrow
from callguard.web.call.words import plan_promise

_SPOKEN = (OfferStatus.ACCEPTED, OfferStatus.OPEN)


@dataclass(frozen=True)
class StepWords:
    """One step: what to say (more than one way where the talk can end in several), to find out and to avoid."""

    step: Step
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    find_out: tuple[str, ...]
    avoid: tuple[str, ...]


def script_of(sheet: CallSheet, agent: User, now: datetime, tz: str) -> tuple[StepWords, ...]:
    """All the steps of this call in their order."""
    blanks = blanks_of(sheet, agent, now, tz)
    return tuple(_step(sheet, step, blanks) for step in Step)


def blanks_of(sheet: CallSheet, agent: User, now: datetime, tz: str) -> dict[str, str]:
    """What the texts leave open, as far as it is known; the customer by family name only."""
    name = sheet.case.customer.name_masked
    by = tomorrow(now, tz)
    return {
        "shop": sheet.case.shop.name,
        "agent": agent.display_name,
        "goods": sheet.case.order.goods or _("商品"),
        "order_tail": sheet.case.order.order_no[-4:],
        "customer": _("%(name)s先生或女士", name=name[0]) if name else _("订单的收件人"),
        "plan": _plan(sheet),
        "deadline": _("明天 %(time)s", time=f"{by:%H:%M}"),
    }


def _plan(sheet: CallSheet) -> str:
    """What is on the table: accepted or open, else the first prepared plan the customer hasn't refused."""
    spoken = next((one for one in sheet.offers if one.status in _SPOKEN), None)
    if spoken is not None:
        return plan_promise(spoken.kind, spoken.amount)
    prepared = sheet.callback.preparation.plans if sheet.callback.preparation else []
    refused = [Plan(one.kind, one.amount) for one in sheet.offers]
    left = [one for one in prepared if not any(map(Plan(one.kind, one.amount).same_as, refused))]
    return plan_promise(left[0].kind, left[0].amount) if left else ""


def _step(sheet: CallSheet, step: Step, blanks: Mapping[str, str]) -> StepWords:
    endings = _endings(sheet, step)
    return words_of(step, sheet.case.issue_type, sheet.case.liability, sheet.attempt_no, endings, blanks)


def words_of(
    step: Step,
    issue_type: IssueType,
    liability: Liability,
    attempt_no: int,
    endings: Mapping[Ending, str],
    blanks: Mapping[str, str],
) -> StepWords:
    """One step of a call about such a matter, in each way it can end; the labels of `endings` name the ways."""
    texts = [load_script().step(step, issue_type, liability, attempt_no, ending) for ending in endings]
    return StepWords(
        step=step,
        ways=tuple((label, _filled(text.say, blanks)) for label, text in zip(endings.values(), texts, strict=True)),
        find_out=_filled(texts[0].find_out, blanks),
        avoid=_filled(texts[0].avoid, blanks),
    )


def _endings(sheet: CallSheet, step: Step) -> dict[Ending, str]:
    if step is not Step.CLOSE:
        return {Ending.AGREED: ""}
    if sheet.accepted_offers:
        return agreed()
    return not_agreed()


def agreed() -> dict[Ending, str]:
    """The way a talk ends that came to an agreement."""
    return {Ending.AGREED: _("谈成了")}


def not_agreed() -> dict[Ending, str]:
    """The ways in which one ends that didn't."""
    return {Ending.NOT_AGREED: _("没谈成"), Ending.WANTS_TIME: _("顾客要考虑"), Ending.DO_NOT_CALL: _("不想再接电话")}


def _filled(lines: Iterable[Text], blanks: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(render(line.in_locale(current_language()), blanks) for line in lines)
