"""Who may call about what: the role decides, and a certificate where the installation asks for one."""

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Certificate, User
from callguard.domain.case import IssueType
from callguard.domain.errors import IllegalStep
from callguard.services.team import member_for
from callguard.settings import Settings


def needs_certificate(settings: Settings, issue_type: IssueType) -> bool:
    """Whether not everybody whose role handles such cases may call about them."""
    return issue_type.value in settings.certified_issue_types


def issue_types_of(session: Session, settings: Settings, agent: User) -> set[IssueType]:
    """What the agent may call about."""
    handled = {issue_type for issue_type in IssueType if agent.role.handles(issue_type)}
    return handled - _lacked(session, settings, agent)


def lacked_certificates(session: Session, settings: Settings, agent: User) -> list[IssueType]:
    """What the agent's role handles, but they may not call about yet."""
    lacked = _lacked(session, settings, agent)
    return [issue_type for issue_type in IssueType if issue_type in lacked and agent.role.handles(issue_type)]


def refuse_uncertified(session: Session, settings: Settings, agent: User, issue_type: IssueType) -> None:
    """Raises IllegalStep where such a call needs a certificate that the agent doesn't have."""
    if issue_type in _lacked(session, settings, agent):
        raise IllegalStep(reason="certificate_missing")


def holders_of(issue_type: IssueType) -> Select[int]:
    """The ids of everybody who has the certificate, as part of a statement."""
    return select(Certificate.user_id).where(Certificate.issue_type == issue_type, Certificate.revoked_at.is_(None))


def grant_certificate(session: Session, senior: User, user_id: int, issue_type: IssueType, now: datetime) -> None:
    """Lets one of the senior's people call about such cases; granting twice changes nothing.

    UnknownId for others' people, NotYours below a team leader, IllegalStep for oneself.
    """
    member = member_for(session, senior, user_id)
    if member.id == senior.id:
        raise IllegalStep(reason="own_certificate")
    values = {"user_id": member.id, "issue_type": issue_type, "granted_by_id": senior.id, "granted_at": now}
    insert_unless_there(session, Certificate, **values)


def revoke_certificate(session: Session, senior: User, user_id: int, issue_type: IssueType, now: datetime) -> None:
    """Ends a certificate; revoking what is not in force changes nothing. Raises as granting does, but for oneself."""
    member = member_for(session, senior, user_id)
    in_force = (Certificate.user_id == member.id) & Certificate.revoked_at.is_(None)
    ending = update(Certificate).where(in_force, Certificate.issue_type == issue_type)
    session.execute(ending.values(revoked_at=now))


def _lacked(session: Session, settings: Settings, agent: User) -> set[IssueType]:
    needed = {IssueType(name) for name in settings.certified_issue_types}
    if not needed:
        return needed
    held = select(Certificate.issue_type).where(Certificate.user_id == agent.id, Certificate.revoked_at.is_(None))
    return needed - set(session.scalars(held))
