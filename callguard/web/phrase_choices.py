"""Phrases to choose from while somebody writes or speaks: the best for where they are, with the blanks filled."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy.orm import Session

from callguard.domain.phrasebook import Entry, Situation
from callguard.domain.script import render
from callguard.http.context import current_user
from callguard.http.language import current_language, lazy_gettext
from callguard.services.phrasebook import Phrasebook, phrasebook_of

BLANK_NAMES: Mapping[str, str] = {
    "customer": lazy_gettext("顾客称呼"),
    "shop": lazy_gettext("店铺"),
    "agent": lazy_gettext("你的名字"),
    "goods": lazy_gettext("商品"),
    "order_tail": lazy_gettext("订单尾号"),
    "plan": lazy_gettext("这次的方案"),
    "deadline": lazy_gettext("时限"),
    "called_at": lazy_gettext("来电时间"),
    "call_at": lazy_gettext("下次来电时间"),
    "promises": lazy_gettext("答应的事和时限"),
}
MOST = 20
MAX_QUERY = 60


@dataclass(frozen=True)
class Choice:
    """An entry as its reader sees it."""

    entry: Entry
    title: str
    text: str
    is_favourite: bool
    own_id: int | None


def shown_blanks() -> dict[str, str]:
    """How each blank is shown, and may be written, in the reader's language."""
    return {name: f"〔{called}〕" for name, called in BLANK_NAMES.items()}


def with_blanks(written: str) -> str:
    """A text with its blanks as they are kept, where they were written as they are shown."""
    for name, shown in shown_blanks().items():
        written = written.replace(shown, f"{{{name}}}")
    return written


def choices(db: Session, situation: Situation, blanks: Mapping[str, str]) -> str:
    """The fragment with the best entries for the query `q` of the request."""
    book = phrasebook_of(db, current_user())
    found = book.find(request.args.get("q", "")[:MAX_QUERY], situation, current_language())
    shown = [choice(book, entry, blanks) for entry in found[:MOST]]
    return render_template("phrasebook/_choices.html", choices=shown, found=len(found))


def choice(book: Phrasebook, entry: Entry, blanks: Mapping[str, str]) -> Choice:
    """The entry in the reader's language; a blank that can't be filled shows its name."""
    filled = {name: blanks.get(name) or shown for name, shown in shown_blanks().items()}
    language = current_language()
    return Choice(
        entry=entry,
        title=render(entry.title.in_locale(language), filled),
        text=render(entry.text.in_locale(language), filled),
        is_favourite=entry.key in book.favourites,
        own_id=book.own_ids.get(entry.key),
    )
