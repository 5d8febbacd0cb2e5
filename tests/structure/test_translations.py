"""The English catalogue holds exactly the texts of code and templates, all of them in English."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "callguard" / "translations"
ENGLISH = Path("en", "LC_MESSAGES", "messages.po")
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w+\}")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (TRANSLATIONS / ENGLISH).open("rb") as source:
        return read_po(source, locale="en")


def texts_where(catalogue: Catalog, wrong: Callable[[Message], object]) -> list[tuple[str, str]]:
    return [(str(text.id), str(text.string)) for text in catalogue if text.id and wrong(text)]


def test_the_catalogue_is_as_make_translations_leaves_it(tmp_path: Path) -> None:
    shutil.copytree(TRANSLATIONS, tmp_path, dirs_exist_ok=True)
    subprocess.run([sys.executable, ".ci/translations.py", str(tmp_path)], cwd=ROOT, check=True)  # noqa: S603 (our own)
    assert (tmp_path / ENGLISH).read_text("utf-8") == (TRANSLATIONS / ENGLISH).read_text("utf-8")


def test_every_text_has_its_english(english: Catalog) -> None:
    assert texts_where(english, lambda text: not text.string) == []


def test_no_translation_is_a_guess_or_left_over(english: Catalog) -> None:
    assert texts_where(english, lambda text: text.fuzzy) == []
    assert not english.obsolete


def test_both_sides_fill_in_the_same_values(english: Catalog) -> None:
    def differs(text: Message) -> bool:
        return set(PLACEHOLDER.findall(str(text.id))) != set(PLACEHOLDER.findall(str(text.string)))

    assert texts_where(english, differs) == []


def test_english_users_read_no_chinese(english: Catalog) -> None:
    assert texts_where(english, lambda text: CHINESE.search(str(text.string))) == []


def test_sentences_stay_sentences_and_labels_stay_labels(english: Catalog) -> None:
    def differs(text: Message) -> bool:
        return str(text.id).endswith(("。", "？")) != str(text.string).endswith((".", "?"))

    assert texts_where(english, differs) == []
