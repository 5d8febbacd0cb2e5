"""One phrase: added, changed, switched off and on again."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.phrases import Phrase, PhraseCategory, Severity
from callguard.http.access import role_required
from callguard.http.context import current_user, now, reading, writing
from callguard.http.language import gettext as _
from callguard.http.texts import field_messages, reason_of, text_of
from callguard.services.phrases.book import SYMBOLS_ONLY_KEY, phrase_book, versions_of
from callguard.services.phrases.editing import EDITING_ROLES, save_phrase, switch_phrase
from callguard.web.filter_form import options_of
from callguard.web.forms import Typed
from callguard.web.phrases.blueprint import blueprint


@blueprint.get("/new")
@role_required(*EDITING_ROLES)
def new() -> ResponseReturnValue:
    """The form for a phrase of the company's own, with the `text` that was looked for in vain."""
    text = request.args.get("text", "")
    category, severity = PhraseCategory.FORBIDDEN, Severity.BLOCK
    with reading() as db:
        return _form(db, None, {"text": text, "category": category.value, "severity": severity.value})


@blueprint.get("/edit")
@role_required(*EDITING_ROLES)
def edit() -> ResponseReturnValue:
    """The form for a phrase there is, with what was done to it before."""
    key = request.args.get("key", "")
    with reading() as db:
        entry = phrase_book(db).get(key)
        if entry is None:
            raise UnknownId
        return _form(db, key, _filled(entry.phrase))


@blueprint.post("")
@role_required(*EDITING_ROLES)
def save() -> ResponseReturnValue:
    """Saves it, in force from now on; the form again where something is wrong."""
    replaces = request.form.get("replaces")
    try:
        phrase = _phrase(Typed(request.form))
        with writing() as db:
            saved = save_phrase(db, current_user(), phrase, now(), replaces=replaces)
    except InvalidFields as refused:
        with reading() as db:
            return _form(db, replaces, request.form, field_messages(refused.errors)), 422
    name = phrase.text or text_of(phrase.category)
    flash(_("“%(name)s”已保存，立即生效。", name=name) if saved else _("没有改动。"))
    return redirect(url_for("phrases.page"), 303)


@blueprint.post("/switch")
@role_required(*EDITING_ROLES)
def switch() -> ResponseReturnValue:
    """Switches it off, or on again."""
    is_on = request.form.get("state") == "on"
    with writing() as db:
        switch_phrase(db, current_user(), request.form.get("key", ""), now(), is_on=is_on)
    flash(_("已启用，立即生效。") if is_on else _("已停用，立即生效。以后可以再启用。"))
    return redirect(url_for("phrases.page"), 303)


def _form(db: Session, key: str | None, filled: Mapping[str, str], errors: Mapping[str, str] | None = None) -> str:
    entry = phrase_book(db).get(key) if key is not None else None
    return render_template(
        "phrases/edit.html",
        key=key,
        entry=entry,
        reason_of=reason_of,
        filled=filled,
        errors=errors or {},
        categories=_categories(key),
        severities=options_of(Severity),
        versions=versions_of(db, key) if key is not None else [],
    )


def _categories(key: str | None) -> list[tuple[str, str]]:
    """Those to pick from: the rule about symbols keeps its own, and no wording has it."""
    about_symbols = key == SYMBOLS_ONLY_KEY
    return [one for one in options_of(PhraseCategory) if (one[0] == PhraseCategory.SYMBOLS_ONLY) is about_symbols]


def _filled(phrase: Phrase) -> dict[str, str]:
    return {
        "text": phrase.text,
        "category": phrase.category.value,
        "severity": phrase.severity.value,
        "reason": phrase.reason,
        "replacement": phrase.replacement,
        "unless": "\n".join(phrase.unless),
        "allowed": str(phrase.allowed),
    }


def _phrase(typed: Typed) -> Phrase:
    phrase = Phrase(
        text=typed.text("text"),
        category=typed.choice("category", PhraseCategory),
        severity=typed.choice("severity", Severity),
        reason=typed.text("reason"),
        replacement=typed.text("replacement"),
        unless=tuple(filter(None, map(str.strip, typed.text("unless").splitlines()))),
        allowed=typed.whole("allowed") or 0,
    )
    typed.refuse_faults()
    return phrase
