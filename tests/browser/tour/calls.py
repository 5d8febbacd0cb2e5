"""What an agent sees from the daily call list to the next one."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import exists

from callguard.db.models import Callback, Case
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, IssueType
from tests.browser.tour.moves import DAMAGED, dial, offer, step
from tests.browser.tour.visitor import Visitor


def daily_call_list(visitor: Visitor) -> Iterator[str]:
    """The list at 14:05, with a fault, and after closing time."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.go("/desk")
    yield "desk"
    visitor.unfold("details.why")
    yield "desk-why"
    page.locator(".number-form [name=number]").first.fill("12345")
    visitor.submit(".number-form")
    visitor.see(".is-invalid")
    yield "desk-number-fault"
    visitor.take(DAMAGED)
    visitor.go("/desk")
    visitor.see("#in-hand")
    yield "desk-in-hand"
    visitor.sign_in("zhou")
    visitor.clock.advance(timedelta(hours=6))
    visitor.go("/desk")
    visitor.see(".empty-group")
    yield "desk-closed"


def not_to_be_called(visitor: Visitor) -> Iterator[str]:
    """Callbacks that this agent can't dial now, each for another reason."""
    visitor.sign_in("lin")
    visitor.go("/desk")
    groups = ("waiting", "not-today", "release", "no-number", "callable")
    paths = {group: f"/callbacks/{visitor.lines(group)[0]}" for group in groups}
    shops = [shop.id for shop in visitor.user("lin").shops]
    is_open = (Callback.status != CallbackStatus.DONE, Case.status == CaseStatus.OPEN, Case.shop_id.in_(shops))
    colleagues = Callback.lease_agent_id.is_not(None)
    paths["elsewhere"] = f"/callbacks/{visitor.callback(*is_open, colleagues)}"
    paths["bad-review"] = f"/callbacks/{visitor.callback(*is_open, Case.issue_type == IssueType.BAD_REVIEW)}"
    is_closed = (Case.status == CaseStatus.CLOSED, Callback.kind != CallbackKind.SURVEY, Case.shop_id.in_(shops))
    paths["closed"] = f"/callbacks/{visitor.callback(*is_closed)}"
    for name, path in paths.items():
        visitor.go(path)
        visitor.see(".pane-call")
        yield f"call-{name}"


def preparation(visitor: Visitor) -> Iterator[str]:
    """What is thought out before dialling."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.take(DAMAGED)
    yield "prepare"
    for field in page.locator("#prepare-form input:visible, #prepare-form textarea:visible").all():
        field.fill("")
    page.locator("[name='plans.0.amount']").fill("abc")
    visitor.submit("#prepare-form")
    visitor.see(".is-invalid")
    yield "prepare-faults"
    visitor.sign_in("xu")
    visitor.take(Case.issue_type == IssueType.PERSONAL_SAFETY)
    yield "prepare-safety"
    page.locator("#senior").select_option(index=0)
    visitor.submit("#prepare-form")
    visitor.see(".is-invalid")
    yield "prepare-safety-faults"


def talk(visitor: Visitor) -> Iterator[str]:
    """A call that is settled, with everything that may lie over it."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.take(DAMAGED)
    visitor.press("Shift+Enter")
    visitor.see(".ready")
    yield "ready"
    visitor.press("d")
    visitor.see(".revealed-number")
    yield "number"
    for key in "123":
        step(visitor, key)
        yield f"step-{key}"
    page.locator("#note").fill("这是公司规定，我也没办法")
    visitor.see("#note-phrases li")
    yield "note-phrases"
    page.locator("#note").fill("顾客说杯子到手就裂了 ")
    page.locator("#note").press("End")
    page.keyboard.type("/")
    visitor.see("#phrases [role=option]")
    yield "phrases-under-note"
    visitor.press("Escape", "Backspace")
    page.locator("#note").blur()
    visitor.press("/")
    visitor.see("#phrase-sheet [role=option]")
    yield "phrase-sheet"
    visitor.press("Escape")
    step(visitor, "4")
    yield "step-4"
    visitor.press("a")
    visitor.see("#answers dt")
    yield "answers"
    visitor.press("Shift+Digit2")
    visitor.see("[data-key=y]")
    yield "offer-open"
    visitor.press("x")
    visitor.see(".rung-refused")
    offer(visitor, "1")
    visitor.see("#own-offer .lower-warning")
    yield "offer-below-earlier"
    page.locator("#heard-words").fill("三点以后再打")
    visitor.see("#heard-preview *")
    visitor.press("Enter")
    visitor.see(".wish")
    page.locator(".wish summary").first.click()
    yield "heard"
    with page.expect_response("**/note"):
        page.locator("#note").fill("顾客说要打12315")
    page.locator("#note").blur()
    step(visitor, "6")
    visitor.see("#skips")
    visitor.see(".call-title .badge")
    yield "raised-and-skips"
    visitor.press("r")
    visitor.see("#outcome-form")
    yield "outcome"
    visitor.choose("[name=disposition][value=wants_time]")
    page.locator("#note").fill("")
    visitor.submit("#outcome-form")
    visitor.see(".invalid-feedback")
    yield "outcome-faults"
    page.locator("[name=disposition][value=settled]").check(force=True)
    page.locator("[name=survey]").check()
    visitor.see("#message")
    yield "outcome-settled"


