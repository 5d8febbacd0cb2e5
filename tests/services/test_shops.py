"""Shops are known by their codes."""

import pytest

from callguard.domain.errors import InvalidFields
from callguard.domain.platform import Platform
from callguard.services.shops import add_shop, all_shops, shop_by_code
from tests.house import House


def test_a_shop_is_found_by_its_code(house: House) -> None:
    with house.database.reading() as session:
        assert shop_by_code(session, house.other_shop.code).name == house.other_shop.name


def test_a_code_nobody_has_is_a_fault_of_the_field(house: House) -> None:
    with house.database.reading() as session, pytest.raises(InvalidFields) as refused:
        shop_by_code(session, "S-9")
    assert [(error.field, error.code) for error in refused.value.errors] == [("shop", "unknown_shop")]


def test_all_shops_are_listed_as_they_came(house: House) -> None:
    with house.writing() as session:
        add_shop(session, code="S-0", name="新店", platform=Platform.JD)
        assert [shop.code for shop in all_shops(session)] == ["S-1", "S-2", "S-0"]
