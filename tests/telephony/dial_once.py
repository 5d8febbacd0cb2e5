"""A process of its own that dials one permit: `python -m tests.telephony.dial_once DATABASE_URL API_URL PERMIT_ID`."""

import sys

from pydantic import SecretStr

from callguard.db.models import DialPermit, User
from callguard.services.dialling import dial
from callguard.telephony.twilio import Twilio
from tests.house import NOW, kept_database
from tests.telephony.stand_in import FROM, SID, TOKEN


def main(database_url: str, api_url: str, permit_id: str) -> None:
    """Says that it is ready, dials when a line comes in, and prints what came of it."""
    database = kept_database(database_url)
    with database.reading() as session:
        agent = session.get_one(User, session.get_one(DialPermit, int(permit_id)).agent_id)
    print("ready", flush=True)  # noqa: T201 - for the test that waits for it
    sys.stdin.readline()
    twilio = Twilio(SID, SecretStr(TOKEN), FROM, "https://desk.example", api_url)
    placement = dial(database, twilio, int(permit_id), agent, lambda: NOW)
    print(placement)  # noqa: T201 - likewise
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