def survey(visitor: Visitor) -> Iterator[str]:
    """A customer who is asked how content they are, and isn't."""
    page = visitor.page
    visitor.sign_in("lin")
    shops, unasked = [shop.id for shop in visitor.user("lin").shops], ~exists().where(Callback.case_id == Case.id)
    case_id = visitor.case(Case.status == CaseStatus.CLOSED, Case.shop_id.in_(shops), unasked)
    visitor.go(f"/cases/{case_id}")
    visitor.unfold("#plan")
    yield "survey-planned-by-hand"
    page.locator("#plan-due_at").fill("2026-11-20T14:10")
    visitor.submit("#plan form")
    page.locator("#plan").wait_for(state="detached")
    visitor.clock.advance(timedelta(minutes=10))
    visitor.take(Callback.kind == CallbackKind.SURVEY, Case.id == case_id)
    yield "survey-prepare"
    visitor.press("Shift+Enter")
    visitor.see(".ready")
    yield "survey-ready"
    visitor.press("d")
    visitor.see(".revealed-number")
    for key in "1237":
        step(visitor, key)
        yield f"survey-step-{key}"
    visitor.press("r")
    visitor.see("#outcome-form")
    visitor.submit("#outcome-form")
    visitor.see(".invalid-feedback")
    yield "survey-outcome-faults"
    visitor.press("1")
    page.locator("[name=call_again]").check()
    visitor.see("#message")
    yield "survey-outcome"


def unanswered(visitor: Visitor) -> Iterator[str]:
    """A call that nobody took, and one whose number is hidden again."""
    visitor.sign_in("lin")
    dial(visitor)
    visitor.page.locator(".not-reached a").first.click()
    visitor.see("#outcome-form")
    yield "outcome-unanswered"
    visitor.clock.advance(timedelta(minutes=20))
    visitor.go(visitor.page.url.removeprefix(visitor.address).partition("?")[0])
    visitor.see(".revealed-over")
    yield "number-hidden"


def abuse(visitor: Visitor) -> Iterator[str]:
    """A call that ends in abuse, and the breath after it."""
    page = visitor.page
    visitor.sign_in("lin")
    dial(visitor)
    visitor.press("r")
    visitor.see("#outcome-form")
    visitor.choose("[name=result][value=conversation]")
    visitor.choose("[name=disposition][value=abusive]")
    page.locator("#note").fill("接通就骂人")
    page.locator("#note").blur()
    visitor.press("Shift+Enter")
    visitor.see("#pause")
    yield "desk-pause-offered"
    visitor.press("p")
    visitor.see(".pause-on")
    yield "desk-paused"


WALKS = (daily_call_list, not_to_be_called, preparation, talk, survey, unanswered, abuse)
