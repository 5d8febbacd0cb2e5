"""In a pasted talk the company's own people are known by the name that customers know."""

from callguard.domain.phrases import Side
from callguard.services.phrases.talk import talk_in
from tests.house import House


def sides(house: House, text: str, **chosen: Side) -> dict[str, Side]:
    with house.database.reading() as session:
        return dict(talk_in(session, text, chosen).sides)


def test_who_works_here_is_an_agent_and_the_other_one_the_customer(house: House) -> None:
    talk = "猫 14:05\n在吗\n小林 14:06\n您好"
    assert sides(house, talk) == {"猫": Side.CUSTOMER, "小林": Side.AGENT}
    with house.writing() as session:
        session.merge(house.agent).active = False
    assert sides(house, talk) == {"猫": Side.CUSTOMER, "小林": Side.AGENT}


def test_what_somebody_chose_is_taken(house: House) -> None:
    assert sides(house, "猫 14:05\n在吗\n狗 14:06\n您好") == {"猫": Side.UNCLEAR, "狗": Side.UNCLEAR}
    assert sides(house, "猫 14:05\n在吗\n狗 14:06\n您好", 狗=Side.AGENT) == {"猫": Side.CUSTOMER, "狗": Side.AGENT}


def test_a_note_has_no_speakers(house: House) -> None:
    assert sides(house, "已回电，小林：您好") == {}
