import importlib
import pkgutil

import pytest

import callguard

# Importing a __main__ runs it.
MODULES = [
    module.name
    for module in pkgutil.walk_packages(callguard.__path__, "callguard.")
    if not module.name.endswith(".__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_imports_without_help_and_without_a_warning(name: str) -> None:
    importlib.import_module(name)
