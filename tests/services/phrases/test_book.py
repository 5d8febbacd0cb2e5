"""The phrases in force: what ships, what was changed about it, and what the company added."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from callguard.domain.errors import InvalidFields, UnknownId
from callguard.domain.phrases import Phrase, PhraseList, Severity, find_phrases, load_phrases
from callguard.services.phrases.book import SYMBOLS_ONLY_KEY, phrase_book, phrases_in_force, versions_of
from callguard.services.phrases.editing import save_phrase, switch_phrase
from tests.house import NOW, House
from tests.services.phrases.lists import OWN

SHIPPED = next(phrase for phrase in load_phrases().phrases if phrase.text == "没办法")


def in_force(house: House) -> PhraseList:
    with house.database.reading() as session:
        return phrases_in_force(session)


def found(house: House, text: str) -> list[Phrase]:
    return [match.phrase for match in find_phrases(text, in_force(house))]


def save(house: House, phrase: Phrase, replaces: str | None = None) -> bool:
    with house.writing() as session:
        return save_phrase(session, house.manager, phrase, NOW, replaces=replaces)


def switch(house: House, key: str, *, is_on: bool) -> None:
    with house.writing() as session:
        switch_phrase(session, house.supervisor, key, NOW, is_on=is_on)


def history(session: Session, key: str) -> list[tuple[str, bool, int]]:
    return [(one.replacement, one.is_on, one.saved_by_id) for one in versions_of(session, key)]


def test_what_ships_holds_until_somebody_changes_it_and_is_read_once(house: House) -> None:
    listed = in_force(house)
    assert set(listed.phrases) == set(load_phrases().phrases)
    assert in_force(house) is listed


def test_a_phrase_of_the_companys_own_is_found_from_now_on(house: House) -> None:
    assert found(house, "您想都别想") == []
    assert save(house, OWN)
    assert found(house, "您想都别想") == [OWN]
    assert not save(house, OWN, OWN.key)
    with house.database.reading() as session:
        entry = phrase_book(session)[OWN.key]
        assert (entry.shipped, entry.is_changed) == (None, False)
        assert entry.saved is not None
        assert (entry.saved.saved_by.name, entry.saved.saved_at) == ("wuzong", NOW)


def test_a_changed_phrase_stands_in_for_the_shipped_one(house: House) -> None:
    changed = replace(SHIPPED, replacement="我马上想办法", severity=Severity.BLOCK)
    assert save(house, changed, SHIPPED.key)
    assert found(house, "没办法") == [changed]
    with house.database.reading() as session:
        assert phrase_book(session)[SHIPPED.key].is_changed
        assert not phrase_book(session)["办不到"].is_changed


def test_a_phrase_is_switched_off_and_on_again_with_all_that_was_done_kept(house: House) -> None:
    switch(house, SHIPPED.key, is_on=False)
    assert found(house, "没办法") == []
    switch(house, SHIPPED.key, is_on=False)
    switch(house, SHIPPED.key, is_on=True)
    assert found(house, "没办法") == [SHIPPED]
    with house.database.reading() as session:
        by = house.supervisor.id
        assert history(session, SHIPPED.key) == [(SHIPPED.replacement, True, by), (SHIPPED.replacement, False, by)]
        assert not phrase_book(session)[SHIPPED.key].is_changed


def test_a_reworded_phrase_takes_the_place_of_the_old_one(house: House) -> None:
    save(house, OWN)
    reworded = replace(OWN, text="想都不要想")
    assert save(house, reworded, OWN.key)
    assert found(house, "想都别想，想都不要想") == [reworded]
    again = replace(reworded, text="做梦也别想")
    switch(house, reworded.key, is_on=False)
    assert save(house, again, reworded.key)
    with house.database.reading() as session:
        assert len(versions_of(session, reworded.key)) == 2


def test_the_rule_about_symbols_can_be_switched_off(house: House) -> None:
    assert len(found(house, "？？？")) == 1
    switch(house, SYMBOLS_ONLY_KEY, is_on=False)
    assert found(house, "？？？") == []


def test_a_phrase_stands_in_the_list_once(house: House) -> None:
    for text in ("没办法", "沒 辦 法"):
        with pytest.raises(InvalidFields) as refused:
            save(house, replace(OWN, text=text))
        assert [(one.field, one.code) for one in refused.value.errors] == [("text", "phrase_taken")]
    switch(house, SHIPPED.key, is_on=False)
    assert save(house, replace(OWN, text="没办法"))


def test_all_that_is_wrong_is_said_at_once(house: House) -> None:
    for text, code in (("", "phrase_too_short"), ("没办法", "phrase_taken")):
        with pytest.raises(InvalidFields) as refused:
            save(house, replace(OWN, text=text, reason="", replacement=""))
        faults = {one.field: one.code for one in refused.value.errors}
        assert faults == {
            "text": code,
            "reason": "phrase_reason_missing",
            "replacement": "phrase_replacement_missing",
        }


def test_refuses_what_helps_nobody_and_what_is_not_there(house: House) -> None:
    with pytest.raises(InvalidFields):
        save(house, replace(OWN, replacement="没办法"))
    with pytest.raises(UnknownId):
        save(house, OWN, "从来没有")
    with pytest.raises(UnknownId):
        switch(house, "从来没有", is_on=False)
    assert found(house, "想都别想") == []
