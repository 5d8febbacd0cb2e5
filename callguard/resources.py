"""The files that come with the package: templates, migrations, texts and policies."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_PACKAGE = Path(__file__).parent


def templates_dir() -> Path:
    """Where the page templates lie: in the installed package, else in the checkout."""
    return _packaged_or_checkout("templates")


def migrations_dir() -> Path:
    """Where the migrations lie: in the installed package, else in the checkout."""
    return _packaged_or_checkout("migrations")


def translations_dir() -> Path:
    """Where the message catalogues lie."""
    return _PACKAGE / "translations"


def package_text(*parts: str) -> str:
    """The text of a file inside the package."""
    return resource("/".join(parts)).read_text(encoding="utf-8")


def resource(name: str) -> Traversable:
    """A file or folder inside the package, by its path with slashes."""
    return files("callguard").joinpath(name)


def _packaged_or_checkout(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
