"""What somebody in a call waits for: a senior's word, the leave for the last call, a telephone that rings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Locator
from sqlalchemy import exists

from callguard.db.models import Callback, Release, User
from callguard.domain.attempt import CallResult
from callguard.services.approvals import climb_overdue
from callguard.services.wishes import add_do_not_call
from callguard.telephony.port import NotPlaced, Placed
from tests.browser.tour.moves import dial, make_ready, offer, step
from tests.browser.tour.visitor import Visitor
from tests.telephony.exchange import Exchange

STILL = "**/callbacks/*/live*"
"""What a call asks for every five seconds."""


def over_authority(visitor: Visitor) -> Iterator[str]:
    """Offers above the agent's authority: waiting, granted for less, rejected, approved and not used in time."""
    page = visitor.page
    visitor.sign_in("lin")
    dial(visitor)
    for key in "1234":
        step(visitor, key)
    offer(visitor, "90")
    visitor.see("#approval .approval-needs")
    yield "approval-waiting"
    call = page.url
    request = _request(visitor, "90")
    yield "approvals"
    request.locator("[data-row-key=c]").click()
    visitor.see(".is-invalid")
    yield "approvals-fault"
    request.locator("[name=amount]").fill("60")
    request.locator("[data-row-key=c]").click()
    visitor.see(".request-decided")
    yield "approvals-countered"
    _back(visitor, call, "may")
    yield "approval-countered"
    visitor.press("x")
    page.locator(".on-table").wait_for(state="detached")
    for amount, key, meaning in (("91", "r", "never"), ("92", "a", "may")):
        offer(visitor, amount)
        visitor.see("#approval .approval-needs")
        _request(visitor, amount).locator(f"[data-row-key={key}]").click()
        visitor.see(".request-decided")
        yield f"approvals-{meaning}"
        _back(visitor, call, meaning)
        yield f"approval-{meaning}"
    for _ in range(20):  # as long as it may be used; to ask how the call stands keeps it
        visitor.clock.advance(timedelta(minutes=6))
        page.request.get(f"{call.partition('?')[0]}/live")
    with visitor.database.writing() as session:
        climb_overdue(session, visitor.clock())
    _back(visitor, call, "never")
    yield "approval-expired"


def taken_over(visitor: Visitor) -> Iterator[str]:
    """A call that a senior takes over, from both sides."""
    visitor.sign_in("lin")
    dial(visitor)
    for key in "1234":
        step(visitor, key)
    offer(visitor, "90")
    visitor.see("#approval .approval-needs")
    call = visitor.page.url
    _request(visitor, "90").locator("[data-row-key=t]").click()
    visitor.see("#approval .approval-here")
    yield "call-taken-over"
    visitor.sign_in("lin")
    visitor.page.goto(call)
    visitor.see(".not-here .meanwhile")
    yield "call-handed-over"


def last_call(visitor: Visitor) -> Iterator[str]:
    """A call that a supervisor has to release: asked for, refused, asked for again, granted."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.go("/desk")
    unasked = ~exists().where(Release.callback_id == Callback.id)
    call = f"/callbacks/{visitor.callback(Callback.id.in_(visitor.lines('release')), unasked)}"
    visitor.go(call)
    visitor.press("n")
    visitor.see(".ready")
    yield "release-needed"
    for key, meaning in (("r", "refused"), ("a", "granted")):
        visitor.submit("#release-form")
        visitor.see(".is-invalid")
        yield f"release-fault-{meaning}"
        page.locator("#release-form [name=reason]").fill(f"顾客要今天的答复 {meaning}")
        visitor.submit("#release-form")
        page.locator("#release-form").wait_for(state="detached")
        yield f"release-asked-{meaning}"
        _request(visitor, meaning, ".words").locator(f"[data-row-key={key}]").click()
        visitor.see(".request-decided")
        yield f"approvals-release-{meaning}"
        visitor.sign_in("lin")
        visitor.go(call)
        visitor.see(".ready")
        yield f"release-{meaning}"


def forbidden_meanwhile(visitor: Visitor) -> Iterator[str]:
    """A permit refused, because the customer told somebody else not to ring just now."""
    visitor.sign_in("lin")
    make_ready(visitor)
    visitor.page.route(STILL, lambda route: route.fulfill(status=304))
    with visitor.database.writing() as session:
        callback = session.get_one(Callback, int(visitor.page.url.partition("?")[0].rpartition("/")[2]))
        add_do_not_call(session, callback.case_id, visitor.user("zhao"), "别再打了", visitor.clock())
    visitor.press("d")
    visitor.see(".guard-never")
    yield "permit-refused"


def click_to_call(visitor: Visitor) -> Iterator[str]:
    """A telephone system that rings the agent first, and one that doesn't."""
    exchange = Exchange(Placed("CA-1"))
    visitor.app.extensions["callguard"] = replace(visitor.app.extensions["callguard"], telephony=exchange)
    for name, answer, shown in (
        ("lin", Placed("CA-1"), ".revealed [role=status]"),
        ("xu", NotPlaced(CallResult.NOT_PLACED, "no credit"), "#problem"),
    ):
        exchange.answer = answer
        with visitor.database.writing() as session:
            session.get_one(User, visitor.user(name).id).phone = "+8613900139000"
        visitor.sign_in(name)
        dial(visitor)
        yield f"dial-{name}"
        visitor.press("b")
        visitor.see(shown)
        yield f"dialled-{name}"


def _request(visitor: Visitor, words: str, part: str = "h2") -> Locator:
    """The supervisor's page, and on it the request with these words."""
    page = visitor.page
    visitor.sign_in("chen")
    # The list comes in anew every four seconds, and what was decided leaves it then.
    page.route("**/approvals/board", lambda route: route.fulfill(status=304))
    visitor.go("/approvals")
    return page.locator("[data-request]", has=page.locator(part, has_text=words))


def _back(visitor: Visitor, call: str, meaning: str) -> None:
    visitor.sign_in("lin")
    visitor.page.goto(call)
    visitor.see(f"#approval .approval-{meaning}")


WALKS = (over_authority, taken_over, last_call, forbidden_meanwhile, click_to_call)
