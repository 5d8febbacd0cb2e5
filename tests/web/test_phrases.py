"""The pages of phrases: everybody tries them out, seniors change them."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from callguard.db.models import Case, PhraseVersion
from callguard.domain.case import Escalation
from callguard.domain.phrases import PhraseCategory, Severity
from callguard.http.texts import text_of
from callguard.imports.meanings import words_for
from callguard.web.phrases import files
from callguard.web.phrases.checking import MAX_TEXT
from tests.application import SignIn
from tests.house import House
from tests.services.phrases.lists import csv_of
from tests.web.calls import Call, on_one_line

FORM = {"text": "想都别想", "category": "forbidden", "severity": "block", "reason": "生硬", "replacement": "我来想办法"}


@pytest.fixture
def manager(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, house.manager)


def check(client: FlaskClient, text: object) -> TestResponse:
    return client.post("/phrases/check", json={"text": text})


def found(client: FlaskClient, text: str) -> list[tuple[int, int, str]]:
    matches = check(client, text).get_json()["matches"]
    return [(one["start"], one["end"], one["severity"]) for one in matches]


def upload(client: FlaskClient, content: bytes, name: str = "list.csv") -> TestResponse:
    return client.post("/phrases/import", data={"file": (BytesIO(content), name)})


def saved(house: House) -> int:
    with house.database.reading() as session:
        return session.query(PhraseVersion).count()


def test_the_check_says_what_where_why_and_what_instead(agent_client: FlaskClient) -> None:
    (match,) = check(agent_client, "这个没 辦法。").get_json()["matches"]
    assert match == {
        "start": 2,
        "end": 6,
        "severity": "warn",
        "rank": 2,
        "label": "建议改",
        "sentence": "“没 辦法”：只说办不到，没有下一步。",
        "take": {"start": 2, "end": 6, "words": "我能为您做的是", "label": "改为“我能为您做的是”"},
        "quote": {"start": 0, "end": 6, "opens": "顾客说「", "closes": "」", "label": "这是顾客说的"},
    }


def test_who_reads_english_is_told_why_in_english(manager: FlaskClient) -> None:
    manager.set_cookie("language", "en")
    (match,) = check(manager, "这个没办法").get_json()["matches"]
    assert match["sentence"] == "“没办法”: Says only what can't be done, without a next step."
    assert "Says only what can&#39;t be done" in manager.get("/phrases?q=next step").text
    refused = on_one_line(manager.post("/phrases", data=FORM | {"replacement": "你有病"}).text)
    assert not re.search("[辱骂]顾客", refused)
    manager.post("/phrases", data=FORM)
    assert "生硬" in check(manager, "想都别想").get_json()["matches"][0]["sentence"]


def test_places_are_counted_as_javascript_counts_them(agent_client: FlaskClient) -> None:
    assert found(agent_client, "😊没办法") == [(2, 5, "warn")]
    assert found(agent_client, "没办😊法，没办法") == [(6, 9, "warn")]
    (match,) = check(agent_client, "😊，没办法的😊，好").get_json()["matches"]
    assert [(match[way]["start"], match[way]["end"]) for way in ("take", "quote")] == [(3, 9), (3, 9)]


def test_a_replacement_that_takes_more_than_a_particle_along_says_so(agent_client: FlaskClient) -> None:
    for said, label in (("了吧，好", "改为“我能为您做的是”"), ("退款，好", "连后面一起改为“我能为您做的是”")):
        assert check(agent_client, "没办法" + said).get_json()["matches"][0]["take"]["label"] == label


def test_the_customers_words_are_only_hinted_at_and_grave_ones_announced(agent_client: FlaskClient) -> None:
    hint, raised = check(agent_client, "顾客说你们有病，手受伤了").get_json()["matches"]
    assert (hint["severity"], hint["take"], "顾客的话" in hint["sentence"]) == ("hint", None, True)
    assert hint["quote"]["opens"] == "「"
    assert (raised["severity"], raised["label"], "通知值班负责人" in raised["sentence"]) == ("raise", "案件升级", True)
    assert (raised["take"], raised["quote"]) == (None, None)


def test_in_quotation_marks_nothing_is_found_but_what_is_grave(agent_client: FlaskClient) -> None:
    assert found(agent_client, "顾客说「你们有病，我要找记者」") == [(12, 14, "raise")]


def test_what_a_message_says_is_nobody_elses(agent_client: FlaskClient) -> None:
    (match,) = agent_client.post("/phrases/check?message=1", json={"text": "没办法"}).get_json()["matches"]
    assert match["take"]
    assert match["quote"] is None
    doctor = {"text": "不舒服的话请马上看医生"}
    assert agent_client.post("/phrases/check?message=1", json=doctor).get_json()["matches"] == []
    assert len(agent_client.post("/phrases/check", json=doctor).get_json()["matches"]) == 1


def test_only_the_gravest_findings_are_told_in_words(agent_client: FlaskClient) -> None:
    gravest = check(agent_client, "没办法。" * 11 + "手受伤了，不归我管").get_json()["matches"]
    assert ["sentence" in one for one in gravest] == [True] * 10 + [False, True, True]
    (symbols,) = check(agent_client, "？？？").get_json()["matches"]
    assert symbols["sentence"] == "用表情或符号代替回答。"
    assert symbols["quote"] is None
    assert check(agent_client, "").get_json()["matches"] == []


def test_words_that_are_grave_for_the_same_reason_are_told_as_one(agent_client: FlaskClient) -> None:
    burnt, press = check(agent_client, "手被烫伤了，要找记者").get_json()["matches"]
    assert burnt["sentence"].startswith("“被烫伤”")
    assert press["sentence"].startswith("“记者”")


def test_words_that_raise_a_case_alike_are_told_in_one_line(agent_client: FlaskClient) -> None:
    told = check(agent_client, "没办法，要找记者，打12315，手烫伤了，打12315").get_json()["matches"]
    assert [one["sentence"].partition("：")[0] for one in told] == [
        "“没办法”",
        "“记者”、“12315”",
        "",
        "“烫伤”",
        "",
    ]
    assert "涉及媒体舆情" in told[1]["sentence"]
    assert "涉及监管部门" in told[1]["sentence"]
    talk = "猫 14:05\n找记者\n小林 14:06\n好\n猫 14:07\n打12315"
    assert [bool(one["sentence"]) for one in check(agent_client, talk).get_json()["matches"]] == [True, True]


def test_a_case_that_is_raised_already_is_not_announced_to_rise(agent_client: FlaskClient) -> None:
    said = {"text": "要打12315，手烫伤了"}
    for raised, labels in (
        ("none", ["案件升级", "案件升级"]),
        ("complaint", ["案件升级", "案件升级"]),
        ("regulator", ["已升级", "案件升级"]),
        ("safety", ["已升级", "已升级"]),
        (["nonsense"], ["案件升级", "案件升级"]),
    ):
        told = agent_client.post("/phrases/check", json=said | {"raised": raised}).get_json()["matches"]
        assert [one["label"] for one in told] == labels
    (match,) = agent_client.post("/phrases/check", json={"text": "要打12315", "raised": "safety"}).get_json()["matches"]
    assert match["sentence"] == "“12315”：案件已经升级（人身安全）。"


def test_where_a_case_is_noted_its_class_is_sent_along(agent_client: FlaskClient, house: House) -> None:
    call = Call(agent_client, house, house.callback()).claim().prepare().dial()
    with house.database.writing() as session:
        session.get_one(Case, 1).escalation = Escalation.REGULATOR
    for page in (agent_client.get("/cases/1"), call.get()):
        assert 'data-raised="regulator"' in page.text


def test_a_pasted_talk_is_told_by_speaker_and_line(agent_client: FlaskClient) -> None:
    talk = "小林 14:05\n请您放心\n没办法\n猫 14:06\n你们有病\n小林 14:07\n请您放心\n请您放心"
    answer = check(agent_client, talk).get_json()
    assert [(one["name"], one["side"], one["words"], one["next"]) for one in answer["speakers"]] == [
        ("小林", "agent", "小林：客服，2 句", "customer"),
        ("猫", "customer", "猫：顾客，1 句", "agent"),
    ]
    told = [(one["severity"], one["sentence"].partition("”")[0]) for one in answer["matches"]]
    assert told == [
        ("warn", "小林（第 3 行）“没办法"),
        ("hint", "猫（第 5 行）“你们有病"),
        ("warn", "小林（第 8 行）“请您放心"),
    ]
    assert check(agent_client, "没办法").get_json()["speakers"] == []


def test_who_is_unclear_can_be_chosen(agent_client: FlaskClient) -> None:
    talk = "说话人1 00:01\n有病\n说话人2 00:02\n没办法"
    asked = {"text": talk, "sides": {"说话人2": "agent", "说话人1": "nonsense", "别人": ["agent"]}}
    assert [one["side"] for one in check(agent_client, talk).get_json()["speakers"]] == ["unclear", "unclear"]
    answer = agent_client.post("/phrases/check", json=asked).get_json()
    assert [one["side"] for one in answer["speakers"]] == ["customer", "agent"]
    assert [one["severity"] for one in answer["matches"]] == ["hint", "warn"]
    assert agent_client.post("/phrases/check", json={"text": talk, "sides": []}).status_code == 422


def test_a_pasted_talk_is_kept_as_a_note_whatever_the_customer_says_in_it(
    agent_client: FlaskClient, house: House
) -> None:
    house.callback()
    note = "猫 14:05\r\n{}\r\n小林 14:06\r\n{}"
    answer = agent_client.post("/cases/1/notes", data={"note": note.format("你们有病", "你们有病")})
    assert answer.status_code == 422
    assert agent_client.post("/cases/1/notes", data={"note": note.format("你们有病", "抱歉")}).status_code == 303


@pytest.mark.parametrize(("text", "status"), [(None, 422), (3, 422), ("长" * (MAX_TEXT + 1), 413)])
def test_what_is_no_text_or_too_long_is_not_read(agent_client: FlaskClient, text: object, status: int) -> None:
    assert check(agent_client, text).status_code == status
    assert agent_client.post("/phrases/check", json=[]).status_code == 422
    assert agent_client.post("/phrases/check", data="没办法").status_code == 422


def test_everybody_may_look_and_try_but_not_change(agent_client: FlaskClient, house: House) -> None:
    page = agent_client.get("/phrases").text
    assert "没办法" in agent_client.get("/phrases?q=沒 辦法").text
    assert 'data-phrases="test"' in page
    assert "/phrases/new" not in page
    assert "/phrases/import" not in page
    for path in ("/phrases/new", "/phrases/edit?key=没办法"):
        assert agent_client.get(path).status_code == 403
    for path in ("/phrases", "/phrases/switch", "/phrases/import"):
        assert agent_client.post(path, data=FORM).status_code == 403
    assert saved(house) == 0


@pytest.mark.parametrize(
    ("query", "within", "without"),
    [
        ("q=办不到", "办不到", "有病"),
        ("category=press", "记者", "没办法"),
        ("severity=block", "不可理喻", "办不到"),
        ("origin=own", "没有找到用语", "没办法"),
        ("after=50", "第 51–100 条", "第 1–50 条"),
    ],
)
def test_the_list_is_searched_and_paged(agent_client: FlaskClient, query: str, within: str, without: str) -> None:
    rows = agent_client.get(f"/phrases?{query}").text.partition("</form>")[2].partition('class="filters')[2]
    assert within in rows
    assert without not in rows


def test_a_phrase_is_added_changed_switched_off_and_on(manager: FlaskClient, house: House) -> None:
    assert "新增用语" in manager.get("/phrases/new").text
    page = manager.post("/phrases", data=FORM, follow_redirects=True).text
    assert "“想都别想”已保存，立即生效。" in page
    assert "自己加的" in page
    assert found(manager, "想都别想") == [(0, 4, "block")]
    edit = manager.get("/phrases/edit?key=想都别想").text
    assert 'value="我来想办法"' in on_one_line(edit)
    assert "吴总" in edit
    changed = FORM | {"replaces": "想都别想", "severity": "warn", "unless": "想都别想好了\n", "allowed": "1"}
    assert manager.post("/phrases", data=changed).status_code == 303
    assert "没有改动" in manager.post("/phrases", data=changed, follow_redirects=True).text
    assert found(manager, "想都别想好了，想都别想，想都别想") == [(12, 16, "warn")]
    off = manager.post("/phrases/switch", data={"key": "想都别想", "state": "off"}, follow_redirects=True).text
    assert "已停用，立即生效" in off
    assert "重新启用" in manager.get("/phrases/edit?key=想都别想").text
    on = manager.post("/phrases/switch", data={"key": "想都别想", "state": "on"}, follow_redirects=True).text
    assert "已启用，立即生效" in on
    assert saved(house) == 4


def test_what_is_wrong_is_said_at_the_form_with_all_that_was_typed(manager: FlaskClient, house: House) -> None:
    answer = manager.post("/phrases", data=FORM | {"text": "没办法", "reason": "说得太硬"})
    assert answer.status_code == 422
    assert "已经在用语库里" in answer.text
    assert "说得太硬" in answer.text
    page = on_one_line(manager.post("/phrases", data=FORM | {"reason": "", "replacement": ""}).text)
    assert re.findall(r'<input[^>]* id="field-(\w+)"[^>]* autofocus', page) == ["reason", "replacement"]
    assert manager.post("/phrases", data=FORM | {"category": "nonsense"}).status_code == 422
    assert manager.get("/phrases/edit?key=从来没有").status_code == 404
    assert manager.post("/phrases/switch", data={"key": "从来没有", "state": "on"}).status_code == 404
    assert saved(house) == 0


def test_what_is_not_there_may_be_added_by_who_may(manager: FlaskClient, house: House, sign_in: SignIn) -> None:
    page = manager.get("/phrases?q=想都别想").text
    assert "新增“想都别想”" in page
    assert page.count("btn-primary") == 1
    assert 'value="想都别想"' in manager.get("/phrases/new?text=想都别想").text
    assert "把它加进来" not in manager.get("/phrases?q=+&origin=own").text
    assert "把它加进来" not in sign_in(manager, house.agent).get("/phrases?q=想都别想").text


def test_the_rule_about_symbols_is_changed_without_a_wording(manager: FlaskClient) -> None:
    form = {
        "replaces": "",
        "category": "symbols_only",
        "severity": "block",
        "reason": "不能只发符号",
        "replacement": "好的",
    }
    assert 'name="text"' not in manager.get("/phrases/edit?key=").text
    assert "“符号代答”已保存" in manager.post("/phrases", data=form, follow_redirects=True).text
    assert found(manager, "……") == [(0, 2, "block")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_taken_away_comes_back_without_a_change(
    manager: FlaskClient, house: House, language: str, ending: str
) -> None:
    manager.set_cookie("language", language)
    manager.post("/phrases", data=FORM | {"text": "=想都别想", "unless": "=想都别想好了"})
    before = saved(house)
    answer = manager.get(f"/phrases/phrases.{ending}")
    assert f"callguard-phrases.{ending}" in answer.headers["Content-Disposition"]
    assert upload(manager, answer.data, f"list.{ending}").status_code == 200
    assert saved(house) == before


def test_the_files_cells_are_no_formulas(manager: FlaskClient) -> None:
    manager.post("/phrases", data=FORM | {"text": "=想都别想"})
    assert "\n'=想都别想," in manager.get("/phrases/phrases.csv").text.replace("\r", "").replace("\ufeff", "")
    (sheet,) = CalamineWorkbook.from_filelike(BytesIO(manager.get("/phrases/phrases.xlsx").data)).sheet_names
    assert sheet == "用语"


def test_a_list_kept_by_hand_may_call_them_wordings(manager: FlaskClient) -> None:
    page = upload(manager, "说法,类别,级别,原因,改说\n想都别想,服务禁语,不能说,生硬,我来想办法\n".encode()).text
    assert "新增 1 条" in page


def test_an_import_says_what_it_did_and_which_rows_it_left_out(manager: FlaskClient) -> None:
    good = ("想都别想", "服务禁语", "不能说", "生硬", "我来想办法", "", "", "")
    rows = [
        good,
        ("爱退不退", "骂人", "不能说", "打发", "我来办", "", "", ""),
        ("甲乙", "反问", "提示", "", "好", "", "", ""),
    ]
    page = upload(manager, csv_of(*rows)).text
    assert "新增 1 条，更新 0 条，没有变化 0 条，没有导入 2 行" in page
    assert "这里只能填：服务禁语、反问" in page
    assert "请写明为什么不能这样说" in page
    assert "没有任何变化" in upload(manager, csv_of(good)).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (csv_of(titles=("甲", "乙")), "里没有"),
    ],
)
def test_a_file_that_is_none_is_refused_at_its_field(manager: FlaskClient, content: bytes, words: str) -> None:
    answer = upload(manager, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_that_is_too_large_is_refused(manager: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    assert "文件超过" in upload(manager, b"x" * 101).text


def test_an_import_without_a_file_is_refused(manager: FlaskClient) -> None:
    answer = manager.post("/phrases/import", data={})
    assert (answer.status_code, "请选择要导入的文件" in answer.text) == (422, True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_words_for_what_a_phrase_is_are_known_to_an_import(
    manager: FlaskClient, house: House, language: str
) -> None:
    app = manager.application
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        categories, severities = words_for("phrase_category"), words_for("phrase_severity")
        assert {text_of(one).casefold().replace(" ", "") for one in PhraseCategory} <= set(categories)
        assert {text_of(one).casefold().replace(" ", "") for one in Severity} <= set(severities)


def test_a_note_is_refused_at_its_field_with_what_to_say_instead(agent_client: FlaskClient, house: House) -> None:
    house.callback()
    answer = agent_client.post("/cases/1/notes", data={"note": "客户不可理喻"})
    assert answer.status_code == 422
    assert "“不可理喻”：指责顾客。请改成“您的想法我记下了”；顾客的原话请放进引号「」。" in answer.text
    assert ">客户不可理喻</textarea>" in on_one_line(answer.text)
    assert agent_client.post("/cases/1/notes", data={"note": "客户说「不可理喻」"}).status_code == 303


def test_an_outcome_is_refused_at_the_fields_and_keeps_what_was_typed(
    client: FlaskClient, house: House, sign_in: SignIn
) -> None:
    call = Call(sign_in(client, house.agent), house, house.callback()).dial()
    promise = {
        "promises.0.department": "finance",
        "promises.0.words": "退款，呵呵",
        "promises.0.due_at": "2026-11-21T10:00",
    }
    answer = call.post("/outcome", result="conversation", disposition="refused", note="客户不可理喻", **promise)
    assert answer.status_code == 422
    page = on_one_line(answer.text)
    assert 'id="note-fault"' in page
    assert 'id="commitments.0.words-fault"' in page
    assert 'aria-describedby="note-fault note-phrases"' in page


def test_an_offers_words_are_refused_at_the_field(client: FlaskClient, house: House, sign_in: SignIn) -> None:
    call = Call(sign_in(client, house.agent), house, house.callback()).dial()
    answer = call.post("/offers", kind="coupon", amount="5", note="爱买不买")
    assert answer.status_code == 422
    assert 'id="note-fault"' in answer.text
    assert '<details class="own-offer" open>' in on_one_line(answer.text)


def test_a_grave_word_is_told_to_the_senior_and_written_into_the_register(
    client: FlaskClient, house: House, sign_in: SignIn
) -> None:
    house.callback()
    agent = sign_in(client, house.agent)
    assert agent.post("/cases/1/notes", data={"note": "客户说手被割伤"}).status_code == 303
    assert "记到“割伤”（人身安全），案件升级，已通知值班负责人" in agent.get("/cases/1").text
    told = sign_in(client, house.leader).get("/notifications").text
    assert "人身安全：小林在案件 AS-1 里记到“割伤”，案件已提到最前。请马上跟进。" in told


def test_what_can_not_be_saved_is_told_before_what_raises_the_case(agent_client: FlaskClient) -> None:
    text = "手被烫伤了，还要找记者，你们有病吧"
    found = agent_client.post("/phrases/check", json={"text": text}).get_json()["matches"]
    told = [match["severity"] for match in sorted(found, key=lambda match: match["rank"]) if "sentence" in match]
    assert told == ["block", "raise", "raise"]
