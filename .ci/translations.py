"""Brings the catalogues up to date with the texts in code and templates; what is new comes out untranslated.

With a folder as argument: the catalogues there instead of our own.
"""

import sys
import tomllib
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

TRANSLATIONS = Path("callguard/translations")
PHRASES = Path("callguard/content/phrases.toml")
EXTRACT = "pybabel --quiet extract --mapping-file=callguard/translations/babel.cfg --keyword=N_ --keyword=lazy_gettext"
# Line numbers and dates would change with every commit and say nothing to whoever translates.
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {}\\n"\n\n'


def extracted() -> Catalog:
    """All texts, by the file they stand in first; then why the shipped phrases should not be said."""
    with NamedTemporaryFile(suffix=".pot") as template:
        CommandLineInterface().run([*EXTRACT.split(), "--sort-by-file", f"--output-file={template.name}", "."])
        found = read_po(template)
    for reason in shipped_reasons():
        found.add(reason, locations=[(str(PHRASES), 0)])
    return found


def shipped_reasons() -> list[str]:
    with PHRASES.open("rb") as file:
        shipped = tomllib.load(file)
    return [one["reason"] for one in (shipped["symbols_only"], *shipped["phrase"])]


def bring_up_to_date(po: Path, texts: Catalog) -> None:
    language = po.parents[1].name
    with po.open("rb") as source:
        catalogue = read_po(source, locale=language)
    catalogue.update(texts, no_fuzzy_matching=True)
    with po.open("wb") as target:
        target.write(HEADER.format(language).encode())
        write_po(target, catalogue, width=120, omit_header=True, ignore_obsolete=True, include_lineno=False)


if __name__ == "__main__":
    found = extracted()
    for path in (Path(sys.argv[1]) if len(sys.argv) > 1 else TRANSLATIONS).glob("*/LC_MESSAGES/*.po"):
        bring_up_to_date(path, found)
