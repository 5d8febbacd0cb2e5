"""Misuse carries a code and no personal data."""

from callguard.domain.errors import DomainError, FieldError, InvalidFields, UnknownId


def test_an_error_shows_its_code_and_never_its_params() -> None:
    error = UnknownId(callback=7)
    assert str(error) == "unknown_id"
    assert error.params == {"callback": 7}


def test_every_kind_of_misuse_has_its_own_code() -> None:
    codes = [kind.code for kind in DomainError.__subclasses__()]
    assert len(codes) == len(set(codes))
    assert DomainError.code not in codes


def test_invalid_fields_keeps_each_fault() -> None:
    fault = FieldError("plans", "too_few_plans", {"min": 2})
    assert InvalidFields((fault,)).errors == (fault,)
