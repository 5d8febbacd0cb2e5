"""What customers ask for, and calls that are planned for a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.orm import Session

from callguard.domain.callback import CallbackKind
from callguard.domain.guard import Weekday
from callguard.domain.wish import WishKind, WishReach
from callguard.services.callbacks import plan_callback
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call, revoke_wish
from tests.model.hours import some
from tests.model.plain import Case, Customer, Document
from tests.model.played import FRONT_LINE, STAFF, MakeStage, Played, Scene, picked
from tests.model.surveyed import planning

HOUR = timedelta(hours=1)
reaches = st.sampled_from(list(WishReach))


class Asking(Played):
    """Wishes and appointments."""

    def __init__(self, make_stage: MakeStage, scene: Scene) -> None:
        super().__init__(make_stage, scene)
        self._wishes: list[tuple[WishKind, int, Document, Customer]] = []

    @rule(which=some, reach=reaches, hours=st.none() | st.integers(1, 30))
    def does_not_want_calls(self, which: int, reach: WishReach, hours: int | None) -> None:
        case, until = picked(self.company.cases, which), hours and self.now + hours * HOUR
        whole = {"case": case.name if reach == "case" else None, "shop": case.shop if reach == "shop" else None}
        document = {"since": self.now.isoformat(), "until": until and until.isoformat(), **whole}
        manager = self.user("manager")
        with self.stage.writing() as session:
            wish = add_do_not_call(
                session, case.id, manager, "别再打了", self.now, reach=reach, until_at=until or None
            ).id
        self._wished(WishKind.DO_NOT_CALL, wish, case, document)

    @rule(which=some, opens=st.integers(0, 22), hours=st.integers(1, 6), days=st.integers(0, 3))
    def rules_out_hours(self, which: int, opens: int, hours: int, days: int) -> None:
        case, closes = picked(self.company.cases, which), min(24, opens + hours)
        chosen = [day for place, day in enumerate(Weekday) if (place + days) % 3]
        with self.stage.writing() as session:
            wish = add_blackout(
                session,
                case.id,
                self.user("manager"),
                "接孩子",
                self.now,
                days=chosen,
                opens_minute=opens * 60,
                closes_minute=closes * 60,
            ).id
        span = {"opens": f"{opens:02}:00", "closes": f"{closes:02}:00", "since": self.now.isoformat()}
        self._wished(WishKind.BLACKOUT, wish, case, {"days": [str(day) for day in chosen], **span, "last_day": None})

    @rule(
        which=some, case_only=st.booleans(), begins=st.none() | st.integers(-1, 20), lasts=st.none() | st.integers(1, 9)
    )
    def agrees_to_calls(self, which: int, case_only: bool, begins: int | None, lasts: int | None) -> None:
        case, reach = picked(self.company.cases, which), WishReach.CASE if case_only else WishReach.COMPANY
        from_at = None if begins is None else self.now + begins * HOUR
        until_at = None if lasts is None else (from_at or self.now) + lasts * HOUR + timedelta(minutes=61)
        with self.stage.writing() as session:
            wish = add_consent(
                session,
                case.id,
                self.user("manager"),
                "可以打",
                self.now,
                reach=reach,
                from_at=from_at,
                until_at=until_at,
            ).id
        span = {"from": from_at and from_at.isoformat(), "until": until_at and until_at.isoformat()}
        about = {"case": case.name if case_only else None, "revoked_at": None}
        self._wished(WishKind.CONSENT, wish, case, {"given_at": self.now.isoformat(), **about, **span})

    @precondition(lambda self: self._wishes)
    @rule(which=some)
    def takes_it_back(self, which: int) -> None:
        kind, wish, document, customer = picked(self._wishes, which)
        person = self.company.person(customer)
        if not person.all("cases"):
            return
        case = person.all("cases")[0]
        with self.stage.writing() as session:
            revoke_wish(session, case.id, self.user("manager"), kind, wish, "算了", self.now)
        if self._ends(kind, document, person.kept.zone):
            self.says("wish_revoked", case)

    @rule(
        which=some,
        minutes=st.integers(1, 2000),
        kind=st.sampled_from(list(CallbackKind)),
        bound_to=st.none() | st.sampled_from(list(STAFF)),
        twice=st.booleans(),
    )
    def a_call_is_planned(
        self, which: int, minutes: int, kind: CallbackKind, bound_to: str | None, twice: bool
    ) -> None:
        for _ in range(2 if twice else 1):
            self._plan(picked(self.company.cases, which), self.now + timedelta(minutes=minutes), kind, bound_to)

    def _plan(self, case: Case, due_at: datetime, kind: CallbackKind, bound_to: str | None) -> None:
        agent = self.user(bound_to) if bound_to else None
        stage, manager = self.stage, self.user("manager")

        def plan(session: Session) -> int:
            return plan_callback(
                session, stage.vault, stage.settings, case.id, manager, due_at, kind, self.now, agent=agent
            ).callback.id

        got, why_not = self.tried(plan), self._planning(case, due_at, kind, bound_to)
        same = [one.id for one in case.callbacks if one.is_planned(kind, due_at)]
        if why_not is not None:
            assert got == why_not
        elif same:
            assert got in same
        else:
            assert self.put_in(case, str(kind), due_at, bound_to).id == got
            self.says("callback_planned", case)

    def _planning(self, case: Case, due_at: datetime, kind: CallbackKind, bound_to: str | None) -> str | None:
        """Why it can't be planned, if it can't."""
        is_survey = kind is CallbackKind.SURVEY
        may_call = bound_to is None or (
            case.shop in STAFF[bound_to] and not (bound_to in FRONT_LINE and case.issue == "bad_review")
        )
        if not (case.open or is_survey):
            return "case_closed"
        if not may_call or (is_survey and bound_to is not None):
            return "invalid_fields"
        return planning(case, due_at) if is_survey else None

    def _wished(self, kind: WishKind, wish: int, case: Case, document: Document) -> None:
        customer = case.customer
        getattr(customer, {"do_not_call": "do_not_calls", "blackout": "blackouts", "consent": "consents"}[kind]).append(
            document
        )
        self._wishes.append((kind, wish, document, customer))
        self.says(str(kind), case)

    def _ends(self, kind: WishKind, document: Document, zone: str) -> bool:
        """Whether there was anything to end."""
        now = self.now.isoformat()
        if kind is WishKind.BLACKOUT:
            yesterday = (self.now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)).isoformat()
            ends = document["last_day"] is None or document["last_day"] > yesterday
            document["last_day"] = yesterday if ends else document["last_day"]
            return ends
        over = any(
            document.get(key) is not None and datetime.fromisoformat(document[key]) <= self.now
            for key in ("until", "revoked_at")
        )
        if not over:
            document["until" if kind is WishKind.DO_NOT_CALL else "revoked_at"] = now
        return not over
