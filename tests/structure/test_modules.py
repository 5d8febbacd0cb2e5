import importlib
import pkgutil

import pytest

import callguard

MODULES = [module.name for module in pkgutil.walk_packages(callguard.__path__, "callguard.")]


@pytest.mark.parametrize("name", MODULES)
def test_imports_without_help_and_without_a_warning(name: str) -> None:
    importlib.import_module(name)
