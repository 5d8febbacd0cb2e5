"""How cases come in: from files, once or twice, and told by hand; who is who comes out on the way."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from callguard.db.models import Case as CaseRow
from callguard.domain.case import IssueType, Liability
from callguard.domain.identity import IdentifierKind
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from callguard.services.importing import ImportOrder, import_file
from tests.model.plain import CANCELLED, Case, Customer, Name, Person
from tests.model.played import MakeStage, Played, Scene
from tests.services.importer import GENERIC, table

Told = tuple[tuple[str, ...], datetime | None]

ISSUES = {
    "商品破损": "damage",
    "中差评": "bad_review",
    "服务态度": "service_complaint",
    "过敏": "personal_safety",
    "未收到退款": "refund_not_received",
}
OPEN, CLOSED = "买家已经申请退款，等待卖家同意", "退款成功"
PHONES = ["+8613800138000", "+8613800138001", "+8613900139002"]
VIRTUAL = ["+8613700137000", "+8613700137001"]
ACCOUNTS = ["明月1983", "tb_hehua"]

sales = st.integers(0, 5)
phones = st.none() | st.sampled_from(PHONES)
accounts = st.none() | st.sampled_from(ACCOUNTS)


class Intake(Played):
    """Imports and openings."""

    def __init__(self, make_stage: MakeStage, scene: Scene) -> None:
        super().__init__(make_stage, scene)
        self._texts: dict[Case, str] = {}
        self._noted = 0

    @initialize(known=st.lists(st.tuples(phones, accounts), min_size=2, max_size=4))
    def opens(self, known: list[tuple[str | None, str | None]]) -> None:
        for sale, (phone, account) in enumerate(known):
            self.imports(sale, phone or PHONES[0], account, twice=False, over=False)
        self.begins()

    @rule(sale=sales, phone=st.sampled_from(PHONES), account=accounts, twice=st.booleans(), over=st.booleans())
    def imports(self, sale: int, phone: str, account: str | None, twice: bool, over: bool) -> None:
        """One row of a list, perhaps the whole list twice; a case may be over by what the platform says."""
        shop, order_no, reason = f"S-{sale % 2 + 1}", f"20261120{sale:08}", list(ISSUES)[sale % 5]
        deadline = self.begins_at.replace(minute=0) + timedelta(hours=20 + 5 * sale) if sale > 2 else None
        status = CLOSED if over and sale % 2 else OPEN
        row = {
            "订单编号": order_no,
            "售后单号": f"3000{sale:08}",
            "手机": phone.removeprefix("+86"),
            "买家会员名": account or "",
            "买家实际支付金额": f"{100 + 50 * (sale % 3)}.00",
            "退款原因": reason,
            "退款状态": status,
            "超时时间": f"{deadline.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M:%S}" if deadline else "",
        }
        order = ImportOrder(self.shop(shop), GENERIC, "list.csv", self.user("manager"))
        for _ in range(2 if twice else 1):
            done = import_file(self.stage.runtime, table(row), order)
            assert done.faults == []
            assert done.imported.finished_at is not None
        names: list[Told] = [(("order", shop, order_no, ""), None)]
        names += [(("platform_account", "taobao", account, ""), None)] if account else []
        names += [(("phone", "", phone, ""), None)]
        customer = self._identified(names, self.zones[0])
        case = next((one for one in self.company.cases if one.name == f"{shop}/3000{sale:08}"), None)
        if case is None:
            case = self._entered(customer, shop, row["售后单号"], ISSUES[reason], deadline)
            case.value, is_new = (10000, 15000, 20000)[sale % 3], True
        else:
            is_new = False
        self._take_status(case, status, is_new)

    @rule(
        order=st.integers(6, 8),
        phone=phones,
        virtual=st.none() | st.sampled_from(VIRTUAL),
        lives=st.integers(20, 600),
        issue=st.sampled_from(list(ISSUES.values())),
        zone=st.integers(0, 3),
    )
    def opens_by_hand(
        self, order: int, phone: str | None, virtual: str | None, lives: int, issue: str, zone: int
    ) -> None:
        shop, order_no, zone_name = f"S-{order % 2 + 1}", f"20261120{order:08}", self.zones[zone % len(self.zones)]
        expires_at = self.now + timedelta(minutes=lives)
        told = [ToldIdentifier(IdentifierKind.PHONE, phone)] if phone else []
        told += [ToldIdentifier(IdentifierKind.VIRTUAL_PHONE, virtual, "12", expires_at)] if virtual else []
        whole = ToldCase(order_no, IssueType(issue), Liability.SHOP, told, zone_name)
        with self.stage.writing() as session:
            number = open_case(
                session, self.stage.vault, self.shop(shop), self.user("manager"), whole, self.now
            ).case.number
        names: list[Told] = [(("order", shop, order_no, ""), None)]
        names += [(("phone", "", phone, ""), None)] if phone else []
        names += [(("virtual_phone", "", virtual, "12"), expires_at)] if virtual else []
        case = self._entered(self._identified(names, zone_name), shop, number, issue, None)
        self.put_in(case, "service", self.now)

    def _entered(self, customer: Customer, shop: str, number: str, issue: str, deadline_at: datetime | None) -> Case:
        with self.stage.database.reading() as session:
            of_shop = select(CaseRow.id).where(CaseRow.number == number, CaseRow.shop_id == self.shop(shop).id)
            case_id = session.scalars(of_shop).one()
        case = Case(case_id, number, shop, customer, issue, self.now, deadline_at)
        customer.cases.append(case)
        self.company.cases.append(case)
        self.says("case_opened", case)
        return case

    def _take_status(self, case: Case, status: str, is_new: bool) -> None:
        if not is_new and self._texts[case] != status:
            self.says("case_updated", case)
        self._texts[case] = status
        if is_new and status == OPEN:
            self.put_in(case, "service", self.now)
        if status == CLOSED and case.open:
            case.open = False
            self.says("case_closed", case)
            dialled = {dial.callback for dial in self.company.dials if not dial.told}
            for callback in case.callbacks:
                if callback.status in ("pending", "claimed") and callback not in dialled:
                    callback.put_back()
                    callback.status = CANCELLED

    def _identified(self, told: list[Told], zone: str) -> Customer:
        """Whoever the first known name leads to; the others turn out to be the same, nobody known is new."""
        everybody = [
            (customer, name)
            for person in self.company.persons
            for customer in person.customers
            for name in customer.names
            if not name.retired
        ]
        known: dict[tuple[str, ...], tuple[Customer, Name]] = {}
        for customer, name in everybody:
            if name.key not in dict(told):
                continue
            if name.is_alive(self.now):
                known[name.key] = customer, name
            else:
                name.retired = True
        if known:
            customer, *others = (known[key][0] for key, _expires_at in told if key in known)
            for other in others:
                if not self.company.kept_apart(customer, other):
                    self.are_one(customer, other)
        else:
            customer = Customer(sum(len(one.customers) for one in self.company.persons) + 1, zone)
            self.company.persons.append(Person([customer]))
        for key, expires_at in told:
            if key in known:
                known[key][1].expires_at = expires_at or known[key][1].expires_at
            else:
                self._noted += 1
                customer.names.append(Name(key, self._noted, self.now, expires_at))
        return customer
