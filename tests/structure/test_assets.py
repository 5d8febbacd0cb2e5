import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "callguard" / "web" / "assets"


def locked_packages() -> dict[str, dict[str, Any]]:
    lock = json.loads((ASSETS / "package-lock.json").read_text("utf-8"))
    return {name.removeprefix("node_modules/"): package for name, package in lock["packages"].items() if name}


def named_in_templates(pattern: str) -> set[str]:
    return {
        name for page in (ROOT / "templates").rglob("*.html") for name in re.findall(pattern, page.read_text("utf-8"))
    }


def test_the_lock_file_pins_every_package_by_checksum_and_by_no_address() -> None:
    packages = locked_packages()
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package or "integrity" not in package] == []


def test_the_lock_file_and_package_json_agree_on_exact_versions() -> None:
    wanted = json.loads((ASSETS / "package.json").read_text("utf-8"))["dependencies"]
    locked = locked_packages()
    assert {name: locked[name]["version"] for name in wanted} == wanted


def test_every_file_and_icon_the_pages_name_is_built() -> None:
    built = tomllib.loads((ASSETS / "vendor.toml").read_text("utf-8"))
    files, icons = named_in_templates(r"vendor/([\w.-]+)"), named_in_templates(r"""\bicon\(["']([\w-]+)["']""")
    assert files
    assert icons
    assert files - set(built["files"]) - {"icons.svg"} == set()
    assert icons - set(built["icons"]["names"]) == set()
