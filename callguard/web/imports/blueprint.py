"""What the pages of imports are registered on, and who may see them."""

from flask import Blueprint

from callguard.domain.role import Role
from callguard.http.language import lazy_gettext
from callguard.web.nav import NavItem, in_nav

# Who brings lists in: seniors plan the floor's work, the specialist brings the bad reviews. Agents work what is there.
IMPORTERS = (Role.SPECIALIST, Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGER)

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
in_nav(blueprint, NavItem("imports.page", lazy_gettext("导入"), "file-import", order=50, roles=IMPORTERS))
