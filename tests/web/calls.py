"""Walking through a call as htmx does it: the same requests, the same fragments."""

from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callguard.db.models import Attempt, Callback, Offer
from tests.house import House

HTMX = {"HX-Request": "true"}


def on_one_line(page: str) -> str:
    """The page without its line breaks, so that a test need not know where attributes are broken."""
    return " ".join(page.split())


PREPARATION = {
    "plans.0.kind": "coupon",
    "plans.0.amount": "5",
    "plans.1.kind": "partial_refund",
    "plans.1.amount": "10",
    "floor": "5",
    "demands": "要求全额退款",
    "beyond_authority": "请主管",
}


@dataclass
class Call:
    """One callback in one agent's browser, under the lease the page was opened with."""

    client: FlaskClient
    house: House
    callback_id: int
    lease: str = ""
    attempt: int = 0

    def get(self, path: str = "", **query: str) -> TestResponse:
        """A page or fragment of the callback."""
        return self.client.get(f"/callbacks/{self.callback_id}{path}", query_string=query)

    def post(self, path: str, **form: str) -> TestResponse:
        """What a form of the page sends."""
        sent = {"lease": self.lease, "attempt": str(self.attempt)} | form
        return self.client.post(f"/callbacks/{self.callback_id}{path}", data=sent, headers=HTMX)

    def claim(self) -> "Call":
        """Lays it on the desk."""
        self.client.post(f"/desk/claim/{self.callback_id}")
        self.lease = self.row().lease_token or ""
        return self

    def prepare(self) -> "Call":
        """Claims and prepares it."""
        self.claim().post("/preparation", **PREPARATION)
        return self

    def dial(self) -> "Call":
        """Claims, prepares and takes the permit."""
        return self.prepare().take()

    def take(self) -> "Call":
        """Takes the permit."""
        self.post("/permit")
        with self.house.database.reading() as session:
            self.attempt = session.query(Attempt).filter_by(callback_id=self.callback_id).one().id
        return self

    def walk(self, *steps: int) -> "Call":
        """Comes to these steps, one after the other; all seven where none is named."""
        for step in steps or range(1, 8):
            self.post("/step", step=str(step))
        return self

    def row(self) -> Callback:
        """The callback as it stands in the database."""
        with self.house.database.reading() as session:
            return session.get_one(Callback, self.callback_id)

    def offers(self) -> list[Offer]:
        """What was offered, the earliest first."""
        with self.house.database.reading() as session:
            return session.query(Offer).filter_by(callback_id=self.callback_id).order_by(Offer.id).all()
