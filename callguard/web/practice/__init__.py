"""Practice calls (练习): a mock case with a senior as the buyer; nothing here dials, and nothing is counted."""

from callguard.web.practice import pages, preparing, talking
from callguard.web.practice.blueprint import blueprint

__all__ = ["blueprint", "pages", "preparing", "talking"]
