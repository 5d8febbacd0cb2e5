"""The same house as the use cases are tested in."""

from tests.services.conftest import house

__all__ = ["house"]
