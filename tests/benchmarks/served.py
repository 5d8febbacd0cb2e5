"""`callguard serve` with one call more, to measure beside: `python -m tests.benchmarks.served HOST PORT`."""

import sys

from sqlalchemy import text
from sqlalchemy.orm import Session

from callguard.api.answers import told
from callguard.api.calls import get
from callguard.api.fields import Nothing, Shown
from callguard.cli.serve import Server
from callguard.services.idempotency import GivenAnswer
from callguard.settings import read_settings

SELECT_ONE = "/benchmark"


class One(Shown):
    """What the database said."""

    one: int


def main(host: str, port: int) -> None:
    """Runs until it is stopped, with the call added."""

    @get(SELECT_ONE, answer=One)
    def select_one(db: Session, _query: Nothing) -> GivenAnswer:
        return told(200, One(one=db.scalar(text("SELECT 1")) or 0))

    Server(read_settings(), host=host, port=port, workers=1).run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
