"""What the pages of phrases are registered on, and their place in the navigation."""

from flask import Blueprint

from callguard.http.language import lazy_gettext
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("phrases", __name__, url_prefix="/phrases")
in_nav(blueprint, NavItem("phrases.page", lazy_gettext("用语检查"), "quote", order=47, key="w"))
