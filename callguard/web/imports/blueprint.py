"""What the pages of imports are registered on, and their place in the navigation."""

from flask import Blueprint

from callguard.http.language import lazy_gettext
from callguard.services.importing import IMPORTING_ROLES
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
in_nav(
    blueprint, NavItem("imports.page", lazy_gettext("导入"), "file-import", order=50, key="i", roles=IMPORTING_ROLES)
)
