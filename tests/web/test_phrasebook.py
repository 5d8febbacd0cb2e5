"""The phrasebook: filled in for the call or case at hand, and a page with all of it and one's own."""

import re

import pytest
from flask.testing import FlaskClient

from callguard.domain.case import IssueType
from callguard.domain.phrasebook import load_entries
from callguard.services.phrasebook import phrasebook_of
from callguard.web.phrase_choices import MOST
from tests.application import SignIn
from tests.house import House
from tests.web.calls import HTMX, Call, on_one_line


@pytest.fixture
def call(agent_client: FlaskClient, house: House) -> Call:
    """A call being made: the permit is taken, plans are a coupon of ¥5 and ¥10 back."""
    return Call(agent_client, house, house.callback()).dial()


def titles(fragment: str) -> list[str]:
    return re.findall(r'class="phrase-title">([^<]*)<', fragment)


def texts(fragment: str) -> list[str]:
    return re.findall(r'class="phrase-text" data-text>([^<]*)<', fragment)


def favourites(house: House) -> set[str]:
    with house.database.reading() as session:
        return set(phrasebook_of(session, house.agent).favourites)


# --- during a call


def test_fills_in_the_call(call: Call) -> None:
    (text,) = texts(call.get("/phrasebook", q="消息：约定确认").text)
    assert text == (
        "【晨光家居】您好，我是售后小林。刚才跟您说好：给您一张 5 元的优惠券，明天 17:00前办好。"
        "有变化我第一时间告诉您。"
    )


def test_is_found_by_pinyin(call: Call) -> None:
    assert titles(call.get("/phrasebook", q="zq").text)[0] == "致歉：我们的责任"
    assert all("款" in title for title in titles(call.get("/phrasebook", q="tk").text))


def test_offers_what_fits_the_step_first(call: Call) -> None:
    assert titles(call.get("/phrasebook").text)[0] == "核对本人"
    call.post("/step", step="3")
    listening = titles(call.get("/phrasebook").text)
    assert listening[0] == "请拍照片"
    assert "请您说完" in listening[:3]
    assert titles(call.get("/phrasebook", moment="nonsense").text) == listening
    assert titles(call.get("/phrasebook", moment="after").text)[0] == "消息：补发单号"
    assert titles(call.get("/phrasebook", moment="note").text)[0] == "备注：照片已收"


def test_offers_nothing_made_for_another_issue_before_what_fits(call: Call) -> None:
    shown = titles(call.get("/phrasebook").text)
    assert len(shown) == MOST
    assert "先问身体" not in shown


def test_says_how_many_there_are(call: Call) -> None:
    assert f"显示前 {MOST} 条" in call.get("/phrasebook").text
    assert "1 条" in call.get("/phrasebook", q="线路听不清").text
    nothing = call.get("/phrasebook", q="没有这句话").text
    assert "没有找到" in nothing
    assert "listbox" not in nothing


def test_what_nobody_knows_yet_stays_open_by_its_name(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback())
    (text,) = texts(call.get("/phrasebook", q="换一个方案").text)
    assert text == "那咱们换个办法：〔这次的方案〕。您看这样可好？"


def test_is_english_for_english_readers(call: Call) -> None:
    call.client.set_cookie("language", "en")
    fragment = call.get("/phrasebook", q="apology: our fault").text
    assert titles(fragment)[0] == "Apology: our fault"
    assert not re.search(r"[\u4e00-\u9fff]", fragment)


def test_is_refused_for_a_call_of_another_shop(house: House, client: FlaskClient, sign_in: SignIn) -> None:
    callback_id = house.callback()
    assert sign_in(client, house.outsider).get(f"/callbacks/{callback_id}/phrasebook").status_code == 404


def test_the_notes_of_a_call_know_where_to_ask(call: Call) -> None:
    talk, outcome = call.get().text, call.get(view="outcome").text
    address = f"/callbacks/{call.callback_id}/phrasebook"
    for page in (talk, outcome):
        assert f'data-phrasebook="{address}?moment=note"' in page
    assert f'data-address="{address}"' in talk
    assert f'data-address="{address}?moment=after"' in outcome


# --- on a case


def test_fills_in_a_note_on_a_case(agent_client: FlaskClient, house: House) -> None:
    house.callback(issue_type=IssueType.PERSONAL_SAFETY)
    assert 'data-phrasebook="/phrasebook/cases/1"' in agent_client.get("/cases/1").text
    fragment = agent_client.get("/phrasebook/cases/1").text
    assert titles(fragment)[0] == "备注：人身安全"
    assert any(text.startswith("【晨光家居】您身体好些了吗") for text in texts(fragment))


