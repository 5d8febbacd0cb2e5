"""What a customer asked for about being rung: in force at once, with the words and who heard them."""

from datetime import datetime
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import post
from callguard.api.fields import Asked, Id, Instant, Line, Shown, Words, example
from callguard.domain.wish import WishReach
from callguard.http.context import current_user, now
from callguard.services.idempotency import GivenAnswer
from callguard.services.wishes import add_consent, add_do_not_call


class DoNotCallIn(Asked):
    """The wish not to be rung: how far it reaches, and until when (left out: for good)."""

    model_config = example({"case": 1, "words": "别再打电话给我了", "reach": "company"})

    case: Id
    words: Line = Field(description="What the customer said.")
    reach: WishReach = WishReach.COMPANY
    until_at: Instant | None = None


class ConsentIn(Asked):
    """The leave to be rung, about this case or any, only in `[from_at, until_at)` where given."""

    model_config = example({"case": 1, "words": "明天下午三点可以打", "from_at": "2026-11-21T15:00:00+08:00"})

    case: Id
    words: Line = Field(description="What the customer said.")
    reach: Literal[WishReach.COMPANY, WishReach.CASE] = WishReach.CASE
    from_at: Instant | None = None
    until_at: Instant | None = None


class DoNotCallOut(Shown):
    """The wish as it is in force; `heard_by` is a sign-in name."""

    id: int
    case: int
    words: Words
    heard_by: str
    reach: WishReach
    since_at: datetime
    until_at: datetime | None


class ConsentOut(Shown):
    """The leave as it is in force; `heard_by` is a sign-in name."""

    id: int
    case: int
    words: Words
    heard_by: str
    reach: WishReach
    given_at: datetime
    from_at: datetime | None
    until_at: datetime | None


@post("/do-not-call", DoNotCallIn, answers={201: DoNotCallOut}, problems=(404,))
def do_not_call(db: Session, body: DoNotCallIn) -> GivenAnswer:
    """Notes that the customer of a case doesn't want to be rung; heard by the caller."""
    user = current_user()
    wish = add_do_not_call(db, body.case, user, body.words, now(), reach=body.reach, until_at=body.until_at)
    shown = DoNotCallOut(
        id=wish.id,
        case=body.case,
        words=wish.words,
        heard_by=user.name,
        reach=body.reach,
        since_at=wish.since_at,
        until_at=wish.until_at,
    )
    return told(201, shown)


@post("/consents", ConsentIn, answers={201: ConsentOut}, problems=(404,))
def consent(db: Session, body: ConsentIn) -> GivenAnswer:
    """Notes that the customer of a case agreed to be rung; heard by the caller."""
    user, span = current_user(), {"from_at": body.from_at, "until_at": body.until_at}
    wish = add_consent(db, body.case, user, body.words, now(), reach=body.reach, **span)
    shown = ConsentOut(
        id=wish.id,
        case=body.case,
        words=wish.words,
        heard_by=user.name,
        reach=body.reach,
        given_at=wish.given_at,
        from_at=wish.from_at,
        until_at=wish.until_at,
    )
    return told(201, shown)
