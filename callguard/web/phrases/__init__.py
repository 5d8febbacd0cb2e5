"""The phrase guard's pages: the list, its changes, its files, and the check of what is being typed."""

from callguard.web.phrases import checking, editing, files, pages
from callguard.web.phrases.blueprint import blueprint

__all__ = ["blueprint", "checking", "editing", "files", "pages"]