def test_is_refused_for_a_case_of_another_shop(house: House, client: FlaskClient, sign_in: SignIn) -> None:
    house.callback()
    assert sign_in(client, house.outsider).get("/phrasebook/cases/1").status_code == 404


# --- the page


def test_lists_everything_by_step(agent_client: FlaskClient) -> None:
    page = agent_client.get("/phrasebook").text
    for entry in load_entries():
        assert page.count(f'id="entry-{entry.key}"') == 1, entry.key
    assert page.index('id="introduce"') < page.index('id="listen"') < page.index('id="after"')
    assert "〔顾客称呼〕" in page


def test_finds_by_words_and_by_issue(agent_client: FlaskClient) -> None:
    page = agent_client.get("/phrasebook?q=zq").text
    assert 'id="entry-apology-shop"' in page
    assert 'id="entry-close-sum-up"' not in page
    page = agent_client.get("/phrasebook?issue_type=personal_safety").text
    assert 'id="entry-reason-safety"' in page
    assert 'id="entry-reason-review"' not in page


def test_says_when_nothing_is_found(agent_client: FlaskClient) -> None:
    assert "没有找到常用语" in agent_client.get("/phrasebook?q=没有这句话").text


def test_marks_an_entry_and_takes_the_mark_off(agent_client: FlaskClient, house: House) -> None:
    marked = agent_client.post("/phrasebook/favourites/close-thanks", headers=HTMX)
    assert 'aria-pressed="true"' in marked.text
    assert favourites(house) == {"close-thanks"}
    unmarked = agent_client.post("/phrasebook/favourites/close-thanks/remove", headers=HTMX)
    assert 'aria-pressed="false"' in unmarked.text
    assert favourites(house) == set()


def test_marks_without_scripts_too(agent_client: FlaskClient, house: House) -> None:
    answer = agent_client.post("/phrasebook/favourites/close-thanks")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/phrasebook#entry-close-thanks")


def test_there_is_no_mark_for_what_is_not_there(agent_client: FlaskClient) -> None:
    assert agent_client.post("/phrasebook/favourites/no-such-entry").status_code == 404


def test_a_favourite_comes_first_in_the_call(call: Call) -> None:
    call.client.post("/phrasebook/favourites/close-thanks")
    fragment = on_one_line(call.get("/phrasebook").text)
    assert titles(fragment)[0] == "感谢体谅"
    assert fragment.count("data-favourite") == 1


def test_writes_uses_and_deletes_an_own_entry(call: Call) -> None:
    form = {"title": "我的问候", "text": "您好，我是{agent}"}
    assert call.client.post("/phrasebook/own", data=form).status_code == 303
    page = call.client.get("/phrasebook").text
    assert "已加入你的常用语：我的问候" in page
    assert "您好，我是〔你的名字〕" in page
    assert texts(call.get("/phrasebook", q="wdwh").text) == ["您好，我是小林"]
    assert "你写的里没有符合条件的" in call.client.get("/phrasebook?q=zq").text
    found = call.client.get("/phrasebook?q=wdwh").text
    assert "没有找到常用语" not in found
    form = {"title": "再问候", "text": "〔顾客称呼〕您好，〔你记得吗〕"}
    assert call.client.post("/phrasebook/own", data=form).status_code == 303
    assert texts(call.get("/phrasebook", q="zwh").text) == ["王先生或女士您好，〔你记得吗〕"]
    assert call.client.post("/phrasebook/own/1/delete").status_code == 303
    assert "我的问候" not in call.client.get("/phrasebook").text


def test_an_own_entry_is_nobody_elses(agent_client: FlaskClient, house: House, sign_in: SignIn) -> None:
    agent_client.post("/phrasebook/own", data={"title": "我的问候", "text": "您好"})
    assert "我的问候" in agent_client.get("/phrasebook").text
    colleague = sign_in(agent_client, house.colleague)
    assert "我的问候" not in colleague.get("/phrasebook").text
    assert colleague.post("/phrasebook/own/1/delete").status_code == 404


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("您必须等", "“您必须”不适合对顾客说，可以改成“麻烦您…”。"),
        ("{顾客}您好", "没有“顾客”这个空位"),
        ("", "请写下这句话"),
        pytest.param("长" * 501, "最多 500 个字", id="too long"),
    ],
)
def test_says_at_the_field_what_keeps_an_own_entry_out(agent_client: FlaskClient, text: str, fault: str) -> None:
    answer = agent_client.post("/phrasebook/own", data={"title": "问候", "text": text})
    assert answer.status_code == 422
    assert fault in answer.text
    assert 'value="问候"' in answer.text
    assert re.findall(r"<(input|textarea)[^>]* autofocus", answer.text) == ["textarea"]
    assert 'aria-describedby="field-text-note blanks"' in on_one_line(answer.text)
