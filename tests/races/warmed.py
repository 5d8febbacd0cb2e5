"""What every contender would otherwise work out for itself: imported once, by the process that they fork from."""

from sqlalchemy.orm import configure_mappers

from callguard.domain.guard import load_preset
from tests.races import grid, scenes

configure_mappers()
load_preset("cn-after-sales")

__all__ = ["grid", "scenes"]
