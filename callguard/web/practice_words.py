"""The seven steps of a practice call as they are read aloud: the real script, filled from the scenario."""

from collections.abc import Mapping
from datetime import datetime

from callguard.db.models import PracticeCall
from callguard.domain.practice import Scenario
from callguard.domain.script import Ending, Step, load_script
from callguard.http.language import current_language
from callguard.http.language import gettext as _
from callguard.web.call.filling import tomorrow
from callguard.web.call.script import StepWords, WordsAt, agreed, broken_off, not_agreed, words_of
from callguard.web.call.words import plan_promise


def script_of_practice(call: PracticeCall, scenario: Scenario, now: datetime, tz: str) -> WordsAt:
    """The script of a practice call, as in a first call to the customer."""
    script, matter = load_script(), (scenario.issue_type, scenario.liability)

    def words_at(number: int) -> StepWords:
        step = Step(number)
        return words_of(script, step, *matter, 1, _endings(step), _blanks(call, scenario, step, now, tz))

    return words_at


def elapsed(call: PracticeCall, at: datetime) -> str:
    """How long after its first step something happened, in minutes and seconds."""
    seconds = int((at - call.steps[0].entered_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _endings(step: Step) -> Mapping[Ending, str]:
    return agreed() | not_agreed() | broken_off() if step is Step.CLOSE else {Ending.AGREED: ""}


def _blanks(call: PracticeCall, scenario: Scenario, step: Step, now: datetime, tz: str) -> dict[str, str]:
    locale = current_language()
    # What is refused first gives way to the next rung: the last one is what step 6 changes to.
    plans = scenario.plans[-1 if step >= Step.ADJUST else 0 :][:1]
    return {
        "shop": call.agent.shops[0].name,
        "agent": call.agent.display_name,
        "customer": scenario.customer.in_locale(locale),
        "goods": scenario.goods.in_locale(locale),
        "order_tail": scenario.order_tail,
        "plan": "".join(plan_promise(plan, scenario.issue_type) for plan in plans),
        "deadline": _("明天 %(time)s", time=f"{tomorrow(now, tz):%H:%M}"),
    }
