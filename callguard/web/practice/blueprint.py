"""What the pages of practice calls are registered on, and their place in the navigation."""

from flask import Blueprint

from callguard.http.language import lazy_gettext
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("practice", __name__, url_prefix="/practice")
in_nav(blueprint, NavItem("practice.page", lazy_gettext("练习"), "messages", order=45, key="x"))
