"""What the call page tells of the customer beside the call."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from callguard.db.models import Callback
from callguard.domain.attempt import CallResult
from callguard.domain.case import IssueType
from tests.house import NOW, House
from tests.web.calls import Call, on_one_line

ACCOUNT = "tb_wang"


def pane(call: Call) -> str:
    page = on_one_line(call.get().text)
    return page[page.index('class="pane pane-customer"') :]


def unfolded(pane: str, part: str) -> str:
    start = pane.index(f'id="{part}"')
    return pane[start : pane.index("</details>", start)]


def test_the_latest_orders_and_calls_are_in_sight_and_no_other_is_lost(agent_client: FlaskClient, house: House) -> None:
    first, *_others = [house.callback(account=ACCOUNT) for _ in range(8)]
    for day in range(1, 9):
        house.attempted(first, CallResult.NO_ANSWER, NOW - timedelta(days=day), house.supervisor)
    seen = pane(Call(agent_client, house, first))
    assert "还有 2 条" in unfolded(seen, "all-orders")
    assert len(re.findall("<li", unfolded(seen, "all-orders"))) == 2
    assert len(re.findall("<li", unfolded(seen, "all-calls"))) == 2
    assert "玻璃杯" in unfolded(seen, "all-orders")


def test_a_few_need_no_unfolding(agent_client: FlaskClient, house: House) -> None:
    seen = pane(Call(agent_client, house, house.callback()))
    assert not re.search('id="all-', seen)
    assert "还没有打过电话" in seen
    assert "其他案件" not in seen


def test_the_other_cases_are_a_step_away_and_another_shops_are_only_named(
    agent_client: FlaskClient, house: House
) -> None:
    own = house.callback(phone="+8613900139000", issue_type=IssueType.IN_TRANSIT)
    theirs = house.callback(phone="+8613900139000", issue_type=IssueType.NOT_SHIPPED, shop=house.other_shop)
    here = house.callback(phone="+8613900139000")
    with house.database.reading() as session:
        own_case, their_case, case = (session.get_one(Callback, one).case_id for one in (own, theirs, here))
    seen = pane(Call(agent_client, house, here))
    seen = seen[seen.index("其他案件") :]
    assert f'<a href="/cases/{own_case}"' in seen
    assert "未发货" in seen
    assert f"/cases/{their_case}" not in seen
    assert f"/cases/{case}" not in seen
