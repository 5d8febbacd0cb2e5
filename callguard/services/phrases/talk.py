"""Who speaks in a chat or a call that somebody pasted: the company's own people are known by name."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.phrases import Side, Transcript, read_transcript

_NOTHING: Mapping[str, Side] = {}


def talk_in(session: Session, text: str, chosen: Mapping[str, Side] = _NOTHING) -> Transcript:
    """The talk in a text, with what somebody has `chosen` about its speakers; without turns if it is none."""
    talk = read_transcript(text, chosen=chosen)
    if not talk.turns:
        return talk
    # Also those who have left: what they said stays theirs.
    return read_transcript(text, set(session.scalars(select(User.display_name))), chosen)
