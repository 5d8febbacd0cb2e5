"""Bringing lists in: the upload, the run to watch, and which column is what."""

from callguard.web.imports import columns, pages
from callguard.web.imports.blueprint import blueprint

__all__ = ["blueprint", "columns", "pages"]
