"""The application against its own description, with whatever schemathesis thinks of."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Caller
from tests.api.test_description import CALLS
from tests.house import House

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

SOME = settings(max_examples=10, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
@pytest.mark.parametrize(("method", "path"), sorted(CALLS))
def test_answers_as_it_is_described(
    app: Flask, supervisor: Caller, house: House, method: str, path: str, mode: GenerationMode
) -> None:
    _attempt, token = house.dialled(house.callback(), house.supervisor)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @SOME
    @given(case=described[f"/api/v1{path}"][method].as_strategy(generation_mode=mode), about_ours=booleans())
    def check(case: schemathesis.Case[Any], about_ours: bool) -> None:
        if about_ours:
            lead_to_what_is_there(case, token)
        case.call_and_validate(headers={"Authorization": f"Bearer {supervisor.token}"}, checks=CHECKS)

    check()


def lead_to_what_is_there(case: schemathesis.Case[Any], token: str) -> None:
    """Puts in the ids and names of the call that is going on: nobody would guess them."""
    case.path_parameters = dict.fromkeys(case.path_parameters or (), 1)
    if isinstance(case.body, dict) and case.media_type == "application/json":
        known: dict[str, Any] = {"case": 1, "callback": 1, "lease_token": token, "shop": "S-1"}
        case.body |= {name: known[name] for name in known.keys() & case.body.keys()}
