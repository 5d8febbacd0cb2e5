"""The blueprint all calls hang on."""

from apiflask import APIBlueprint

PREFIX = "/api/v1"

blueprint = APIBlueprint("api", __name__, url_prefix=PREFIX)
