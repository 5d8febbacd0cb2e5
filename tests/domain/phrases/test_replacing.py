"""What is said instead of a phrase fits into its sentence, whatever goes on behind it."""

import re
from itertools import product

import pytest

from callguard.domain.phrases import Phrase, PhraseCategory, PhraseList, Severity, check_text, load_phrases, replaced

ALL = load_phrases()
FAULTS = [each for each in ALL.phrases if each.category.raises is None]
RESTS = (
    "",
    "了",
    "的，明天再打",
    "吧！明天再打",
    "，我们不会骗您的",
    "。已转主管",
    "给您退款，请稍等",
    "这件事……已转主管",
    " 已转主管",
    "\n已转主管",
    "「原话」",
    "（12:30 打的）",
    "手被烫伤了，已转主管",
    " now. She waits",
    " 12:30, she waits",
)
REST = re.compile(r"[^，。！!…「（.,\n ]*(?: now|(?: 12:30)?(?=,))?")


def mended(text: str, listed: PhraseList = ALL) -> str:
    """With the last of the faults replaced."""
    checked = check_text(text, listed)
    change = replaced(text, checked.faults[-1], checked.triggers)
    return text[: change.start] + change.words + text[change.end :]


def all_mended(text: str) -> str:
    """With one fault after the other replaced, the gravest first."""
    while (checked := check_text(text, ALL)).faults:
        change = replaced(text, max(checked.faults, key=lambda match: match.severity.gravity), checked.triggers)
        text = text[: change.start] + change.words + text[change.end :]
    return text


@pytest.mark.parametrize("each", FAULTS, ids=lambda each: each.text)
def test_every_replacement_that_ships_reads_well_before_whatever_follows(each: Phrase) -> None:
    listed = PhraseList((each, *(one for one in ALL.phrases if one.category.raises)), None)
    before = f"{each.text}。" * each.allowed + "这回"
    for rest in RESTS:
        text = before + each.text + rest
        if not check_text(text, listed).faults or (each.text[-1].isdecimal() and rest.startswith(" ")):
            continue  # harmless like this, or a number of something
        now = mended(text, listed)
        assert now.startswith(before + each.words)
        follows = now.removeprefix(before + each.words)
        if "烫伤" in rest:
            assert follows == (f"，{rest}" if each.stands_alone else rest)
        else:
            assert follows == (REST.sub("", rest, count=1) if each.stands_alone else rest)


@pytest.mark.parametrize(
    ("said", "better"),
    [
        ("您别激动，我们不会骗您的", "您说，我在听，我们不会骗您的"),
        ("您别激动了嘛，我们不会骗您的", "您说，我在听，我们不会骗您的"),
        ("没办法退款，明天再打", "我能为您做的是，明天再打"),
        ("这是公司规定不能退的。已挂断", "我能为您做的是。已挂断"),
        ("凭什么给你退 1,000 元，已转主管", "我跟您说明一下依据，已转主管"),
        ("凭什么 15:30 打来", "我跟您说明一下依据"),
        ("您为什么不早说？已转仓库", "现在知道了，我马上处理。已转仓库"),
        ("why didn't you say so earlier?", "thank you for telling me, I will see to it now."),
        ("这是快递的问题，我也没办法", "这是快递的问题，我能为您做的是"),
        ("这是快递的问题", "路上的事由我们负责，我来跟"),
        ("你必须退回来", "麻烦您退回来"),
        ("你应该先看说明", "您可以先看说明"),
        ("我们尽快给您处理", "我们在约定的时间前给您处理"),
        ("难道是我们弄坏的", "是不是是我们弄坏的"),
        ("calm down please, we are on it.", "I am listening, we are on it."),
        ("you must send it back. Thanks", "could you please send it back. Thanks"),
        ("calm down if he is injured", "I am listening, if he is injured"),
        ("不归我管您手烫伤了", "我来联系负责的同事，给您答复，您手烫伤了"),
    ],
)
def test_a_replacement_with_its_own_subject_takes_the_rest_of_the_clause_along(said: str, better: str) -> None:
    assert mended(said) == better


@pytest.mark.parametrize(
    ("said", "better"),
    [
        ("想都别想", "我来想办法。"),
        ("想都别想了，明天再打", "我来想办法。明天再打"),
        ("想都别想！明天再打", "我来想办法！明天再打"),
        ("想都别想\n明天再打", "我来想办法。\n明天再打"),
        ("想都别想手被烫伤", "我来想办法，手被烫伤"),
    ],
)
def test_two_signs_never_meet(said: str, better: str) -> None:
    own = Phrase("想都别想", PhraseCategory.FORBIDDEN, Severity.BLOCK, "reason", "我来想办法。")
    assert mended(said, PhraseList((own, *ALL.phrases), None)) == better


@pytest.mark.parametrize(
    ("said", "better"),
    [
        (
            "您为什么不早说，这是公司规定，我也没办法，你投诉去吧",
            "现在知道了，我马上处理，我能为您做的是，您的意见我来处理",
        ),
        ("这是公司规定。我也没办法。已转主管", "我能为您做的是。已转主管"),
        ("我能为您做的是，我也没办法！\n已转主管", "我能为您做的是！\n已转主管"),
        ("您为什么不早说？怎么不早说？已转主管", "现在知道了，我马上处理。已转主管"),
        ("办不到\n没办法", "我能为您做的是"),
        ("没办法；我能为您做的是换货", "我能为您做的是换货"),
        ("麻烦您，你必须退回来", "麻烦您退回来"),
        ("素质太低，滚远点，已转主管", "您的意见我记下了，我来处理，已转主管"),
        ("这个一分钱一分货", "这个价位也应该有好品质，我来处理"),
        ("company policy, nothing I can do. Thanks", "what I can do for you is. Thanks"),
        ("What I can do for you is, it is company policy", "What I can do for you is"),
        ("我来联系负责的同事，给您答复。不归我管您手烫伤了", "我来联系负责的同事，给您答复，您手烫伤了"),
    ],
)
def test_what_stands_beside_a_phrase_already_is_not_said_twice(said: str, better: str) -> None:
    assert all_mended(said) == better


def test_no_two_phrases_leave_the_same_words_side_by_side() -> None:
    # "麻烦您，…" leads on to nothing.
    by_words = {each.words: each for each in FAULTS if not each.allowed and not each.replacement.endswith("…")}
    for one, other in product(by_words.values(), repeat=2):
        now = all_mended(f"{one.text}，{other.text}。已转主管")
        for words in {one.words, other.words}:
            assert not re.search(f"{re.escape(words)}[，。 ]*{re.escape(words)}", now), (one.text, other.text, now)


@pytest.mark.parametrize("each", [each for each in FAULTS if not each.allowed], ids=lambda each: each.text)
def test_a_phrase_beside_one_with_the_same_replacement_goes(each: Phrase) -> None:
    other = next(one for one in FAULTS if one.words == each.words)
    now = all_mended(f"{each.text}，{other.text}，{each.text}")
    assert now.count(each.words) == 1
