import itertools
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import (
    Approval,
    Attempt,
    Callback,
    Case,
    Commitment,
    Customer,
    CustomerIdentifier,
    DialPermit,
    Offer,
    Order,
    Outcome,
    PracticeCall,
    RegisterEntry,
    Release,
    User,
)
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.demo.staff import PASSWORD, SHOPS
from callguard.domain import guard
from callguard.domain.approval import ApprovalStatus
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.disposition import Disposition
from callguard.domain.guard import Rule, judge
from callguard.domain.offer import OfferStatus
from callguard.domain.permit import PermitStatus
from callguard.domain.practice import PracticeState
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.services.certificates import lacked_certificates
from callguard.services.guard_decisions import opened_question
from callguard.services.queue.daily_list import ListedCallback, Standing, daily_list
from callguard.services.users import user_by_password
from tests.demo.conftest import play, settings_of_demo
from tests.house import NOW, TEST_SECRET
from tests.postgres import Postgres

# One group, so that one worker plays the company for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("company")]


def lines(session: Session) -> list[ListedCallback]:
    """What stands in the lists of everybody who calls, each callback once."""
    vault, settings = Vault(TEST_SECRET), settings_of_demo()
    callers = session.scalars(select(User).where(User.role.in_([Role.AGENT, Role.SPECIALIST])))
    listed = {
        line.callback.id: line for one in callers for line in daily_list(session, vault, settings, one, NOW).lines
    }
    return list(listed.values())


def test_everybody_signs_in_with_the_printed_password(company: Session) -> None:
    for user in company.scalars(select(User).where(User.name.in_(["lin", "chen"]))):
        assert user_by_password(company, user.name, PASSWORD)
    roles = Counter(company.scalars(select(User.role)))
    assert roles[Role.AGENT] >= 6
    assert roles[Role.SPECIALIST] == 2
    assert roles[Role.TEAM_LEADER] == roles[Role.SUPERVISOR] == roles[Role.MANAGER] == 1


def test_there_are_hundreds_of_customers_in_three_shops(company: Session) -> None:
    assert company.scalar(select(func.count()).select_from(Customer)) >= 280  # type: ignore[operator]
    assert len(set(company.scalars(select(Case.shop_id)))) == len(SHOPS) == 3


@pytest.mark.parametrize("status", CaseStatus)
def test_cases_of_every_kind_are_open_and_closed(company: Session, status: CaseStatus) -> None:
    issue_types = set(company.scalars(select(Case.issue_type).where(Case.status == status)))
    # Somebody's safety is never settled at the desk.
    assert issue_types >= set(IssueType) - {IssueType.PERSONAL_SAFETY}


def test_every_liability_and_escalation_occurs(company: Session) -> None:
    assert set(company.scalars(select(Case.liability))) == set(Liability)
    assert set(company.scalars(select(Case.escalation))) == set(Escalation)


def test_the_lists_show_every_standing(company: Session) -> None:
    standings = Counter(line.standing for line in lines(company))
    assert set(standings) == set(Standing)
    assert standings[Standing.CALLABLE] >= 30


def test_every_reason_not_to_call_can_be_seen(company: Session) -> None:
    seen = {refusal.rule for line in lines(company) for refusal in line.answer.refusals}
    assert seen == set(Rule) - {Rule.COOLDOWNS, Rule.NUMBER}


def test_a_newcomer_finds_something_to_call(company: Session) -> None:
    newcomer = company.scalars(select(User).where(User.name == "lin")).one()
    daily = daily_list(company, Vault(TEST_SECRET), settings_of_demo(), newcomer, NOW)
    assert daily.on_desk is None
    assert len(daily.standing(Standing.CALLABLE)) >= 10


def test_a_case_of_personal_safety_is_offered_to_those_with_a_certificate_only(company: Session) -> None:
    vault, settings = Vault(TEST_SECRET), settings_of_demo()
    offered = {
        one.name
        for one in company.scalars(select(User).where(User.role.in_([Role.AGENT, Role.SPECIALIST])))
        for line in daily_list(company, vault, settings, one, NOW).lines
        if line.callback.case.issue_type is IssueType.PERSONAL_SAFETY
    }
    lacking = {one.name for one in company.scalars(select(User)) if lacked_certificates(company, settings, one)}
    assert lacking == {"he", "mengmeng", "wu"}
    assert "lin" in offered
    assert not offered & lacking


