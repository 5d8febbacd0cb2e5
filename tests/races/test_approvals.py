"""Several seniors who decide the same request at the same moment."""

from sqlalchemy import func, select

from callguard.db.models import Approval, Offer, RegisterEntry, User
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.approval import Decision
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.register import RegisterKind
from callguard.services.approvals import decide
from callguard.services.offers import make_offer
from callguard.settings import Settings
from tests.house import NOW, House
from tests.races.crew import compete

ROUNDS = 12
DECISIONS = (Decision.APPROVE, Decision.REJECT, Decision.TAKE_OVER)


def decides(database: Database, vault: Vault, settings: Settings, number: int, about: int) -> None:
    """Decides this round's request; each contender is a senior with a mind of their own."""
    with database.writing() as session:
        seniors = session.scalars(select(User).where(User.name.in_(["zhaojie", "laochen", "wuzong"])).order_by(User.id))
        decide(session, settings, about, seniors.all()[number], DECISIONS[number], NOW)


def test_of_many_decisions_exactly_one_counts(house: House) -> None:
    requests = [request(house) for _ in range(ROUNDS)]
    compete(house.database.url, decides, len(DECISIONS), requests)
    with house.database.reading() as session:
        approvals = session.scalars(select(Approval).order_by(Approval.id)).all()
        recorded = select(RegisterEntry).where(RegisterEntry.kind == RegisterKind.APPROVAL_DECIDED)
        lines = session.scalars(recorded.order_by(RegisterEntry.callback_id)).all()
        callbacks = session.scalar(select(func.count(Offer.callback_id.distinct())))
    assert [line.actor_id for line in lines] == [approval.decided_by_id for approval in approvals]
    assert callbacks == len(lines) == ROUNDS


def request(house: House) -> int:
    """The id of a request that waits for a team leader."""
    callback_id = house.callback(phone=None)
    with house.writing() as session:
        agent = house.hire(session, f"agent-{callback_id}")
    token = house.claimed(callback_id, agent)
    with house.writing() as session:
        plan = Plan(PlanKind.PARTIAL_REFUND, 8000)
        offer = make_offer(session, house.settings, callback_id, agent, token, plan, NOW)
        assert isinstance(offer, Offer)
        assert offer.approval is not None
        session.flush()
        return offer.approval.id
