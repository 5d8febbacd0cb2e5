"""The list of phrases, searched; beside it the test box, and for editors the way to a file and back."""

from collections.abc import Iterator, Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from callguard.domain.phrases import PhraseCategory, Severity, fold
from callguard.http.context import current_user, reading, runtime
from callguard.http.texts import reason_of
from callguard.services.phrases.book import PhraseEntry, phrase_book
from callguard.services.phrases.editing import EDITING_ROLES
from callguard.services.phrases.importing import PhraseImport
from callguard.web.filter_form import FilterForm, options_of
from callguard.web.phrases.blueprint import blueprint
from callguard.web.phrases.checking import MAX_TEXT
from callguard.web.phrases.words import Origin, fault_words, origin_of, origins

_PAGE_LENGTH = 50
_SHOWN_FAULTS = 100


@blueprint.get("")
def page() -> ResponseReturnValue:
    """The phrases that fit the filter."""
    return overview()


def overview(imported: PhraseImport | None = None, errors: Mapping[str, str] | None = None) -> str:
    """The page, with what an import did, or what was wrong with its file."""
    form = FilterForm(request.args, runtime().settings.display_tz)
    skipped = form.whole("after") or 0
    with reading() as db:
        book = phrase_book(db)
        found = [(key, entry) for key, entry in book.items() if _fits(entry, form)]
        return render_template(
            "phrases/page.html",
            found=found[skipped : skipped + _PAGE_LENGTH],
            count=len(found),
            skipped=skipped,
            next_after=skipped + _PAGE_LENGTH if len(found) > skipped + _PAGE_LENGTH else None,
            form=form,
            categories=options_of(PhraseCategory),
            severities=options_of(Severity),
            origins=origins(),
            origin_of=origin_of,
            reason_of=reason_of,
            edits=current_user().role in EDITING_ROLES,
            max_text=MAX_TEXT,
            imported=imported,
            fault_words=fault_words,
            shown_faults=_SHOWN_FAULTS,
            errors=errors or {},
        )


def _fits(entry: PhraseEntry, form: FilterForm) -> bool:
    return all(_answers(entry, form))


def _answers(entry: PhraseEntry, form: FilterForm) -> Iterator[bool]:
    phrase, words = entry.phrase, fold(form.text("q")).text
    category, severity = form.choice("category", PhraseCategory), form.choice("severity", Severity)
    origin = form.choice("origin", Origin)
    yield category in (None, phrase.category)
    yield severity in (None, phrase.severity)
    yield origin in (None, origin_of(entry))
    yield any(words in fold(text).text for text in (phrase.text, reason_of(phrase.reason), phrase.replacement))
