import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {".ci", "callguard", "docs", "migrations", "templates", "tests"}
FILES = {".gitignore", "CHANGELOG.md", "Makefile", "README.md", "pyproject.toml", "wsgi.py"}

HOSTS = re.compile(r"registry\.npmjs|registry\.yarnpkg|pypi\.org|pythonhosted\.org|npmmirror\.com")
MACHINE_PATHS = re.compile(r"(?<![\w.*])/(?:home/\w|root/|work/|Users/\w)")


@cache
def committed() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    return [Path(name) for name in listing.stdout.split("\0") if name]


def committed_texts() -> list[tuple[Path, str]]:
    return [(path, (ROOT / path).read_text("utf-8", errors="ignore")) for path in committed() if (ROOT / path).exists()]


def test_has_only_the_agreed_folders_and_files_at_the_top() -> None:
    assert {path.parts[0] for path in committed()} <= FOLDERS | FILES


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS])
def test_names_no_registry_and_no_path_of_one_machine(pattern: re.Pattern[str]) -> None:
    assert [(str(path), found[0]) for path, text in committed_texts() if (found := pattern.search(text))] == []
