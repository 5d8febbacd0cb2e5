"""Users, their passwords and their tokens."""

import subprocess
import sys
from datetime import timedelta

import pytest

from callguard.db.models import ApiToken, User
from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.platform import Platform
from callguard.domain.role import Role
from callguard.services import users
from callguard.services.passwords import hashed, invented, matches
from callguard.services.shops import add_shop
from tests.house import NOW, PASSWORD, House

NEW = "another password"


def add(house: House, **changed: object) -> User:
    given = {"name": "xinren", "role": Role.AGENT, "shop_codes": ["S-1"], "password": PASSWORD} | changed
    with house.writing() as session:
        return users.add_user(session, NOW, **given)  # type: ignore[arg-type]  # the tests give wrong things too


def faults(refused: pytest.ExceptionInfo[InvalidFields]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def test_adds_a_user_who_can_then_sign_in(house: House) -> None:
    add(house, display_name="新人")
    with house.database.reading() as session:
        user = users.user_by_password(session, "xinren", PASSWORD)
    assert user is not None
    assert (user.display_name, [shop.code for shop in user.shops]) == ("新人", ["S-1"])


def test_keeps_no_password_in_clear(house: House) -> None:
    assert PASSWORD not in add(house).password


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": "xiaolin"}, ("name", "taken")),
        ({"name": " "}, ("name", "blank")),
        ({"name": "xinren "}, ("name", "blank")),
        ({"shop_codes": ["S-1", "S-9"]}, ("shop", "unknown_shop")),
        ({"password": "short"}, ("password", "password_too_short")),
        ({"password": "x" * 129}, ("password", "password_too_long")),
    ],
)
def test_refuses_what_cannot_be_and_adds_nobody(
    house: House, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        add(house, **changed)
    assert faults(refused) == [fault]


def test_tells_all_faults_at_once(house: House) -> None:
    with pytest.raises(InvalidFields) as refused:
        add(house, name="xiaolin", shop_codes=["S-9"], password="")
    assert [field for field, _code in faults(refused)] == ["name", "shop", "password"]


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper()])
def test_knows_nobody_by_a_wrong_password(house: House, password: str) -> None:
    with house.database.reading() as session:
        assert users.user_by_password(session, "xiaolin", password) is None
        assert users.user_by_password(session, "nobody", password) is None


def test_a_password_that_is_no_hash_opens_nothing() -> None:
    assert not matches(PASSWORD, "not a hash")
    assert not matches(PASSWORD, None)


def test_a_guess_costs_what_argon2_recommends() -> None:
    code = "from callguard.services.passwords import hashed; print(hashed('correct horse battery'))"
    stored = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_hashes_the_same_password_differently_each_time() -> None:
    assert hashed(PASSWORD) != hashed(PASSWORD)


def test_invents_a_password_that_the_rules_take(house: House) -> None:
    add(house, password=invented())


def test_knows_a_user_by_the_token_and_keeps_only_its_hash(house: House) -> None:
    with house.writing() as session:
        token = users.make_token(session, NOW, house.agent)
    with house.database.reading() as session:
        found = users.user_by_token(session, token)
        assert found is not None
        assert found.name == "xiaolin"
        assert token not in session.query(ApiToken).one().token_hash
        assert users.user_by_token(session, token + "x") is None


def test_changing_the_password_ends_every_session_and_keeps_the_tokens(house: House) -> None:
    before = house.agent.fs_uniquifier
    with house.writing() as session:
        token = users.make_token(session, NOW - timedelta(days=1), house.agent)
        users.change_password(session, house.agent.id, current=PASSWORD, new=NEW, again=NEW)
    with house.database.reading() as session:
        assert users.user_by_uniquifier(session, before) is None
        assert users.user_by_password(session, "xiaolin", NEW) is not None
        assert users.user_by_token(session, token) is not None


@pytest.mark.parametrize(
    ("current", "new", "again", "found"),
    [
        ("wrong", NEW, NEW, [("current", "wrong_password")]),
        (PASSWORD, NEW, "differs", [("again", "passwords_differ")]),
        (PASSWORD, "short", "short", [("new", "password_too_short")]),
        (
            "wrong",
            "short",
            "",
            [("current", "wrong_password"), ("new", "password_too_short"), ("again", "passwords_differ")],
        ),
    ],
)
def test_refuses_a_change_with_every_fault_at_its_field(
    house: House, current: str, new: str, again: str, found: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        users.change_password(session, house.agent.id, current=current, new=new, again=again)
    assert faults(refused) == found


def test_refuses_a_reset_to_a_short_password(house: House) -> None:
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        users.set_password(users.user_by_name(session, "xiaolin"), "short")
    assert faults(refused) == [("password", "password_too_short")]


def test_finds_no_user_by_a_name_nobody_has(house: House) -> None:
    with pytest.raises(UnknownId), house.database.reading() as session:
        users.user_by_name(session, "nobody")


@pytest.mark.parametrize(("code", "fault"), [("S-1", "taken"), ("", "blank"), (" S-3", "blank")])
def test_refuses_a_shop_code_that_is_blank_or_taken(house: House, code: str, fault: str) -> None:
    with pytest.raises(InvalidFields) as refused, house.writing() as session:
        add_shop(session, code=code, name="新店", platform=Platform.JD)
    assert faults(refused) == [("code", fault)]


def test_adds_a_shop(house: House) -> None:
    with house.writing() as session:
        add_shop(session, code="S-3", name="新店", platform=Platform.JD)
    assert [shop.code for shop in add(house, shop_codes=["S-3"]).shops] == ["S-3"]


def test_colleagues_are_all_who_ever_worked_for_a_shop_of_ones_own(house: House) -> None:
    gone = add(house, name="gone")
    with house.writing() as session:
        session.get_one(User, gone.id).active = False
    with house.database.reading() as session:
        colleagues = [user.name for user in users.colleagues_of(session, house.outsider)]
        assert sorted(colleagues) == ["laochen", "outsider", "wuzong"]
        with_agent = {user.name for user in users.colleagues_of(session, house.agent)}
    assert {"gone", "xiaolin", "zhaojie", "laochen"} <= with_agent
    assert "outsider" not in with_agent
