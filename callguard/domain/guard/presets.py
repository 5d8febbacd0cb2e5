"""The policies that ship with the program, one TOML file each."""

import tomllib
from functools import cache

from callguard.domain.guard.parsing import parse_policy
from callguard.domain.guard.policy import Policy
from callguard.resources import package_text, resource

_SUFFIX = ".toml"


def preset_names() -> tuple[str, ...]:
    """The names of all presets, sorted."""
    files = (file.name for file in resource("policies").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


@cache
def load_preset(name: str) -> Policy:
    """The preset of that name; raises LookupError where there is none."""
    if name not in preset_names():
        raise LookupError(name)
    text = package_text("policies", name + _SUFFIX)
    return parse_policy({"name": name, **tomllib.loads(text)}, f"$.{name}")
