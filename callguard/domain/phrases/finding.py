"""Finding the phrases in a text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from callguard.domain.phrases.folding import Folded, fold
from callguard.domain.phrases.listed import Found, PhraseList
from callguard.domain.phrases.phrase import Phrase, Severity
from callguard.domain.phrases.spans import Span
from callguard.domain.phrases.speakers import CustomersWords
from callguard.domain.phrases.transcript import Transcript, read_transcript

# Who or what is meant or asked, right before a phrase: "我也", "请您先", "这是", "it is". "不是" says the opposite.
_SUBJECT = re.compile(
    "(?:(?:请|麻烦)?[您你我咱]们?"
    "(?:[也都真就又可先还再只能很]|这?是(?:不是)?|因为|这边|最好|千万|实在|确实|暂时|目前|现在|真的|根本|赶紧|赶快"
    "|非常|完全|十分|特别|理解|知道|明白|看得出)*"
    "|(?:[这那]个?)?(?<!不)是(?:因为)?|因为|请|麻烦|赶紧|赶快"
    "|please|(?:it|that|this|there)(?:'s|is|was)?|you(?:should|just)?)$"
)
_LONGEST_SUBJECT = 12
# How chats copy an emoji: [微笑] 微信 and others, /:809 旺旺, #E-s01 京东. But a picture may be an answer.
_EMOJI_CODE = re.compile(
    r"\[(?!图片|照片|语音|视频|文件|链接|位置|红包|转账|订单|商品|名片)(?:[\u3400-\u9fff]{1,4}|[A-Za-z]{1,10}|666)\]"
    r"|/:(?:\d{3}|[!-/:-~]{1,8}?(?=/:|[^!-~]|$))"
    r"|#E-s\d{1,3}"
)


@dataclass(frozen=True)
class Match:
    """A phrase found at text[start:end], with its subject where that is to be replaced too.

    What a customer said is only hinted at; `told` is the part of the text that a note tells to be theirs, if any.
    """

    start: int
    end: int
    phrase: Phrase
    is_customers: bool = False
    told: Span | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is here."""
        return Severity.HINT if self.is_customers else self.phrase.severity


@dataclass(frozen=True)
class Checked:
    """What was found in a text, each by its place.

    `faults` are the speaker's; of one inside another only a graver one is told, and of what stands in quotation marks
    as the customer's none. `triggers` are the words by which a case becomes graver, whoever said them and whether or
    not they were denied.
    """

    faults: tuple[Match, ...]
    triggers: tuple[Match, ...]


def check_text(text: str, phrases: PhraseList, talk: Transcript | None = None) -> Checked:
    """What of a text, all of it one talk, is a fault, and what calls for a senior.

    Who speaks in it is read from it unless `talk` says so.
    """
    talk = read_transcript(text) if talk is None else talk
    folded = fold(text)
    matches = [*_symbols_only(text, talk, phrases.symbols_only)]
    matches += _matches(folded, phrases, talk)
    # Of two at one place the longer phrase knows better what to say.
    matches.sort(key=lambda match: (match.start, -match.end, -match.severity.gravity, -len(match.phrase.text)))
    triggers = tuple(match for match in matches if match.phrase.category.raises is not None)
    faults = [match for match in matches if match.phrase.category.raises is None and not _told_by(match, triggers)]
    return Checked(_outermost(_said_too_often(faults)), triggers)


def find_phrases(text: str, phrases: PhraseList) -> tuple[Match, ...]:
    """The faults alone."""
    return check_text(text, phrases).faults


def is_symbols_only(text: str) -> bool:
    """Whether something was written and none of it, but for an emoji's code, is a letter, a character or a digit."""
    shown = _EMOJI_CODE.sub("☺", text)
    return not any(map(str.isalnum, shown)) and bool(fold(shown).text.strip())


def _told_by(match: Match, triggers: Iterable[Match]) -> bool:
    """Whether it only hints at what a customer said, where a trigger says more of the same words."""
    return match.is_customers and any(one.start < match.end and match.start < one.end for one in triggers)


def _harmful(wordings: Iterable[Found]) -> list[Found]:
    """The phrases that stand there by themselves, in no longer wording that is harmless."""
    found: list[Found] = []
    harmless: dict[Phrase, list[Found]] = defaultdict(list)
    for one in wordings:
        if one.wording.is_harmless:
            harmless[one.wording.phrase].append(one)
        else:
            found.append(one)
    return [one for one in found if not any(_holds(longer, one) for longer in harmless.get(one.wording.phrase, ()))]


def _holds(outer: Found, inner: Found) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _symbols_only(text: str, talk: Transcript, rule: Phrase | None) -> Iterator[Match]:
    """The replies that consist of symbols; the text itself, where it is no talk."""
    if rule is None:
        return
    replies = [(turn.start, turn.end) for turn in talk.turns if not talk.is_customers(turn.start)]
    for start, end in replies if talk.turns else [(0, len(text))]:
        if is_symbols_only(text[start:end]):
            yield Match(start, end, rule)


def _matches(folded: Folded, phrases: PhraseList, talk: Transcript) -> Iterator[Match]:
    theirs, run_on = CustomersWords(folded), folded.run_on()
    for one in _harmful(phrases.wordings_in(run_on)):
        phrase = one.wording.phrase
        start, end = run_on.written(_with_subject(one, run_on), one.end)
        is_quoted = phrase.category.raises is None and theirs.quoted.around(start, end)
        if is_quoted or talk.is_name(start) or talk.is_name(end - 1):
            continue
        told = theirs.told.around(start, end)
        yield Match(start, end, phrase, talk.is_customers(start) or told is not None, told)


def _with_subject(one: Found, folded: Folded) -> int:
    """Where the replacement begins: with the words on the same line that its own subject makes odd."""
    if not one.wording.phrase.says_who:
        return one.start
    subject = _SUBJECT.search(folded.text, max(0, one.start - _LONGEST_SUBJECT), one.start)
    if subject is None or folded.joined[subject.start()]:
        return one.start
    if not folded.seams.isdisjoint(range(subject.start() + 1, one.start + 1)):
        return one.start
    return subject.start()


def _said_too_often(matches: Iterable[Match]) -> Iterator[Match]:
    """Without what may be said so often; what the customer says is not counted."""
    said: Counter[Phrase] = Counter()
    for match in matches:
        if not match.phrase.allowed:
            yield match
        elif not match.is_customers:
            said[match.phrase] += 1
            if said[match.phrase] > match.phrase.allowed:
                yield match


def _outermost(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Those that lie in no other that is as grave; they come in the order of their starts."""
    kept: list[Match] = []
    reaches = dict.fromkeys(Severity, 0)
    for match in matches:
        if match.end > max(end for severity, end in reaches.items() if severity.gravity >= match.severity.gravity):
            kept.append(match)
            reaches[match.severity] = max(reaches[match.severity], match.end)
    return tuple(kept)
