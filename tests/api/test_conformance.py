"""The application against its own description, with whatever schemathesis thinks of."""

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
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

SOME = settings(max_examples=12, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), sorted(CALLS))
def test_answers_as_it_is_described(app: Flask, supervisor: Caller, house: House, method: str, path: str) -> None:
    house.dialled(house.callback(), house.supervisor)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @SOME
    @given(case=described[f"/api/v1{path}"][method].as_strategy())
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {supervisor.token}"}, checks=CHECKS)

    check()