def test_a_platform_deadline_runs_out_today(company: Session) -> None:
    tonight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    soon = select(Case).where(Case.status == CaseStatus.OPEN, Case.deadline_at.between(NOW, tonight))
    assert len(company.scalars(soon).all()) >= 5


def test_a_virtual_number_is_about_to_expire(company: Session) -> None:
    soon = CustomerIdentifier.expires_at.between(NOW, NOW + timedelta(days=1))
    assert company.scalar(select(CustomerIdentifier).where(soon, CustomerIdentifier.extension.is_not(None)).limit(1))


def test_colleagues_are_at_work(company: Session) -> None:
    held = company.scalars(select(Callback.lease_agent_id).where(Callback.status == CallbackStatus.CLAIMED)).all()
    assert len(held) == len(set(held)) >= 3
    assert company.scalar(select(DialPermit).where(DialPermit.status == PermitStatus.OPEN).limit(1))


def test_nearly_every_outcome_occurred(company: Session) -> None:
    outcomes = set(company.scalars(select(Outcome.disposition)))
    assert outcomes == set(Disposition) - {Disposition.TECHNICAL_FAILURE}


def test_surveys_are_answered_and_to_be_made(company: Session) -> None:
    answers = select(RegisterEntry.facts).where(RegisterEntry.disposition == Disposition.RATED)
    ratings = {facts["rating"] for facts in company.scalars(answers)}
    assert min(ratings) == 2
    assert max(ratings) == 5
    assert company.scalar(select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.CASE_REOPENED).limit(1))
    waiting = [line for line in lines(company) if line.callback.kind is CallbackKind.SURVEY]
    assert Standing.CALLABLE in {line.standing for line in waiting}


@pytest.mark.parametrize(
    ("said", "issue_types"),
    [
        ("身体", {IssueType.PERSONAL_SAFETY}),
        ("派送", {IssueType.IN_TRANSIT}),
        ("退款路径", {IssueType.REFUND_NOT_RECEIVED}),
        ("说退款当天就到了", {IssueType.REFUND_NOT_RECEIVED}),
        ("没收到退款", {IssueType.REFUND_NOT_RECEIVED}),
        ("物流还是没动", {IssueType.IN_TRANSIT}),
    ],
)
def test_a_note_fits_what_the_case_is_about(company: Session, said: str, issue_types: set[IssueType]) -> None:
    noted = select(Case.issue_type).join(Callback).join(Outcome).where(Outcome.note.contains(said))
    assert set(company.scalars(noted)) <= issue_types


def test_approvals_are_pending_and_decided(company: Session) -> None:
    decided = {ApprovalStatus.APPROVED, ApprovalStatus.COUNTERED, ApprovalStatus.REJECTED}
    assert set(company.scalars(select(Approval.status))) == decided | {ApprovalStatus.PENDING}
    assert set(company.scalars(select(Offer.status))) >= {OfferStatus.ACCEPTED, OfferStatus.REFUSED}


def test_releases_are_waiting_granted_and_refused(company: Session) -> None:
    releases = company.scalars(select(Release)).all()
    assert any(one.decided_by_id is None for one in releases)
    assert any(one.granted_at for one in releases)
    assert any(one.refused_at for one in releases)


def test_commitments_are_kept_open_and_late(company: Session) -> None:
    commitments = company.scalars(select(Commitment)).all()
    assert any(one.kept_at and one.kept_at <= one.due_at for one in commitments)
    assert any(one.kept_at is None and one.due_at > NOW for one in commitments)
    assert any(one.kept_at is None and one.due_at <= NOW for one in commitments)


def test_practice_calls_were_passed_and_failed_and_one_waits_for_somebody(company: Session) -> None:
    calls = company.scalars(select(PracticeCall)).all()
    assert Counter(call.state for call in calls) == {PracticeState.SCORED: 6, PracticeState.ASKED: 1}
    assert {call.passed for call in calls} == {True, False, None}
    assert "lin" not in {call.agent.name for call in calls}
    assert all(call.opened_at < NOW and call.word for call in calls if call.points is not None)


