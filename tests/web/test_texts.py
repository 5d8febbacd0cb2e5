"""The words for enum members, error codes and statuses."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import default_exceptions

import callguard.services
from callguard import domain
from callguard.domain.errors import DomainError, FieldError
from callguard.domain.money import MoneyRefusal
from callguard.domain.outcome import OutcomeCode
from callguard.domain.phone_number import PhoneRefusal
from callguard.domain.phrases import PhraseCode
from callguard.domain.plan_ladder import PreparationCode
from callguard.domain.practice import PracticeCode
from callguard.http.errors import STATUSES, answer_to
from callguard.http.texts import CODES, MEMBERS, field_messages, status_text


def in_domain(kind: type[object]) -> Iterator[type[object]]:
    for module in pkgutil.walk_packages(domain.__path__, "callguard.domain."):
        importlib.import_module(module.name)
    for found in kind.__subclasses__():
        if found.__module__.startswith("callguard.domain"):
            yield found
        yield from in_domain(found)


@pytest.mark.parametrize("kind", list(MEMBERS), ids=lambda kind: kind.__name__)
def test_every_member_of_a_shown_enum_has_a_text(kind: type[Enum]) -> None:
    assert set(MEMBERS[kind]) == set(kind)


@pytest.mark.parametrize("kind", list(in_domain(DomainError)), ids=lambda kind: kind.__name__)
def test_every_error_of_the_domain_has_a_status_and_a_message(kind: type[DomainError]) -> None:
    assert kind.code in CODES
    assert any(known in STATUSES for known in kind.__mro__)


FAULTS = (PreparationCode, OutcomeCode, PhoneRefusal, MoneyRefusal, PhraseCode, PracticeCode)


@pytest.mark.parametrize("code", [code for kind in FAULTS for code in kind])
def test_every_fault_of_a_field_is_told_in_words(code: str) -> None:
    assert code in CODES


def test_every_reason_why_a_step_is_illegal_is_told_in_words() -> None:
    services = Path(next(iter(callguard.services.__path__))).rglob("*.py")
    reasons = {reason for module in services for reason in re.findall(r'reason="(\w+)"', module.read_text())}
    assert reasons
    assert reasons <= set(CODES)


@pytest.mark.parametrize("status", sorted(default_exceptions))
def test_every_http_status_is_told_in_words(status: int) -> None:
    assert str(status_text(status).title)


def test_an_error_nobody_foresaw_keeps_its_inside_to_itself() -> None:
    answer = answer_to(RuntimeError("the customer's number is 13800138000"))
    assert answer.status == 500
    assert "13800138000" not in answer.title + answer.message


def test_a_database_that_fails_is_an_error_nobody_foresaw() -> None:
    assert answer_to(OperationalError("SELECT 1", None, Exception("gone"), code="e3q8")).status == 500


def test_of_several_faults_in_a_field_the_first_is_told() -> None:
    faults = (FieldError("name", "blank"), FieldError("name", "taken"))
    assert field_messages(faults) == {"name": str(CODES["blank"])}
