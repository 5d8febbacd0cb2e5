"""The phrasebook as a page: all entries by step, one's marks, and entries of one's own."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from callguard.domain.case import IssueType
from callguard.domain.errors import InvalidFields
from callguard.domain.phrasebook import MAX_TEXT, MAX_TITLE, Moment, Situation
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.language import current_language, lazy_gettext
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages
from callguard.services.cases import case_for
from callguard.services.phrasebook import (
    Phrasebook,
    add_favourite,
    delete_own,
    phrasebook_of,
    remove_favourite,
    write_own,
)
from callguard.web.call.script import blanks_of
from callguard.web.filter_form import FilterForm, options_of
from callguard.web.forms import Typed
from callguard.web.live import wants_fragment
from callguard.web.nav import NavItem, in_nav
from callguard.web.phrase_choices import Choice, choice, choices, shown_blanks, with_blanks

blueprint = Blueprint("phrasebook", __name__, url_prefix="/phrasebook")
in_nav(blueprint, NavItem("phrasebook.page", lazy_gettext("常用语"), "book", order=35, key="b"))


@blueprint.get("")
def page() -> str:
    """Everything, or what has the words `q` and suits the `issue_type`."""
    return _page()


@blueprint.get("/cases/<int:case_id>")
def of_case(case_id: int) -> ResponseReturnValue:
    """What fits a note on a case."""
    with reading() as db:
        case = case_for(db, case_id, current_user())
        situation = Situation(Moment.NOTE, case.spoken_as, case.liability)
        return choices(db, situation, blanks_of(case, current_user(), now(), runtime().settings.display_tz))


@blueprint.post("/favourites/<key>")
def mark(key: str) -> ResponseReturnValue:
    """Marks an entry."""
    with writing() as db:
        add_favourite(db, current_user(), key)
    return _marked(key, is_favourite=True)


@blueprint.post("/favourites/<key>/remove")
def unmark(key: str) -> ResponseReturnValue:
    """Takes the mark off."""
    with writing() as db:
        remove_favourite(db, current_user(), key)
    return _marked(key, is_favourite=False)


@blueprint.post("/own")
def write() -> ResponseReturnValue:
    """Adds an entry of one's own, or says at the field what keeps it out."""
    typed = Typed(request.form)
    try:
        with writing() as db:
            title, text = with_blanks(typed.text("title")), with_blanks(typed.text("text"))
            own = write_own(db, current_user(), title, text, now())
            flash(_("已加入你的常用语：%(title)s", title=own.title))
    except InvalidFields as refused:
        return _page(field_messages(refused.errors)), 422
    return redirect(url_for("phrasebook.page"), 303)


@blueprint.post("/own/<int:own_id>/delete")
def delete(own_id: int) -> ResponseReturnValue:
    """Deletes an entry of one's own."""
    with writing() as db:
        delete_own(db, current_user(), own_id)
    flash(_("已从你的常用语里删除。"))
    return redirect(url_for("phrasebook.page"), 303)


def _page(errors: Mapping[str, str] | None = None) -> str:
    form = FilterForm(request.args, runtime().settings.display_tz)
    with reading() as db:
        book = phrasebook_of(db, current_user())
    found = _found(book, form)
    return render_template(
        "phrasebook/page.html",
        own=[one for one in found if one.own_id],
        has_own=bool(book.own_ids),
        groups=_by_moment([one for one in found if not one.own_id]),
        form=form,
        errors=errors or {},
        issue_types=options_of(IssueType),
        all_issue_types=len(IssueType),
        moments=tuple(Moment),
        blanks=shown_blanks().values(),
        max_title=MAX_TITLE,
        max_text=MAX_TEXT,
    )


def _found(book: Phrasebook, form: FilterForm) -> list[Choice]:
    situation = Situation(issue_type=form.choice("issue_type", IssueType))
    entries = book.find(form.text("q"), situation, current_language())
    return [choice(book, entry, {}) for entry in entries if situation.misfit(entry) == 0]


def _by_moment(found: list[Choice]) -> dict[Moment, list[Choice]]:
    groups = {moment: [one for one in found if one.entry.first_moment is moment] for moment in Moment}
    return {moment: group for moment, group in groups.items() if group}


def _marked(key: str, *, is_favourite: bool) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("phrasebook/_star.html", key=key, is_favourite=is_favourite)
    return redirect(url_for("phrasebook.page") + f"#entry-{key}", 303)
