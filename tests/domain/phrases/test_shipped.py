"""The phrases that ship: what they hear, what they put in its place, and the ordinary sentences they leave alone."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phrases import (
    Match,
    Phrase,
    PhraseCategory,
    PhraseList,
    check_text,
    find_phrases,
    load_phrases,
)
from callguard.resources import package_text

ALL = load_phrases()
FAULTS = [each for each in ALL.phrases if each.category.raises is None]
TRIGGERS = [each for each in ALL.phrases if each.category.raises is not None]


def find_triggers(text: str, phrases: PhraseList) -> tuple[Match, ...]:
    return check_text(text, phrases).triggers


def test_every_category_has_phrases() -> None:
    assert ALL.symbols_only is not None
    listed = {each.category for each in ALL.phrases} | {ALL.symbols_only.category}
    assert listed == set(PhraseCategory)


def test_no_phrase_is_listed_twice() -> None:
    keys = [each.key for each in ALL.phrases]
    assert len(keys) == len(set(keys))


def test_every_exception_that_ships_is_one_to_a_phrase() -> None:
    rows = tomllib.loads(package_text("content", "phrases.toml"))["phrase"]
    exceptions = [longer for row in rows for longer in row.get("unless", ())]
    assert sorted(set(exceptions)) == sorted({longer for each in ALL.phrases for longer in each.unless})


@pytest.mark.parametrize("each", FAULTS, ids=lambda each: each.text)
def test_every_phrase_is_found_and_its_replacement_is_clean(each: Phrase) -> None:
    said = "。".join([each.text] * (each.allowed + 1))
    assert [match.phrase for match in find_phrases(said, ALL)] == [each]
    assert each.reason
    assert each.replacement
    assert not find_phrases(each.replacement, ALL)
    assert all(each.text in harmless for harmless in each.unless)


@pytest.mark.parametrize("each", FAULTS, ids=lambda each: each.text)
def test_every_replacement_reads_well_in_the_place_of_its_phrase(each: Phrase) -> None:
    before = f"{each.text}。" * each.allowed
    for subject in ("", "您", "你", "我", "我们", "请", "请您", "您先", "我也", "是", "这是", "那是因为", "我们这是"):
        said = before + subject + each.text
        for match in find_phrases(said, PhraseList((each,), None))[-1:]:
            mended = said[len(before) : match.start] + each.replacement + said[match.end :]
            assert not re.search("您您|您你|你您|你你|我我|我们我|您我|你我|请请|请麻烦", mended)


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("您别激动", "您说，我在听"),
        ("那请您先别激动", "那您说，我在听"),
        ("这是规矩，我也没办法", "这是规矩，我能为您做的是"),
        ("我们尽快处理", "我们在约定的时间前处理"),
        ("顾客，您有病", "顾客，您的意见我记下了，我来处理"),
        ("跟我\n不归我管", "跟我\n我来联系负责的同事，给您答复"),
        ("那这是公司规定", "那我能为您做的是"),
        ("这是系统问题", "是我们没做好，我来盯着修好"),
        ("我非常理解您的心情", "这件事由我来负责"),
        ("我们这是因为人手不够", "是我们没安排好"),
        ("So it is not our problem", "So I will take care of it"),
        ("Please calm down", "I am listening"),
        ("There's nothing I can do", "what I can do for you is"),
        ("We got the permit. This permit can't be done", "We got the permit. This permit let me find another way"),
    ],
)
def test_a_replacement_takes_the_place_of_the_subject_too_where_it_has_its_own(said: str, mended: str) -> None:
    (match,) = find_phrases(said, ALL)
    assert said[: match.start] + match.phrase.replacement + said[match.end :] == mended


@pytest.mark.parametrize("each", TRIGGERS, ids=lambda each: each.text)
def test_every_word_of_something_grave_is_found_and_is_no_fault(each: Phrase) -> None:
    assert each in [match.phrase for match in find_triggers(f"顾客刚才{each.text}了", ALL)]
    assert each not in [match.phrase for match in find_phrases(each.text, ALL)]
    assert all(not find_triggers(harmless, PhraseList((each,), None)) for harmless in each.unless)


@pytest.mark.parametrize(
    "sentence",
    [
        "您好，您的包裹今天发出，明天送到。",
        "我来联系快递核实，下午三点前给您答复。",
        "您看这样行不行？",
        "您有病史的话请先问医生。",
        "这件商品没有问题，您放心用。",
        "客户说不同意退货，想要补发。",
        "Is there anything else I can do for you?",
        "已退款 20 元，客户满意。",
        "这样做对不？行李箱明天补发。",
        "客户说不\n行李箱已经寄回",
        "已联系员工\n商家同意补发",
        "共三件：\n1. 东西没\n2. 办法是换货",
        "总价 12 315 元，已退",
        "总价12,345元，运费￥12345",
        "补给您 12345 块",
        "寄到翠苑 12-315 室",
        "约 12-3 15:00 回电",
        "还有没有办法再便宜些，我问问主管",
        "App 没法退出登录，已教他重启",
        "您想怎样处理都可以，我来办。",
        "已报系统问题给技术部，今天 17:00 前有结果",
        "系统问题已修复，手机操作系统问题另查",
        "我去找快递去核实，不让她找快递",
        "滚烫红糖水要放凉了喝",
        "杯子上黑猫图案清晰",
        "他走路不\r\n行动也慢",
        "价格比上次低没有？办法已经和主管说好。",
        "The calm downtown shop sends a new one.",
        "We cannot say yet. Nothing; I can do more tomorrow.",
        "非常抱歉，杯子碎了。非常抱歉让您久等。",
        "这批货曝光量高，自媒体推荐过",
        "顾客自己看了说明书，还是不会装",
        "杯子自己看了没坏",
        "杯子收到就有毛病，顾客要求换新",
        "用户反映有病菌",
        "家里有病人，请早点发",
        "闭嘴壶缺货",
        "再催就要去投诉，情绪激动",
        "顾客冷静下来了，等他冷静一下再打",
        "是不是我们的问题，我先核实",
        "顾客主动把差评删了",
        "评价由您自己定，我们不要求删差评",
        "提到要给差评，只谈怎么解决",
        "随便您选哪一种，我都能安排",
        "拍的是烫伤膏，漏发了一支",
        "记者证皮套颜色发错",
        "骨折板少了两颗螺丝",
        "爆炸盐洗得不干净",
        "猫炸了毛，油炸了两次",
        "刚充电了一会儿，家里停电了，又来电了",
        "仙人掌扎手，毛衣也扎手",
        "门把手划伤了漆",
        "烟雾报警器不响，报警声太小",
        "灶打不着火，点不着火",
        "看医生玩具少了听诊器",
        "跳楼价买的，想吐槽包装",
        "晚上抖音直播买的",
        "广告你们看过，我告诉你",
        "屏幕划伤，边角压坏",
        "熨烫到位，桌布被烫坏一角",
        "煮起火锅来很香",
        "我们一起诉说经过",
        "家里老人有病，要得急",
        "顾客情绪激动，请冷静处理",
        "她说了多少遍都没人理",
        "上次客服让顾客自己看说明书",
        "晚上送到医院门口",
        "派出所旁边的驿站",
        "您投诉去年那单的记录还在",
        "我去找平台核实，再催就要去找平台了",
        "关于快递的问题我来跟，快递的问题已经解决",
        "是不是快递的问题，我先核实",
        "她问为什么不看好这一款",
        "尺码表您看到了吗，退款还没看到吗",
        "怪我们没早点联系，怎么不早点发货",
        "我来负责，这件事由我负责到底",
        "包装做不到位，说到做不到，做不到三天就坏",
        "嫌我们不负责任",
        "傻瓜相机缺电池",
        "滚筒洗衣机给我滚筒都装反了",
        "页面你滚动到底就能看到",
        "水还没滚吧，绘本《翻滚吧》缺一本，滚蛋糕卷碎了",
        "USB 线、usb 插头、型号 SB-200、Nike SB 滑板鞋",
        "我知道您很忙，我理解您的意思",
        "她很生气，要求退款",
        "这次让您很失望，是我们没做好。您很着急用吗？",
        "n o t e: our problem list",
        "[图片]",
        "[图片][微笑] 见照片",
        "吃完吞了吞口水，机器吞了卡",
        "平台吞了一个订单，这口气咽下去了",
        "化妆品在药监局备案，药监局官网可查",
        "药监码扫不出来",
        "我们要举报恶意买家",
        "burnt orange colour, burned my toast",
        "The machine swallowed my card. The bulb is burnt out.",
        "电池电量爆表，音量爆了棚",
        "烫手的价格，拿着不烫手",
        "打 120 折，补 120 元",
        "冒火锅的热气",
        "裤子烫了一下就缩水，只缝了两针就开线",
        "箱子划了一道口子，杯子从桌上摔下来碎了",
        "贴膜割了手机边，夹了手机卡",
        "寄到公安局旁边的报社宿舍",
        "身体不舒服，想改天再谈",
        "Did the parcel get lost? The toy ambulance is idiot-proof.",
        "",
        "   ",
        "\u200b\ufeff",
    ],
)
def test_ordinary_sentences_do_not_match(sentence: str) -> None:
    assert find_phrases(sentence, ALL) == ()
    assert find_triggers(sentence, ALL) == ()


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("这个没有办法", "没有办法"),
        ("这种没法退的", "没法退"),
        ("拆封了退不了", "退不了"),
        ("你想怎样", "你想怎样"),
        ("那你要怎样", "那你要怎样"),
        ("是系统问题，等等", "是系统问题"),
        ("这不是系统问题", "系统问题"),
        ("我们尽快给您处理", "尽快"),
        ("应该可以吧", "应该可以吧"),
        ("顾客不满，让她找快递", "让她找快递"),
        ("这个让您找快递", "您找快递"),
        ("去找快递去", "找快递去"),
        ("不关我们的事", "不关我们的事"),
        ("这不归我们管", "不归我们管"),
        ("你到底想怎么样", "你到底想怎么样"),
        ("您到底要干嘛", "您到底要干嘛"),
        ("爱投诉就投诉", "爱投诉就投诉"),
        ("您投诉也没用", "您投诉也没用"),
        ("投诉也没用", "投诉也没用"),
        ("您要投诉就去吧", "投诉就去"),
        ("您就去投诉吧", "您就去投诉吧"),
        ("您可以打12315", "您可以打12315"),
        ("建议您打12315", "您打12315"),
        ("那您去打12315好了", "您去打12315好了"),
        ("不满意可以去打 12315", "去打 12315"),
        ("这又不是我们的错", "不是我们的错"),
        ("您先冷静一下", "您先冷静一下"),
        ("请您冷静", "请您冷静"),
        ("说了多少遍了", "说了多少遍"),
        ("您想多了", "您想多了"),
        ("您太较真了", "您太较真"),
        ("谁让你不看清楚", "谁让你不看清楚"),
        ("肯定是你用错了", "是你用错了"),
        ("随便您", "随便您"),
        ("你急什么", "你急什么"),
        ("有完没完", "有完没完"),
        ("白痴", "白痴"),
        ("他妈的", "他妈的"),
        ("你瞎啊", "你瞎"),
        ("你有毛病吧", "你有毛病"),
        ("你有病吧", "你有病"),
        ("是不是脑子有毛病", "脑子有毛病"),
        ("赶紧把差评删了", "赶紧把差评删了"),
        ("麻烦您删差评", "麻烦您删差评"),
        ("改好评返现", "改好评返现"),
        ("五星好评返五元", "好评返"),
        ("您自己看说明书", "您自己看"),
        ("物流你自己看", "你自己看"),
        ("麻烦自己看一下物流", "麻烦自己看一下"),
        ("自己去看详情页", "自己去看"),
        ("你投诉去吧", "你投诉去吧"),
        ("您投诉去吧", "您投诉去吧"),
        ("那就投诉去吧", "投诉去吧"),
        ("去找平台", "去找平台"),
        ("不满意就找平台去", "找平台去"),
        ("您就去找平台", "您就去找平台"),
        ("是快递的问题", "是快递的问题"),
        ("快递的问题，等等", "快递的问题"),
        ("快递的问题我也管不着", "快递的问题"),
        ("那是快递公司的责任", "是快递公司的责任"),
        ("你怎么不看清楚", "你怎么不看清楚"),
        ("您怎么不早点联系我们", "您怎么不早点联系我们"),
        ("怎么不早点说", "怎么不早点说"),
        ("为什么不看尺码表", "为什么不看尺码"),
        ("没看到说明吗", "没看到说明吗"),
        ("您没看到说明吗", "您没看到说明吗"),
        ("这个做不到", "做不到"),
        ("我不负责", "我不负责"),
        ("售后我们不负责", "我们不负责"),
        ("人为损坏概不负责", "概不负责"),
        ("我做不了主", "我做不了主"),
        ("煞笔", "煞笔"),
        ("你个傻X", "傻X"),
        ("傻x一个", "傻x"),
        ("傻叉", "傻叉"),
        ("你滚", "你滚"),
        ("滚吧", "滚吧"),
        ("给我滚", "给我滚"),
        ("滚蛋", "滚蛋"),
        ("sb", "sb"),
        ("你是SB吗", "你是SB"),
        ("我理解您很愤怒", "我理解您很愤怒"),
        ("我知道您很生气", "我知道您很生气"),
        ("我能明白你现在很着急", "我能明白你现在很着急"),
        ("我非常理解您的心情", "我非常理解您的心情"),
        ("So it is n o t our problem", "it is n o t our problem"),
        ("I understand you are angry", "I understand you are angry"),
        ("I know you're upset", "I know you're upset"),
        ("it is not my responsibility", "it is not my responsibility"),
        ("why didn't you contact us earlier", "why didn't you contact us earlier"),
        ("just complain to the platform", "complain to the platform"),
    ],
)
def test_ways_out_without_an_answer_are_found(note: str, said: str) -> None:
    assert [note[match.start : match.end] for match in find_phrases(note, ALL) if not match.is_customers] == [said]


@pytest.mark.parametrize(
    ("note", "category"),
    [
        ("说要去市场监督管理局监管局", PhraseCategory.REGULATOR),
        ("要找 12-315", PhraseCategory.REGULATOR),
        ("投诉到工信部", PhraseCategory.REGULATOR),
        ("手背烫红了一片", PhraseCategory.SAFETY),
        ("手被烫起泡", PhraseCategory.SAFETY),
        ("她要上黑猫", PhraseCategory.PRESS),
        ("上黑猫投诉我们", PhraseCategory.PRESS),
        ("烫到手", PhraseCategory.SAFETY),
        ("烫到我孩子了", PhraseCategory.SAFETY),
        ("手被烫了一下", PhraseCategory.SAFETY),
        ("手被烫出水泡", PhraseCategory.SAFETY),
        ("起疹子", PhraseCategory.SAFETY),
        ("脸上起了疹子", PhraseCategory.SAFETY),
        ("用了以后红肿发痒", PhraseCategory.SAFETY),
        ("已去看医生", PhraseCategory.SAFETY),
        ("去医院了", PhraseCategory.SAFETY),
        ("孩子拉肚子", PhraseCategory.SAFETY),
        ("全家上吐下泻", PhraseCategory.SAFETY),
        ("头晕恶心", PhraseCategory.SAFETY),
        ("呼吸困难", PhraseCategory.SAFETY),
        ("被电了一下", PhraseCategory.SAFETY),
        ("触电", PhraseCategory.SAFETY),
        ("壶身漏电", PhraseCategory.SAFETY),
        ("孩子噎住了", PhraseCategory.SAFETY),
        ("噎着了", PhraseCategory.SAFETY),
        ("纽扣电池吞下去了", PhraseCategory.SAFETY),
        ("玻璃扎到脚", PhraseCategory.SAFETY),
        ("木刺扎了手", PhraseCategory.SAFETY),
        ("手被划伤", PhraseCategory.SAFETY),
        ("椅子断了，摔了一跤", PhraseCategory.SAFETY),
        ("老人摔伤", PhraseCategory.SAFETY),
        ("插座冒烟", PhraseCategory.SAFETY),
        ("充电时烧起来", PhraseCategory.SAFETY),
        ("电池起火", PhraseCategory.SAFETY),
        ("线路着火", PhraseCategory.SAFETY),
        ("杯子都炸了", PhraseCategory.SAFETY),
        ("充电宝爆炸了", PhraseCategory.SAFETY),
        ("要跳楼", PhraseCategory.SAFETY),
        ("要自杀", PhraseCategory.SAFETY),
        ("不想活了", PhraseCategory.SAFETY),
        ("315晚会见", PhraseCategory.REGULATOR),
        ("要打315", PhraseCategory.REGULATOR),
        ("要起诉", PhraseCategory.REGULATOR),
        ("已找律师", PhraseCategory.REGULATOR),
        ("收到律师函", PhraseCategory.REGULATOR),
        ("要报警", PhraseCategory.REGULATOR),
        ("我要告你们", PhraseCategory.REGULATOR),
        ("要上微博", PhraseCategory.PRESS),
        ("发微博", PhraseCategory.PRESS),
        ("发抖音曝光", PhraseCategory.PRESS),
        ("孩子吞了零件", PhraseCategory.SAFETY),
        ("吞到肚子里", PhraseCategory.SAFETY),
        ("吞了一颗螺丝", PhraseCategory.SAFETY),
        ("把电池吞了", PhraseCategory.SAFETY),
        ("玻璃吃进肚子了", PhraseCategory.SAFETY),
        ("叫了救护车", PhraseCategory.SAFETY),
        ("打了120", PhraseCategory.SAFETY),
        ("插头冒火花", PhraseCategory.SAFETY),
        ("插座短路", PhraseCategory.SAFETY),
        ("电池鼓包", PhraseCategory.SAFETY),
        ("手被麻了一下", PhraseCategory.SAFETY),
        ("烫掉一层皮", PhraseCategory.SAFETY),
        ("烫了手", PhraseCategory.SAFETY),
        ("切到手，缝了三针", PhraseCategory.SAFETY),
        ("smoke coming out of the plug", PhraseCategory.SAFETY),
        ("手上划了一道口子", PhraseCategory.SAFETY),
        ("磕到头", PhraseCategory.SAFETY),
        ("老人摔下来", PhraseCategory.SAFETY),
        ("溅到眼睛", PhraseCategory.SAFETY),
        ("孩子抽搐", PhraseCategory.SAFETY),
        ("用完烂脸", PhraseCategory.SAFETY),
        ("脸肿了", PhraseCategory.SAFETY),
        ("吃坏肚子", PhraseCategory.SAFETY),
        ("吃到玻璃", PhraseCategory.SAFETY),
        ("牙崩了一块", PhraseCategory.SAFETY),
        ("玻璃爆了", PhraseCategory.SAFETY),
        ("去药监局举报", PhraseCategory.REGULATOR),
        ("市监局", PhraseCategory.REGULATOR),
        ("网信办", PhraseCategory.REGULATOR),
        ("找市场监督管理局", PhraseCategory.REGULATOR),
        ("消保委、卫健委", PhraseCategory.REGULATOR),
        ("投诉到邮政管理局", PhraseCategory.REGULATOR),
        ("我要举报你们", PhraseCategory.REGULATOR),
        ("要打市长热线", PhraseCategory.REGULATOR),
        ("去信访", PhraseCategory.REGULATOR),
        ("要申请仲裁", PhraseCategory.REGULATOR),
        ("找报社", PhraseCategory.PRESS),
        ("It burned my hand", PhraseCategory.SAFETY),
        ("she burnt her finger", PhraseCategory.SAFETY),
        ("the skin is burnt", PhraseCategory.SAFETY),
        ("He swallowed a screw", PhraseCategory.SAFETY),
        ("the battery exploded", PhraseCategory.SAFETY),
        ("was in the hospital", PhraseCategory.SAFETY),
        ("called an ambulance", PhraseCategory.SAFETY),
        ("the glass cut my finger", PhraseCategory.SAFETY),
        ("she was electrocuted", PhraseCategory.SAFETY),
        ("will report you to the authorities", PhraseCategory.REGULATOR),
        ("will take legal action", PhraseCategory.REGULATOR),
    ],
)
def test_what_is_grave_is_heard(note: str, category: PhraseCategory) -> None:
    assert {match.phrase.category for match in find_triggers(note, ALL)} == {category}


@given(st.text(alphabet="您好吧，。 不行没办法", max_size=20), st.sampled_from(FAULTS), st.text("您好。", max_size=8))
def test_a_phrase_is_covered_wherever_it_stands(before: str, each: Phrase, after: str) -> None:
    listed = PhraseList((each,), ALL.symbols_only)
    text = f"{before}。{'。'.join([each.text] * each.allowed)}。{each.text}。{after}"
    end = len(text) - len(after) - 1
    assert (end - len(each.text), end) in {(match.start, match.end) for match in find_phrases(text, listed)}
