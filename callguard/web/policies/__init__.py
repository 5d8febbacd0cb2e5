"""The guard's rules on a time line, and the way to new ones."""

from callguard.web.policies import activating, pages
from callguard.web.policies.blueprint import blueprint

__all__ = ["activating", "blueprint", "pages"]
