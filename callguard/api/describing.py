"""The calls in the words of OpenAPI: bodies, queries and answers from the models that read and write them."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from callguard.api.blueprint import PREFIX
from callguard.api.calls import CALLS, Call
from callguard.api.fields import Asked, Shown
from callguard.api.problems import problems
from callguard.services.idempotency import KEY_FIELD

Json = dict[str, Any]
_KEY = {
    "name": KEY_FIELD,
    "in": "header",
    "description": "The same key and body give the same answer again for 24 hours; with another body it is 422.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def describe_calls(spec: Any) -> Any:
    """Adds the calls' bodies, queries and answers, and the models they refer to."""
    models = sorted(set(_models()), key=str)
    _refs, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")
    definitions = schemas["$defs"]
    spec["components"]["schemas"] = spec["components"].get("schemas", {}) | definitions
    for call in CALLS:
        operation = spec["paths"][PREFIX + re.sub(r"<int:(\w+)>", r"{\1}", call.rule)][call.method]
        operation["security"] = [{"bearer": []}]
        operation["responses"] = {str(status): answer for status, answer in _answers(call).items()}
        if call.method == "post":
            operation["requestBody"] = {
                "required": bool(call.asked.model_fields),
                "content": _content(call, definitions),
            }
            operation.setdefault("parameters", []).append(_KEY)
        else:
            operation.setdefault("parameters", []).extend(_query(definitions[call.asked.__name__]))
    return spec


def _models() -> Iterator[tuple[type[Asked] | type[Shown], JsonSchemaMode]]:
    for call in CALLS:
        if call.content is None:
            yield call.asked, "validation"
        yield from ((shown, "serialization") for shown in call.answers.values() if shown)


def _answers(call: Call) -> dict[int | str, Json]:
    given: dict[int | str, Json] = {
        status: {"description": HTTPStatus(status).phrase} | ({"content": _json(shown)} if shown else {})
        for status, shown in call.answers.items()
    }
    return given | problems(*sorted(call.problems))


def _content(call: Call, definitions: Json) -> Json:
    if call.content is not None:
        return dict(call.content)
    content = _json(call.asked)
    if "example" in definitions[call.asked.__name__]:
        content["application/json"]["example"] = definitions[call.asked.__name__]["example"]
    return content


def _json(model: type[Asked] | type[Shown]) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _query(schema: Json) -> Iterator[Json]:
    for name, field in schema.get("properties", {}).items():
        # An address has no null: what is not asked for is left out.
        given = next(one for one in field.get("anyOf", [field]) if one.get("type") != "null")
        yield {"name": name, "in": "query", "description": field.get("description", ""), "schema": given}
