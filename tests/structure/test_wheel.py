"""The wheel as a user gets it: built from the source archive, without Node.js, installed where there is no checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# One group, so that one worker builds the wheel for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; the test fails with all of it when the command does."""
    # Neither the checkout nor a Node.js of this machine may help.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PATH": "/nowhere"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", out, cwd=ROOT)
    build = ["wheel", "-qq", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir"]
    run(sys.executable, "-m", "pip", *build, out, next(out.glob("*.tar.gz")), cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel in it, which borrows our environment's other packages."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=home,
    )
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    # A path in a .pth file comes after the environment's own packages, and its own .pth files aren't read: the
    # checkout that an editable install points to stays out of sight.
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return python.parent


@pytest.mark.parametrize("folder", ["templates", "migrations"])
def test_holds_what_lies_beside_the_package(contents: set[str], folder: str) -> None:
    beside = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert beside
    assert {f"callguard/{path.as_posix()}" for path in beside} <= contents


@pytest.mark.parametrize("pattern", ["*.toml", "*.js", "*.css"])
def test_holds_the_packages_own_texts_and_styles(contents: set[str], pattern: str) -> None:
    ours = {path.relative_to(ROOT) for path in (ROOT / "callguard").rglob(pattern)}
    kept = {path.as_posix() for path in ours if "assets" not in path.parts}
    assert kept
    assert kept <= contents


def test_holds_the_browsers_files_with_their_licences(contents: set[str]) -> None:
    vendored = {name.rpartition("/")[2] for name in contents if name.startswith("callguard/web/static/vendor/")}
    assert {"tabler.min.css", "htmx.min.js", "alpine-csp.min.js", "icons.svg", "licences.txt"} <= vendored


def test_holds_a_compiled_catalogue_for_each_translation(contents: set[str]) -> None:
    catalogues = {path.relative_to(ROOT).with_suffix(".mo") for path in (ROOT / "callguard").rglob("*.po")}
    assert catalogues
    assert {path.as_posix() for path in catalogues} <= contents


def test_holds_nothing_else(contents: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in contents} == {"callguard"}
    unwanted = ("/node_modules/", "/assets/", "/__pycache__/", "/vendor/stamp")
    assert [name for name in contents if any(part in name for part in unwanted)] == []


def test_runs_where_there_is_no_checkout(installed: Path, tmp_path: Path) -> None:
    assert "demo" in run(installed / "callguard", "--help", cwd=tmp_path)


def test_finds_its_own_templates_and_migrations(installed: Path, tmp_path: Path) -> None:
    code = "from callguard.resources import *; print(templates_dir(), migrations_dir())"
    home = installed.parent.resolve()
    folders = [Path(folder) for folder in run(installed / "python", "-c", code, cwd=tmp_path).split()]
    assert [folder.name for folder in folders if folder.is_relative_to(home) and folder.is_dir()] == [
        "templates",
        "migrations",
    ]
