"""What can be known beforehand of a call, apart from the calling hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.guard import Foresight, Question, Verdict, foresee, judge, load_preset, parse_question
from tests.domain.guard.asking import at, call, moment
from tests.domain.guard.documents import Document, documents
from tests.domain.guard.oracle import Oracle
from tests.domain.guard.test_against_the_contract import DAYS, thorough

MICROSECOND = timedelta(microseconds=1)
HORIZON = timedelta(days=400)
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOURS = {"windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "18:00"}]}
TWO_A_DAY = {
    "limits": [{"id": "l", "max": 2, "release_max": 3, "per": "customer", "calendar_days": 1, "counts": ["no_answer"]}]
}
BOTH = [call("11-21 10:00"), call("11-21 11:00")]


def foreseen(now: str, policy: Document, calls: list[Document] | None = None, **rest: object) -> Foresight:
    document = {"policy": {"name": "p", **policy}, "now": at(now), "calls": calls or [], **rest}
    return foresee(parse_question(document, load_preset))


@thorough
@given(documents(), st.integers(0, 2**32))
def test_the_guard_allows_within_the_foreseen_time_and_not_before_nor_at_its_end(document: Document, seed: int) -> None:
    question = parse_question(document, load_preset)
    foresight = foresee(question)
    random = Random(seed)  # noqa: S311  # keeps nothing secret
    anywhere = [question.now + timedelta(seconds=random.uniform(0, 30 * 86400)) for _ in range(12)]
    turning = random.sample(edges := Oracle(document).candidates(DAYS), min(len(edges), 40))
    _agree(question, foresight, [*anywhere, *turning])


@thorough
@given(documents())
def test_the_foreseen_time_begins_and_ends_at_the_microsecond(document: Document) -> None:
    question = parse_question(document, load_preset)
    foresight = foresee(question)
    edges = [edge for edge in (foresight.allowed_from, foresight.sure_until) if edge is not None]
    near = [edge + step for edge in edges for step in (-MICROSECOND, timedelta(), MICROSECOND)]
    _agree(question, foresight, [t for t in near if t >= question.now])


def _agree(question: Question, foresight: Foresight, instants: list[datetime]) -> None:
    end = foresight.sure_until or question.now + HORIZON
    for t in instants:
        if t < end:
            begun = foresight.allowed_from is not None and foresight.allowed_from <= t
            assert (_verdict(question, foresight, t) is Verdict.ALLOW) is begun, t
    if foresight.sure_until is not None:
        assert _verdict(question, foresight, foresight.sure_until) is not Verdict.ALLOW


def _verdict(question: Question, foresight: Foresight, t: datetime) -> Verdict:
    policies = question.policies
    if not foresight.any_hour:
        policies = tuple(replace(each, windows=(), dates=(), public_holidays=None) for each in policies)
    made = tuple(each for each in question.calls if each.at <= question.now)
    release = question.release if question.is_released else None
    return judge(replace(question, now=t, policies=policies, calls=made, release=release)).verdict


def test_leaves_the_calling_hours_aside() -> None:
    assert foreseen("11-21 22:00", HOURS) == Foresight(moment("11-21 22:00").astimezone(UTC), None, False)


@pytest.mark.parametrize(
    ("rest", "until"),
    [
        ({"number": {"e164": "+8613800138000", "expires_at": at("11-23 12:00")}}, "11-23 12:00"),
        ({"customer": {"do_not_call": [{"since": at("11-22 08:00")}]}}, "11-22 08:00"),
        ({"customer": {"blackouts": [{"days": ["mon"], "opens": "15:00", "closes": "17:00"}]}}, "11-23 15:00"),
    ],
)
def test_is_sure_until_something_begins_to_stand_against_the_call(rest: Document, until: str) -> None:
    foresight = foreseen("11-21 15:00", HOURS, **rest)
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), moment(until))


def test_looks_at_the_customers_own_zones() -> None:
    blackout = {"days": EVERY_DAY, "opens": "18:00", "closes": "19:00"}
    customer = {"time_zones": ["Asia/Shanghai", "Asia/Tokyo"], "blackouts": [blackout]}
    assert foreseen("11-21 15:00", HOURS, customer=customer).sure_until == moment("11-21 17:00"), "six in Tokyo"


@pytest.mark.parametrize(("beyond", "sure"), [(timedelta(), True), (MICROSECOND, False)])
def test_looks_400_days_ahead(beyond: timedelta, sure: bool) -> None:
    expires = moment("11-21 15:00") + HORIZON + beyond
    foresight = foreseen("11-21 15:00", HOURS, number={"e164": "+8613800138000", "expires_at": expires.isoformat()})
    assert foresight.sure_until == (expires if sure else None)


def test_waits_for_what_stands_against_the_call_now() -> None:
    foresight = foreseen("11-21 15:00", HOURS | TWO_A_DAY, BOTH)
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-22 00:00"), None)


def test_a_release_counts_until_it_ends() -> None:
    release = {"granted_at": at("11-21 14:00"), "expires_at": at("11-21 16:00")}
    foresight = foreseen("11-21 15:00", HOURS | TWO_A_DAY, BOTH, release=release)
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), moment("11-21 16:00"))


def test_a_release_that_begins_later_does_not_count() -> None:
    release = {"granted_at": at("11-21 16:00"), "expires_at": at("11-21 17:00")}
    assert foreseen("11-21 15:00", TWO_A_DAY, BOTH, release=release).allowed_from == moment("11-22 00:00")


def test_a_release_that_outlives_the_refusal_changes_nothing_after_it() -> None:
    release = {"granted_at": at("11-21 14:00"), "expires_at": at("11-22 16:00")}
    assert foreseen("11-21 15:00", TWO_A_DAY, BOTH, release=release).sure_until is None


def test_is_sure_until_the_consent_ends_that_lifts_the_limit() -> None:
    customer = {"consents": [{"given_at": at("11-21 12:00"), "until": at("11-21 19:00")}]}
    foresight = foreseen("11-21 15:00", TWO_A_DAY | {"consent": {"lifts": ["limits"]}}, BOTH, customer=customer)
    assert (foresight.sure_until, foresight.any_hour) == (moment("11-21 19:00"), False)


def released(expires: str, terms: Document, policy: Document, calls: list[Document], **consent: str) -> Foresight:
    """With a release from 14:00 and a consent given at noon, asked at 15:00."""
    release = {"granted_at": at("11-21 14:00"), "expires_at": at(expires)}
    given = {"given_at": at("11-21 12:00")} | {key: at(value) for key, value in consent.items()}
    return foreseen("11-21 15:00", policy | {"consent": terms}, calls, release=release, customer={"consents": [given]})


ALL_THREE = [*BOTH, call("11-21 12:00")]


@pytest.mark.parametrize(
    ("release_until", "consent_until", "sure_until"),
    [("11-21 17:00", "11-21 16:00", "11-21 16:00"), ("11-21 16:00", "11-21 17:00", "11-21 16:00")],
)
def test_what_a_consent_leaves_to_a_release_is_sure_until_the_first_of_them_ends(
    release_until: str, consent_until: str, sure_until: str
) -> None:
    terms = {"lifts_with_release": ["limits"]}
    foresight = released(release_until, terms, TWO_A_DAY, ALL_THREE, until=consent_until)
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), moment(sure_until))


def test_a_release_does_not_wait_for_a_consent_that_begins_later() -> None:
    foresight = released("11-21 17:00", {"lifts": ["limits"]}, TWO_A_DAY, BOTH, **{"from": "11-21 20:00"})
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), moment("11-21 17:00"))


HOURLY = {
    "limits": [{"id": "l", "max": 1, "release_max": 2, "per": "customer", "minutes": 120, "counts": ["no_answer"]}]
}
QUARTERS = [call("11-21 13:30"), call("11-21 15:00")]


def test_a_release_takes_over_where_a_consent_ends() -> None:
    # Two are counted until 15:30, one until 17:00.
    foresight = released("11-21 18:00", {"lifts": ["limits"]}, HOURLY, QUARTERS, until="11-21 16:00")
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), None)


def test_a_release_that_ends_when_it_would_begin_to_help_allows_nothing() -> None:
    assert released("11-21 15:30", {}, HOURLY, QUARTERS).allowed_from == moment("11-21 17:00")


def test_a_release_lifts_no_wish_that_begins_while_it_lasts() -> None:
    release = {"granted_at": at("11-21 14:00"), "expires_at": at("11-21 16:00")}
    wish = {"do_not_call": [{"since": at("11-21 15:30")}]}
    assert foreseen("11-21 15:00", HOURS, customer=wish, release=release).sure_until == moment("11-21 15:30")


@pytest.mark.parametrize("until", ["11-23 10:00", "11-25 10:00"])
def test_a_wish_that_ends_no_later_than_it_begins_is_none(until: str) -> None:
    wish = {"do_not_call": [{"since": at("11-25 10:00"), "until": at(until)}]}
    assert foreseen("11-21 15:00", HOURS, customer=wish).sure_until is None


def test_never_allowed_is_never_sure() -> None:
    foresight = foreseen("11-21 15:00", HOURS, number={"e164": "+8612345"})
    assert foresight == Foresight(None, None, False)


PROMISED = {"consents": [{"given_at": at("11-21 12:00"), "from": at("11-21 20:00"), "until": at("11-21 20:30")}]}


@pytest.mark.parametrize(
    ("terms", "release", "any_hour"),
    [
        ({"lifts": ["windows"]}, None, True),
        ({"lifts": ["limits"]}, None, False),
        ({"lifts_with_release": ["windows"]}, None, False),
        ({"lifts_with_release": ["windows"]}, ("11-21 18:00", "11-21 20:00:00.000001"), True),
        ({"lifts_with_release": ["windows"]}, ("11-21 18:00", "11-21 20:00"), False),
        ({"lifts_with_release": ["windows"]}, ("11-21 19:00:00.000001", "11-21 21:00"), False),
    ],
)
def test_says_where_a_consent_may_open_the_hours(
    terms: Document, release: tuple[str, str] | None, any_hour: bool
) -> None:
    given = release and {"granted_at": at(release[0]), "expires_at": at(release[1])}
    foresight = foreseen("11-21 19:00", HOURS | {"consent": terms}, customer=PROMISED, release=given)
    assert foresight.any_hour is any_hour
    assert foresight.allowed_from == moment("11-21 20:00" if any_hour else "11-21 19:00")


def test_counts_the_hours_where_a_consent_may_open_them() -> None:
    foresight = foreseen("11-21 15:00", HOURS | {"consent": {"lifts": ["windows"]}}, customer=PROMISED)
    assert (foresight.allowed_from, foresight.sure_until) == (moment("11-21 15:00"), moment("11-21 18:00"))


def test_hours_that_never_close_end_nothing() -> None:
    foresight = foreseen("11-21 15:00", {"consent": {"lifts": ["windows"]}}, customer=PROMISED)
    assert foresight == Foresight(moment("11-21 15:00").astimezone(UTC), None, True)


def test_a_consent_that_is_over_opens_no_hours_any_more() -> None:
    foresight = foreseen("11-21 20:30", HOURS | {"consent": {"lifts": ["windows"]}}, customer=PROMISED)
    assert foresight.any_hour is False
