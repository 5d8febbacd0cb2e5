"""In a pasted talk the agent is held to the agent's words, and the customer to none."""

import pytest

from callguard.domain.phrases import Phrase, PhraseCategory, PhraseList, Severity, Side, check_text, read_transcript

INSULT = Phrase("有病", PhraseCategory.FORBIDDEN, Severity.BLOCK, "reason", "replacement")
SOOTHING = Phrase("请您放心", PhraseCategory.SOOTHING, Severity.WARN, "reason", "replacement", allowed=1)
SYMBOLS = Phrase("", PhraseCategory.SYMBOLS_ONLY, Severity.WARN, "reason", "replacement")
PRESS = Phrase("记者", PhraseCategory.PRESS, Severity.WARN, "reason", "")
LISTED = PhraseList((INSULT, SOOTHING, PRESS), SYMBOLS)
STAFF = {"小林"}


def sides(*names: str, **chosen: Side) -> list[str]:
    text = "\n".join(f"{name} 14:05:12\n好" for name in names)
    return list(read_transcript(text, STAFF, chosen).sides.values())


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("客服小王", Side.AGENT),
        ("客服**", Side.AGENT),
        ("小林", Side.AGENT),
        ("青栖:阿彬", Side.AGENT),
        ("青栖旗舰店", Side.AGENT),
        ("我", Side.AGENT),
        ("Agent 7", Side.AGENT),
        ("客户经理", Side.AGENT),
        ("顾客", Side.CUSTOMER),
        ("王女士", Side.CUSTOMER),
        ("t**8", Side.CUSTOMER),
        ("tb88120", Side.CUSTOMER),
        ("Customer", Side.CUSTOMER),
        ("说话人1", Side.UNCLEAR),
        ("猫", Side.UNCLEAR),
    ],
)
def test_a_name_tells_the_side(name: str, side: Side) -> None:
    assert sides(name, name) == [side]


def test_the_last_one_is_on_the_other_side() -> None:
    assert sides("小林", "猫") == ["agent", "customer"]
    assert sides("t**8", "猫") == ["customer", "agent"]
    assert sides("小林", "客服小王", "猫") == ["agent", "agent", "customer"]


def test_it_stays_unclear_where_nothing_tells() -> None:
    assert sides("说话人1", "说话人2") == ["unclear", "unclear"]
    assert sides("小林", "猫", "狗") == ["agent", "unclear", "unclear"]
    assert sides("小林", "t**8", "猫") == ["agent", "customer", "unclear"]
    assert list(read_transcript("客服：已致歉\n备注：没办法").sides.values()) == ["agent", "unclear"]
    assert list(read_transcript("客服：好\n猫：好\n客服：好\n猫：好").sides.values()) == ["agent", "customer"]


def test_what_somebody_chose_is_taken_and_tells_the_rest() -> None:
    assert sides("说话人1", "说话人2", 说话人2=Side.AGENT) == ["customer", "agent"]
    assert sides("小林", "猫", 小林=Side.CUSTOMER) == ["customer", "agent"]


TALK = """\
tb8812 (2026-11-20 14:05:12):
你们有病，请您放心
我要找记者
青栖:小林 (2026-11-20 14:06:12):
请您放心。
您说的「有病」我听到了
tb8812 (2026-11-20 14:07:12):
？？
青栖:小林 (2026-11-20 14:08:12):
请您放心
青栖:小林 (2026-11-20 14:08:14):
😊
青栖:小林 (2026-11-20 14:09:12):
你有病
"""


def test_each_is_held_to_their_own_words_and_repetition_counts_over_all_of_them() -> None:
    talk = read_transcript(TALK)
    faults = check_text(TALK, LISTED, talk).faults
    assert [(TALK[one.start : one.end], one.severity, one.is_customers) for one in faults] == [
        ("有病", Severity.HINT, True),
        ("请您放心", Severity.WARN, False),
        ("😊", Severity.WARN, False),
        ("有病", Severity.BLOCK, False),
    ]
    turns = [talk.turn_at(one.start) for one in faults]
    assert [turn.name for turn in turns if turn] == ["tb8812", *["青栖:小林"] * 3]


def test_what_raises_a_case_is_heard_whoever_says_it() -> None:
    assert [one.phrase for one in check_text(TALK, LISTED).triggers] == [PRESS]


def test_a_name_is_no_word_said() -> None:
    text = "有病的猫 14:05\n好\n客服 14:06\n好\n记者 14:07\n好"
    checked = check_text(text, LISTED)
    assert (checked.faults, checked.triggers) == ((), ())


def test_as_long_as_it_is_unclear_both_are_held_to_their_words() -> None:
    text = "说话人1 00:01\n有病\n说话人2 00:02\n有病"
    assert [one.severity for one in check_text(text, LISTED).faults] == [Severity.BLOCK] * 2
    talk = read_transcript(text, chosen={"说话人1": Side.AGENT})
    assert [one.severity for one in check_text(text, LISTED, talk).faults] == [Severity.BLOCK, Severity.HINT]


def test_before_the_first_heading_nobody_speaks() -> None:
    text = "有病\n客服：好\n顾客：好"
    talk = read_transcript(text)
    assert talk.turn_at(0) is None
    assert [one.severity for one in check_text(text, LISTED, talk).faults] == [Severity.BLOCK]


def test_without_the_rule_symbols_are_no_fault() -> None:
    assert check_text("客服：😊\n顾客：好", PhraseList((), None)).faults == ()
