"""What users make their own in the phrasebook: marks, and entries of their own writing."""

import pytest

from callguard.db.models import OwnEntry, User
from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.phrasebook import Situation, load_entries
from callguard.services.phrasebook import (
    MAX_OWN,
    Phrasebook,
    add_favourite,
    delete_own,
    phrasebook_of,
    remove_favourite,
    write_own,
)
from tests.house import NOW, House

KEY = "close-thanks"


def book(house: House, user: User | None = None) -> Phrasebook:
    with house.database.reading() as session:
        return phrasebook_of(session, user or house.agent)


def write(house: House, title: str = "我的问候", text: str = "您好，我是{agent}", user: User | None = None) -> int:
    with house.writing() as session:
        return write_own(session, user or house.agent, title, text, NOW).id


def best(house: House, query: str = "") -> str:
    return book(house).find(query, Situation(), "zh")[0].key


def test_everybody_has_the_packaged_entries(house: House) -> None:
    assert tuple(book(house).entries) == load_entries()
    assert book(house).favourites == set()


def test_a_marked_entry_comes_first_for_who_marked_it(house: House) -> None:
    with house.writing() as session:
        add_favourite(session, house.agent, KEY)
        add_favourite(session, house.agent, KEY)
    assert best(house) == KEY
    assert book(house).favourites == {KEY}
    assert book(house, house.colleague).favourites == set()


def test_a_mark_is_taken_off_again(house: House) -> None:
    with house.writing() as session:
        add_favourite(session, house.agent, KEY)
        add_favourite(session, house.colleague, KEY)
        remove_favourite(session, house.agent, KEY)
        remove_favourite(session, house.agent, KEY)
    assert book(house).favourites == set()
    assert book(house, house.colleague).favourites == {KEY}


def test_only_what_is_there_can_be_marked(house: House) -> None:
    own_id = write(house)
    for key in ("no-such-entry", f"own-{own_id}"):
        with house.writing() as session, pytest.raises(UnknownId):
            add_favourite(session, house.agent, key)


def test_own_entries_come_first_the_latest_of_them_at_the_top(house: House) -> None:
    first, second = write(house), write(house, "我的致歉", " 对不起 ")
    keys = [entry.key for entry in book(house).find("", Situation(), "zh")[:2]]
    assert keys == [f"own-{second}", f"own-{first}"]
    assert best(house, "wdzq") == f"own-{second}"
    assert book(house).own_ids == {f"own-{second}": second, f"own-{first}": first}
    assert book(house).entries[0].text.zh == "对不起"
    with house.database.reading() as session:
        assert session.get_one(OwnEntry, first).written_at == NOW


def test_own_entries_are_nobody_elses(house: House) -> None:
    write(house)
    assert book(house, house.colleague).own_ids == {}


def test_refuses_what_must_not_reach_a_customer(house: House) -> None:
    with pytest.raises(InvalidFields) as refused:
        write(house, "等等", "您必须等")
    assert [(error.field, error.code) for error in refused.value.errors] == [("text", "phrase_unfit")]
    assert book(house).own_ids == {}


def test_there_is_room_for_so_many_own_entries(house: House) -> None:
    with house.writing() as session:
        for number in range(MAX_OWN):
            write_own(session, house.agent, f"第{number}条", "您好", NOW)
    with pytest.raises(InvalidFields) as refused:
        write(house)
    assert [(error.field, error.code) for error in refused.value.errors] == [("title", "own_entries_full")]
    assert write(house, user=house.colleague)


def test_deletes_ones_own_and_nobody_elses(house: House) -> None:
    own_id = write(house)
    with house.writing() as session, pytest.raises(UnknownId):
        delete_own(session, house.colleague, own_id)
    with house.writing() as session:
        delete_own(session, house.agent, own_id)
    assert book(house).own_ids == {}
    with house.writing() as session, pytest.raises(UnknownId):
        delete_own(session, house.agent, own_id)
