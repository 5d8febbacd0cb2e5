"""Files that belong to the program: the copy inside the package, else (for templates and migrations) the checkout's."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(name: str) -> Traversable:
    """A file or folder by its path, such as `policies` or `templates/base.html`; raises FileNotFoundError."""
    package = files("callguard")
    for root in (package, package.joinpath("..")):
        found = root.joinpath(name)
        if found.is_file() or found.is_dir():
            return found
    raise FileNotFoundError(name)
