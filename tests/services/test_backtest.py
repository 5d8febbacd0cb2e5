"""Another policy in the place of one that held, judged by what was kept of every decision."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from callguard.db.models import GuardDecision, Shop
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from callguard.domain.guard import Rule, Verdict, parse_policy
from callguard.domain.platform import Platform
from callguard.services.backtest import BacktestSummary, Doubt, Doubtful, Redecided, backtest, count_decisions
from callguard.services.guard_policies import Holder, activate_policy, retire_policy
from tests.house import NOW, House
from tests.services.recorded import asked

HOUR = timedelta(hours=1)
OPEN: dict[str, object] = {"name": "open"}
CLOSED: dict[str, object] = {"name": "closed", "dates": [{"date": "2026-11-20", "windows": []}]}


def once(release_max: int | None) -> dict[str, object]:
    limit = {"id": "once", "max": 1, "per": "customer", "calendar_days": 1, "counts": ["no_answer"]}
    return {"name": "once", "limits": [limit | {"release_max": release_max}]}


@pytest.fixture
def recorded(house: House) -> House:
    """Granted to the first shop at NOW, in need of a release an hour later, granted to the other shop at the end."""
    asked(house, house.callback())
    rung = house.callback(phone="+8613912345678")
    for hours in (3, 2):
        house.attempted(rung, CallResult.NO_ANSWER, NOW - hours * HOUR)
    asked(house, rung, NOW + HOUR)
    asked(house, house.callback(phone="+8613700137000", shop=house.other_shop), NOW + 2 * HOUR, house.outsider)
    return house


def ran(
    house: House, policy: dict[str, object], holder: Holder = None, since: datetime = NOW
) -> tuple[list[Redecided], BacktestSummary]:
    summary = BacktestSummary()
    with house.database.reading() as session:
        found = backtest(session, house.vault, parse_policy(policy), holder, since)
        changed = list(summary.changed(found))
        assert summary.decisions == count_decisions(session, holder, since)
    assert summary.decisions == summary.same + len(changed) + len(summary.doubtful)
    return changed, summary


def test_the_policy_that_held_would_have_changed_nothing(recorded: House) -> None:
    changed, summary = ran(recorded, {"name": "another name", **limits_of_the_preset()})
    assert (changed, summary.decisions, summary.same, summary.doubtful) == ([], 3, 3, [])


def limits_of_the_preset() -> dict[str, object]:
    per_day = {"id": "per-day", "max": 2, "release_max": 3, "per": "customer", "calendar_days": 1}
    return {"limits": [per_day | {"counts": ["no_answer"]}]}


def test_says_what_a_looser_policy_would_have_granted_and_what_then_fell_away(recorded: House) -> None:
    (changed,), summary = ran(recorded, OPEN)
    assert changed.change == (Verdict.NEEDS_RELEASE, Verdict.ALLOW)
    assert (changed.case_number, changed.decided_at) == ("AS-2", NOW + HOUR)
    assert [refusal.id for refusal in changed.grounds] == ["per-day"]
    assert summary.same == 2
    assert summary.grounds == {changed.change: Counter({(Rule.LIMITS, "per-day"): 1})}


def test_says_what_a_stricter_policy_would_have_refused_and_why(recorded: House) -> None:
    changed, summary = ran(recorded, CLOSED)
    assert [one.case_number for one in changed] == ["AS-1", "AS-2", "AS-3"]
    assert summary.changes == {(Verdict.ALLOW, Verdict.REFUSE): 2, (Verdict.NEEDS_RELEASE, Verdict.REFUSE): 1}
    assert all(one.grounds[0].rule is Rule.WINDOWS for one in changed)
    assert not summary.same


@pytest.mark.parametrize(("release_max", "after"), [(3, Verdict.NEEDS_RELEASE), (None, Verdict.REFUSE)])
def test_a_release_is_needed_or_helps_no_more(recorded: House, release_max: int | None, after: Verdict) -> None:
    _changed, summary = ran(recorded, once(release_max))
    assert summary.changes == ({} if after is Verdict.NEEDS_RELEASE else {(Verdict.NEEDS_RELEASE, after): 1})


@pytest.mark.parametrize(("days", "count"), [(0, 3), (1, 2), (2, 1), (3, 0)])
def test_looks_at_the_decisions_from_an_instant_on(recorded: House, days: int, count: int) -> None:
    assert ran(recorded, OPEN, since=NOW + days * HOUR)[1].decisions == count


def test_a_shops_own_policy_comes_beside_the_companys_and_touches_its_own_decisions_only(recorded: House) -> None:
    changed, summary = ran(recorded, OPEN, recorded.shop)
    assert (changed, summary.decisions) == ([], 2), "the company's still refuses"
    changed, summary = ran(recorded, CLOSED, recorded.other_shop)
    assert [one.case_number for one in changed] == ["AS-3"]


def test_a_platforms_policy_touches_the_shops_on_it(recorded: House) -> None:
    assert ran(recorded, CLOSED, Platform.TAOBAO)[1].decisions == 2
    assert ran(recorded, CLOSED, Platform.TMALL)[1].changes == {(Verdict.ALLOW, Verdict.REFUSE): 1}
    assert ran(recorded, CLOSED, Platform.JD)[1].decisions == 0


@pytest.mark.parametrize("level", ["company", "platform", "shop"])
def test_takes_the_place_of_the_level_it_is_for_and_of_no_other(house: House, level: str) -> None:
    holders: dict[str, Shop | Platform | None] = {"company": None, "platform": Platform.TAOBAO, "shop": house.shop}
    with house.writing() as session:
        for name, holder in holders.items():
            rules = CLOSED if name == level else OPEN
            activate_policy(session, parse_policy({**rules, "name": "same name"}), holder, NOW, NOW)
    asked(house, house.callback())
    for name, holder in holders.items():
        changed, _summary = ran(house, OPEN, holder)
        assert [one.change for one in changed] == ([(Verdict.REFUSE, Verdict.ALLOW)] if name == level else [])


def test_rules_that_were_over_by_then_take_no_part(house: House) -> None:
    with house.writing() as session:
        activate_policy(session, parse_policy(CLOSED), house.shop, NOW, NOW)
        retire_policy(session, house.shop, NOW + HOUR, NOW)
    asked(house, house.callback(), NOW + HOUR)
    assert ran(house, OPEN)[1].same == 1


def test_a_decision_that_no_longer_follows_from_its_question_is_named(recorded: House) -> None:
    with recorded.writing() as session:
        session.execute(update(GuardDecision).where(GuardDecision.id == 1).values(verdict=Verdict.REFUSE))
        second = session.get_one(GuardDecision, 2)
        second.answer = second.answer | {"next_allowed_at": None}
    _changed, summary = ran(recorded, CLOSED)
    assert summary.doubtful == [Doubtful(1, Doubt.DIFFERS), Doubtful(2, Doubt.DIFFERS)]
    assert summary.changes.total() == 1


def test_a_question_that_cannot_be_read_is_named_and_the_others_go_on(recorded: House) -> None:
    seals = (Vault("another secret than ours").seal("{}"), recorded.vault.seal("{"), recorded.vault.seal('{"now": 1}'))
    with recorded.writing() as session:
        for id_, seal in enumerate(seals, start=1):
            session.get_one(GuardDecision, id_).question_sealed = seal
    asked(recorded, recorded.callback(phone="+8613600136000"), NOW + 3 * HOUR)
    with recorded.writing() as session:
        session.get_one(GuardDecision, 4).levels = "company,shop"
    asked(recorded, recorded.callback(phone="+8613500135000"), NOW + 3 * HOUR)
    _changed, summary = ran(recorded, OPEN)
    assert summary.doubtful == [Doubtful(id_, Doubt.UNREADABLE) for id_ in (1, 2, 3, 4)]
    assert (summary.decisions, summary.same) == (5, 1)
