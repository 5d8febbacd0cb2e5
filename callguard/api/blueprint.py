"""The blueprint all calls hang on."""

from apiflask import APIBlueprint

PREFIX = "/api/v1"

blueprint = APIBlueprint("api", __name__, url_prefix=PREFIX, tag="callguard")

SECURITY_SCHEMES = {"bearer": {"type": "http", "scheme": "bearer"}}
"""How a caller says who they are, for the specification."""
