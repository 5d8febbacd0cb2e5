"""The page that shows what can be called, made from the same description as openapi.json."""

from dataclasses import dataclass
from typing import Any, cast

from apiflask import APIFlask
from flask import current_app, json, render_template

from callguard.api.blueprint import blueprint
from callguard.http.access import public


@dataclass(frozen=True)
class Operation:
    """One call as the page shows it; `example` is a JSON text."""

    method: str
    path: str
    summary: str
    description: str
    example: str | None
    answers: tuple[tuple[str, str], ...]


@blueprint.get("/docs")
@blueprint.doc(hide=True)
@public
def docs() -> str:
    """All calls, without a line of script from elsewhere."""
    paths = cast("dict[str, Any]", cast("APIFlask", current_app).spec)["paths"]
    operations = [_operation(path, method, told) for path, methods in paths.items() for method, told in methods.items()]
    return render_template("api/docs.html", operations=operations)


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        example=json.dumps(body["example"], indent=2, ensure_ascii=False) if "example" in body else None,
        answers=tuple((status, answer["description"]) for status, answer in told["responses"].items()),
    )
