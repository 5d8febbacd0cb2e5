"""The page of rules: what holds, and the way to new ones."""

import dataclasses
import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from callguard.db.models import GuardDecision, GuardPolicy
from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard import (
    ConsentTerms,
    Cooldown,
    Family,
    Gap,
    Hours,
    Limit,
    Per,
    Policy,
    SpecialDate,
    Weekday,
    Window,
    load_preset,
    parse_policy,
)
from callguard.domain.platform import Platform
from callguard.services.guard_policies import activate_policy, retire_policy
from callguard.web.policies.describing import described, differences
from callguard.web.policies.faults import MAX_BYTES, meaning, place
from tests.application import SettableClock, SignIn
from tests.house import NOW, House
from tests.services.recorded import asked

DAY = timedelta(days=1)
SHORT = b"""
[[windows]]
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "15:00"
closes = "17:00"
"""


@pytest.fixture
def manager(client: FlaskClient, house: House, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, house.manager)


def preview(client: FlaskClient, content: bytes = SHORT, /, *, holder: str = "company", at: str = "") -> TestResponse:
    sent = {"holder": holder, "from": at, "file": (BytesIO(content), "short.toml")}
    return client.post("/policies/preview", data=sent)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def hidden(page: str) -> dict[str, str]:
    """What the confirming form sends."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    content = re.search(r'<textarea name="content" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert content is not None
    return fields | {"content": content[1].replace("&#34;", '"')}


def test_shows_what_was_what_holds_and_what_is_to_come(manager: FlaskClient, house: House) -> None:
    with house.writing() as session:
        for name, days in (("old", -2), ("now", -1), ("next", 1)):
            activate_policy(session, parse_policy({"name": name}), None, NOW + days * DAY, NOW, house.manager)
    page = words(manager.get("/policies").text)
    places = [page.index(text) for text in ("将生效 next", "生效中 now", "已替换 old", "已替换 cn-after-sales")]
    assert places == sorted(places)
    assert "11月19日 14:05 起 · 吴总" in page
    assert "安装时的预设" in page


def test_platforms_and_shops_have_lines_of_their_own_where_they_ever_had_rules(
    manager: FlaskClient, house: House
) -> None:
    assert "平台和店铺都没有另立规则" in manager.get("/policies").text
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "own"}), house.shop, NOW - DAY, NOW)
        retire_policy(session, house.shop, NOW, NOW)
        activate_policy(session, parse_policy({"name": "market"}), Platform.TMALL, NOW, NOW)
    page = words(manager.get("/policies").text)
    places = [
        page.index(text)
        for text in ("平台：天猫", "生效中 market", "店铺：晨光家居", "生效中 不另立规则", "已替换 own")
    ]
    assert places == sorted(places)
    assert "命令行" in page
    assert "没有另立规则" not in page


def test_says_what_a_version_changed_and_nothing_else(manager: FlaskClient, house: House) -> None:
    changed = load_preset("cn-after-sales").as_json() | {"name": "later", "closing_margin_minutes": 15}
    with house.writing() as session:
        activate_policy(session, parse_policy(changed), None, NOW, NOW)
        activate_policy(session, parse_policy(changed), None, NOW + DAY, NOW)
    page = manager.get("/policies").text
    (first, *_others) = re.findall(r'<dl class="rules">.*?</dl>', page, re.DOTALL)[1:]
    assert "提前收线 15 分钟 新增" in words(first)
    assert "拨打时段" not in first
    assert "内容和前一版一样" in page


def test_a_manager_sees_and_sets_the_rules_of_their_own_shops_only(
    client: FlaskClient, house: House, sign_in: SignIn
) -> None:
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "others"}), house.other_shop, NOW, NOW)
        session.merge(house.manager).shops = [session.merge(house.shop)]
    manager = sign_in(client, house.manager)
    page = manager.get("/policies").text
    assert "others" not in page
    assert 'value="shop:S-2"' not in page
    assert preview(manager, holder="shop:S-2").status_code == 422


def test_shows_the_effect_before_anything_changes(manager: FlaskClient, house: House) -> None:
    asked(house, house.callback())
    seen = preview(manager)
    page = words(seen.text)
    assert seen.status_code == 200
    assert "与“cn-after-sales”相比" in page
    assert "拨打时段 每天 10:00–18:00 周一至周五 15:00–17:00" in page
    assert "共领取许可 1 次，其中 0 次结果不变" in page
    assert re.search(r"允许拨打\s+不能拨打\s+1 次\s+拨打时段\s*1 次", page)
    with house.database.reading() as session:
        assert session.scalars(select(GuardPolicy)).all() == []


def test_what_was_looked_at_is_put_in_force_from_its_instant(manager: FlaskClient, house: House) -> None:
    form = hidden(preview(manager, holder="shop:S-1", at="2026-11-22T10:00").text)
    done = manager.post("/policies", data=form)
    assert (done.status_code, done.headers["Location"]) == (303, "/policies")
    with house.database.reading() as session:
        (row,) = session.scalars(select(GuardPolicy))
        assert (row.name, row.shop_id, row.created_by_id) == ("short", house.shop.id, house.manager.id)
        assert row.effective_at == NOW.replace(day=22, hour=2, minute=0)
        assert row.document == parse_policy(row.document).as_json()
    assert "已启用 short（店铺：晨光家居）" in manager.get("/policies").text


@pytest.mark.parametrize(("holder", "platform"), [("company", None), ("platform:tmall", Platform.TMALL)])
def test_without_an_instant_it_holds_at_once(
    manager: FlaskClient, house: House, holder: str, platform: Platform | None
) -> None:
    seen = preview(manager, holder=holder).text
    assert ("这一级第一次有自己的规则" in seen) is (platform is not None)
    assert "确认后立即生效" in seen
    manager.post("/policies", data=hidden(seen))
    with house.database.reading() as session:
        (row,) = session.scalars(select(GuardPolicy))
        assert (row.platform, row.shop_id, row.effective_at) == (platform, None, NOW)


def test_compares_with_what_will_hold_then(manager: FlaskClient, house: House) -> None:
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": "soon"}), None, NOW + DAY, NOW)
    assert "与“soon”相比" in preview(manager, at="2026-11-22T10:00").text
    assert "与“cn-after-sales”相比" in preview(manager).text


def test_decisions_that_prove_nothing_are_named(manager: FlaskClient, house: House) -> None:
    assert "这几天没有人领过拨打许可" in preview(manager).text
    asked(house, house.callback())
    with house.writing() as session:
        session.get_one(GuardDecision, 1).question_sealed = house.vault.seal("{")
    assert "另有 1 次按当时的规则推不出" in preview(manager).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'[[windows]]\ndays = ["mon"]\nopens = "18:00"\ncloses = "10:00"',
            "short.toml，第 1 个 [[windows]] 的 closes：要晚于 opens。",
        ),
        (b"[[", "不是有效的 TOML："),
        ("name = '短'".encode("gbk"), "不是 UTF-8 编码的文字"),
        (b"#" * (MAX_BYTES + 1), "超过 64 KB"),
        (b"colour = 'red'", "short.toml，colour：没有这一项，请检查拼写。"),
    ],
)
def test_a_file_that_is_no_policy_says_where_at_its_field(manager: FlaskClient, content: bytes, said: str) -> None:
    answer = preview(manager, content, holder="shop:S-2")
    assert answer.status_code == 422
    assert said in answer.text.partition('id="field-file-note"')[2].partition("</div>")[0]
    assert re.search(r'value="shop:S-2"\s+selected', answer.text), "what was chosen stays chosen"


def test_a_form_that_was_tampered_with_puts_nothing_in_force(manager: FlaskClient, house: House) -> None:
    form = hidden(preview(manager).text)
    for wrong in ({"content": "[["}, {"holder": "shop:S-9"}, {"name": ""}):
        assert manager.post("/policies", data=form | wrong).status_code == 422
    with house.database.reading() as session:
        assert session.scalars(select(GuardPolicy)).all() == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"holder": "shop:S-9"}, "请选一项"),
        ({"holder": "company", "at": "2026-11-20T14:04"}, "这个时间已经过去了"),
        ({"holder": "company", "at": "soon"}, "请选日期和时间"),
    ],
)
def test_says_what_else_is_wrong(manager: FlaskClient, form: dict[str, str], said: str) -> None:
    answer = preview(manager, **form)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_asks_for_a_file(manager: FlaskClient) -> None:
    answer = manager.post("/policies/preview", data={"holder": "company"})
    assert (answer.status_code, "请选择规则文件" in answer.text) == (422, True)


def test_an_instant_that_passed_while_somebody_looked_is_refused(
    manager: FlaskClient, house: House, clock: SettableClock
) -> None:
    form = hidden(preview(manager, at="2026-11-20T14:10").text)
    clock.advance(timedelta(minutes=10))
    assert manager.post("/policies", data=form).status_code == 422


def test_only_managers_come_here(app: Flask, house: House, sign_in: SignIn) -> None:
    for user in (house.agent, house.leader, house.supervisor):
        client = sign_in(app.test_client(), user)
        assert client.get("/policies").status_code == 403
        assert preview(client).status_code == 403
        assert client.post("/policies").status_code == 403
        assert 'href="/policies"' not in client.get("/cases").text
    assert 'href="/policies"' in sign_in(app.test_client(), house.manager).get("/cases").text


RULES = Policy(
    "base",
    windows=(Window((Weekday.MON, Weekday.WED), Hours(600, 1080)),),
    dates=(SpecialDate(date(2027, 2, 17), ()),),
    limits=(Limit("day", 2, Per.CUSTOMER, (CallResult.BUSY,), calendar_days=2),),
    gaps=(Gap("gap", (CallResult.BUSY,), 60, Per.CUSTOMER),),
    cooldowns=(Cooldown("cool", (CallResult.CONVERSATION,), 7, Per.CASE),),
    consent=ConsentTerms(),
)
LIMIT, GAP, COOLDOWN, CONSENT = RULES.limits[0], RULES.gaps[0], RULES.cooldowns[0], ConsentTerms()
CHANGES: list[Any] = [
    {"default_time_zone": "Asia/Tokyo"},
    {"windows": ()},
    {"windows": (Window((), Hours(600, 1080)),)},
    {"windows": (Window((Weekday.MON, Weekday.TUE, Weekday.WED), Hours(600, 1080)),)},
    {"windows": (*RULES.windows, Window((Weekday.MON, Weekday.WED), Hours(1100, 1440)))},
    {"closing_margin_minutes": 5},
    {"public_holidays": "CN"},
    {"dates": ()},
    {"dates": (SpecialDate(date(2027, 2, 17), (Hours(0, 60),)),)},
    *(
        {"limits": (dataclasses.replace(LIMIT, **change),)}
        for change in (
            {"max": 3},
            {"release_max": 4},
            {"per": Per.NUMBER},
            {"counts": ()},
            {"calendar_days": 1},
            {"calendar_days": None, "minutes": 90},
            {"calendar_days": None, "lifetime": True},
        )
    ),
    *(
        {"gaps": (dataclasses.replace(GAP, **change),)}
        for change in ({"minutes": 61}, {"per": Per.SHOP}, {"after": (CallResult.REJECTED,)})
    ),
    *(
        {"cooldowns": (dataclasses.replace(COOLDOWN, **change),)}
        for change in ({"calendar_days": 8}, {"directions": (Direction.INBOUND,)}, {"after": (CallResult.BUSY,)})
    ),
    {"consent": None},
    *(
        {"consent": dataclasses.replace(CONSENT, **change)}
        for change in (
            {"calendar_days": 3},
            {"ends_after": (CallResult.CONVERSATION,)},
            {"uncounted": True},
            {"lifts": (Family.GAPS,)},
            {"lifts_with_release": (Family.GAPS,)},
        )
    ),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("change", CHANGES, ids=repr)
def test_no_change_goes_unmentioned(app: Flask, change: dict[str, Any], language: str) -> None:
    changed = dataclasses.replace(RULES, **change)
    with app.test_request_context(headers={"Accept-Language": language}):
        assert differences(RULES, changed)
        assert differences(changed, RULES)
        assert differences(changed, changed) == []


def test_policies_read_as_people_say_it(app: Flask) -> None:
    with app.test_request_context():
        said = described(load_preset("cn-strict"))
        assert said["拨打时段"] == "每天 10:00–12:00、14:00–18:00"
        assert said["每天次数上限"] == "每位顾客 2 次"
        assert said["24 小时内次数上限"] == "每位顾客 3 次"
        assert said["拨打间隔"] == "每位顾客，无人接听、占线、被挂断后等 1 小时"
        assert said["计入次数的结果"].startswith("占线、无人接听")
        assert said["顾客同意"] == "长期有效；不受拨打间隔限制；经放行也不受拨打时段、次数上限限制"
        assert said["默认时区"] == "北京时间"
        australia = described(load_preset("au-telemarketing"))
    assert australia["拨打时段"].startswith("周一至周五 09:00–20:00；周六 09:00–17:00")


def test_rules_go_by_their_ids_only_where_they_are_alike(app: Flask) -> None:
    both = (LIMIT, dataclasses.replace(LIMIT, id="other", per=Per.CASE, counts=()))
    with app.test_request_context():
        said = described(dataclasses.replace(RULES, limits=both))
        assert said["2 天内次数上限 other"] == "每个案件 2 次"
        assert said["2 天内次数上限 day计入"] == "占线"
        assert "2 天内次数上限" in described(RULES)


def test_a_limit_that_goes_is_no_small_matter(manager: FlaskClient) -> None:
    page = words(preview(manager, SHORT.replace(b"15:00", b"10:00")).text)
    assert "启用后没有次数上限。" in page
    assert "全天" not in page
    assert "每天次数上限 每位顾客 2 次；放行可到 3 次 不再限制" in page
    assert "不受拨打间隔限制；经放行也不受拨打时段、次数上限限制 不再适用" in page
    assert "启用后没有次数上限。启用后全天都可以拨打。" in words(preview(manager, b"").text)
    assert "启用后没有" not in preview(manager, holder="shop:S-1").text, "the company's still hold"


def test_a_place_in_the_file_is_said_as_it_is_written_there(app: Flask) -> None:
    with app.test_request_context():
        assert place("$") == "整个文件"
        assert place("$.consent.lifts[0]") == "consent.lifts[0]"
        assert place("$.limits[1]") == "第 2 个 [[limits]]"


def test_what_has_no_chinese_is_said_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert meaning("must be at least 1 and at most 9007199254740991") == "不能小于 1"
        assert meaning("must not contain half a surrogate pair") == "must not contain half a surrogate pair"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert meaning("must be a list") == "must be a list"
