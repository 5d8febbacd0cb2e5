"""/api/v1: the API others build on (api.md)."""

from callguard.api.access import refuse_strangers
from callguard.api.blueprint import PREFIX, blueprint
from callguard.api.problems import problem

__all__ = ["PREFIX", "blueprint", "problem", "refuse_strangers"]