def test_somebody_is_known_in_two_shops(company: Session) -> None:
    shops = select(func.count(Order.shop_id.distinct())).group_by(Order.customer_id)
    assert max(company.scalars(shops)) >= 2


def test_the_guard_allowed_every_call_that_was_made(company: Session) -> None:
    permits = company.scalars(select(DialPermit)).all()
    assert len(permits) >= 150
    for permit in permits:
        answer = judge(opened_question(Vault(TEST_SECRET), permit.decision.question_sealed))
        assert answer.verdict is guard.Verdict.ALLOW
        assert answer.as_json() == permit.decision.answer


def test_no_question_kept_silent_about_an_earlier_call(company: Session) -> None:
    placed = {one.id: one for one in company.scalars(select(Attempt))}
    for permit in company.scalars(select(DialPermit)):
        about = placed[permit.attempt_id]
        earlier = [
            one for one in placed.values() if one.customer_id == about.customer_id and one.slot_no < about.slot_no
        ]
        question = opened_question(Vault(TEST_SECRET), permit.decision.question_sealed)
        assert len(question.calls) == len(earlier)
        assert all(one.placed_at < about.placed_at for one in earlier)


def test_nobody_was_called_more_than_twice_a_day(company: Session) -> None:
    days = Counter(
        (one.customer_id, (one.placed_at + timedelta(hours=8)).date()) for one in company.scalars(select(Attempt))
    )
    assert max(days.values()) == 2


def test_an_agent_made_one_call_at_a_time(company: Session) -> None:
    for agent_id in set(company.scalars(select(Attempt.agent_id))):
        own = select(Outcome.recorded_at, Attempt.placed_at).join(Attempt, Attempt.id == Outcome.attempt_id)
        calls = sorted(company.execute(own.where(Attempt.agent_id == agent_id)).all(), key=lambda call: call[1])
        assert all(before[0] <= after[1] for before, after in itertools.pairwise(calls))


def test_nothing_is_recorded_after_the_present(company: Session) -> None:
    assert company.scalar(select(func.max(RegisterEntry.recorded_at))) <= NOW  # type: ignore[operator]
    assert company.scalar(select(func.max(Callback.created_at))) <= NOW  # type: ignore[operator]


def test_every_call_and_every_case_is_in_the_register(company: Session) -> None:
    def recorded(kind: RegisterKind, column: object) -> set[int]:
        return set(company.scalars(select(column).where(RegisterEntry.kind == kind)))  # type: ignore[call-overload]

    assert recorded(RegisterKind.CASE_OPENED, RegisterEntry.case_id) == set(company.scalars(select(Case.id)))
    assert recorded(RegisterKind.PERMIT_TAKEN, RegisterEntry.attempt_id) == set(company.scalars(select(Attempt.id)))
    outcomes = set(company.scalars(select(Outcome.attempt_id)))
    assert recorded(RegisterKind.OUTCOME, RegisterEntry.attempt_id) == outcomes


def test_no_note_has_an_unfilled_blank(company: Session) -> None:
    notes = company.scalars(select(RegisterEntry.note).where(RegisterEntry.note.is_not(None))).all()
    assert not [note for note in notes if note is None or "{" in note]


def told(database: Database) -> list[tuple[object, ...]]:
    columns = (RegisterEntry.recorded_at, RegisterEntry.kind, RegisterEntry.case_id, RegisterEntry.note)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(RegisterEntry.id))]


@pytest.mark.postgres
def test_the_same_seed_and_instant_tell_the_same_stories_on_postgresql(played: Database, postgres: Postgres) -> None:
    with postgres.database(postgres.migrated) as url:
        again = play(url)
        assert told(again) == told(played)
        again.close()


def test_plays_in_the_middle_of_the_night(migrated_sqlite: Path, tmp_path: Path) -> None:
    now = datetime(2027, 2, 28, 20, 3, tzinfo=UTC)
    database = play(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}", now, seed=2)
    with database.reading() as session:
        assert session.scalar(select(func.max(RegisterEntry.recorded_at))) <= now  # type: ignore[operator]
    database.close()
