"""The call page: prepare, take the permit, talk, wrap up."""

from callguard.web.call import dialling, hearing, messages, page, phrasebook, preparing, talking, wrapping_up
from callguard.web.call.blueprint import blueprint

__all__ = [
    "blueprint",
    "dialling",
    "hearing",
    "messages",
    "page",
    "phrasebook",
    "preparing",
    "talking",
    "wrapping_up",
]
