"""/api/v1: the API others build on (api.md)."""

from typing import Any

from apiflask import APIFlask

from callguard.api import (  # noqa: F401 - calls register themselves by being imported
    callbacks,
    cases,
    docs,
    guard,
    imports,
    offers,
    outcomes,
    permits,
    register,
    releases,
    steps,
    wishes,
)
from callguard.api.access import refuse_strangers
from callguard.api.blueprint import PREFIX, SECURITY_SCHEMES, blueprint
from callguard.api.describing import describe_calls
from callguard.api.problems import problem, refuse_document
from callguard.domain.guard import GuardInputError
from callguard.http.access import public

__all__ = ["PREFIX", "blueprint", "problem", "refuse_strangers", "register_api"]


def register_api(app: APIFlask) -> None:
    """Adds the calls, and their description as the specification gives it."""
    app.security_schemes = SECURITY_SCHEMES
    app.config.update(AUTO_OPERATION_ID=True, AUTO_404_RESPONSE=False, AUTO_SERVERS=False)
    app.register_blueprint(blueprint)
    app.register_error_handler(GuardInputError, refuse_document)
    app.spec_processor(_describe)
    public(app.view_functions["openapi.spec"])


def _describe(spec: Any) -> Any:
    return describe_calls(guard.describe_body(spec))
