"""What the pages of rules are registered on, and their place in the navigation."""

from flask import Blueprint

from callguard.domain.role import Role
from callguard.http.language import lazy_gettext
from callguard.web.nav import NavItem, in_nav

blueprint = Blueprint("policies", __name__, url_prefix="/policies")
in_nav(
    blueprint,
    NavItem("policies.page", lazy_gettext("拨打规则"), "shield-check", order=60, key="p", roles=(Role.MANAGER,)),
)
