"""POST /guard/verdicts: the pure guard on a given document."""

from typing import Any

from flask import Response, json, request

from callguard.api.blueprint import PREFIX, blueprint
from callguard.api.problems import problems
from callguard.domain.guard import judge, load_preset, parse_question
from callguard.domain.guard.decoding import decoded

_PATH = "/guard/verdicts"
_EXAMPLE = {
    "policy": "cn-after-sales",
    "now": "2026-11-21T15:00:00+08:00",
    "number": {"e164": "+8613800138000"},
    "calls": [{"at": "2026-11-21T14:30:00+08:00", "result": "no_answer"}],
}
_SCHEMA = {
    "type": "object",
    "required": ["policy", "now"],
    "additionalProperties": False,
    "properties": {
        "policy": {"type": ["string", "object", "array"]},
        "now": {"type": "string", "format": "date-time"},
        "customer": {"type": "object"},
        "number": {"type": ["object", "null"]},
        "case": {"type": ["string", "null"]},
        "shop": {"type": ["string", "null"]},
        "calls": {"type": "array", "items": {"type": "object"}},
        "release": {"type": ["object", "null"]},
    },
}
_ANSWER = {"application/json": {"schema": {"type": "object", "required": ["verdict", "refusals", "next_allowed_at"]}}}


@blueprint.post(_PATH)
@blueprint.doc(
    summary="May this person be rung at this instant?",
    security="bearer",
    responses={200: {"description": "The guard's answer", "content": _ANSWER}, **problems(401, 422)},
)
def verdict() -> Response:
    """Answers as the guard does on this document, without a look at the clock or at any customer of ours.

    The answer depends on the body alone, so an Idempotency-Key is accepted and has nothing to do.
    """
    answer = judge(parse_question(decoded(request.get_data()), load_preset))
    return Response(json.dumps(answer.as_json()), mimetype="application/json")


def describe_body(spec: Any) -> Any:
    """Adds the document to the specification; the guard's own reader checks it, to the exact path."""
    content = {"application/json": {"schema": _SCHEMA, "example": _EXAMPLE}}
    spec["paths"][PREFIX + _PATH]["post"]["requestBody"] = {"required": True, "content": content}
    return spec
