"""The crowd's rows in SQL that both databases know; a customer, their order, case and call share an id.

Of a hundred customers five are blocked for hours, five are due later today, two are one agent's only and thirty have a
deadline; six are promised calls, two complaints, ten wait for a refund, five are bad reviews. Those of the head are all
cases of personal safety, and blocked.
"""

_SERIES = "WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < {most}) SELECT"

SHOPS = (
    "INSERT INTO shops (id, code, name, platform)"
    " VALUES (1, 'S-1', '晨光家居', 'taobao'), (2, 'S-2', '小满母婴', 'tmall'), (3, 'S-3', '青禾食品', 'taobao')"
)

USERS = (
    "INSERT INTO users (id, name, display_name, role, password, active, fs_uniquifier, created_at) "
    + _SERIES.format(most=":agents")
    + " i, 'agent-' || i, '客服' || i, 'agent', '', true, 'agent-' || i, at(0) FROM series"
)

MEMBERSHIPS = "INSERT INTO memberships (user_id, shop_id) SELECT users.id, shops.id FROM users CROSS JOIN shops"

# Everybody's within the shop's hours, everybody's at any hour, and the specialists'.
LANES = (
    "INSERT INTO lanes (id, shop_id, zones, skill) SELECT id * 3 - 2, id, :zone, '' FROM shops"
    " UNION ALL SELECT id * 3 - 1, id, '', '' FROM shops UNION ALL SELECT id * 3, id, :zone, 'bad_review' FROM shops"
)

CUSTOMERS = (
    "INSERT INTO customers (id, name_masked, time_zone, created_at) "
    + _SERIES.format(most=":size")
    + " i, '王**', :zone, at(-86400 * (1 + i % 300)) FROM series"
)

IDENTIFIERS = (
    "INSERT INTO customer_identifiers (id, customer_id, kind, fingerprint, value_sealed, value_masked, created_at)"
    " SELECT id, id, 'phone', 'f-' || id, order_key(NULL, NULL, id, created_at), '138****0000', created_at"
    " FROM customers"
)

ORDERS = (
    "INSERT INTO orders (id, shop_id, customer_id, order_no, goods, amount, currency)"
    " SELECT id, 1 + id % 3, id, 'O-' || id, '玻璃杯', 1000 + id * 7919 % 90000, 'CNY' FROM customers"
)

CASES = """
INSERT INTO cases
    (id, shop_id, order_id, customer_id, number, issue_type, liability, escalation, status, deadline_at, opened_at)
SELECT id, shop_id, id, customer_id, 'AS-' || id,
    CASE WHEN id <= :head THEN 'personal_safety' WHEN id % 50 = 4 THEN 'service_complaint'
        WHEN id % 10 = 1 THEN 'refund_not_received' WHEN id % 20 = 2 THEN 'bad_review' ELSE 'damage' END,
    'shop', 'none', 'open', CASE WHEN id % 10 IN (5, 6, 8) THEN at(43200 + id * 7 % 500000) END,
    at(-3600 - id * 7919 % 500000)
FROM orders
"""

CALLBACKS = """
INSERT INTO callbacks (id, case_id, kind, status, due_at, agent_id, created_at)
SELECT id, id, CASE WHEN id % 50 IN (3, 23, 43) THEN 'promised' ELSE 'service' END, 'pending',
    CASE WHEN id % 20 = 7 THEN at(600 + id % 10000) ELSE at(-(id * 31 % 36000)) END,
    CASE WHEN id % 50 = 9 THEN 1 + id % :agents END, opened_at
FROM cases
"""

_KNOWN = """
SELECT callbacks.id, cases.customer_id, cases.shop_id, cases.issue_type, callbacks.kind, callbacks.agent_id,
    callbacks.due_at, later(callbacks.due_at, 72000) AS overdue_at, later(cases.deadline_at, -86400) AS soon_at,
    CASE WHEN callbacks.id <= :head OR callbacks.id % 20 = 14 THEN at(3600 + callbacks.id % 80000)
        ELSE at(0) END AS allowed_at,
    CASE WHEN cases.issue_type = 'personal_safety' THEN 0 WHEN cases.issue_type = 'service_complaint' THEN 2
        WHEN callbacks.kind = 'promised' THEN 5 WHEN cases.issue_type = 'bad_review' THEN 6
        WHEN cases.issue_type = 'refund_not_received' THEN 7 ELSE 8 END AS own_class,
    order_key(cases.deadline_at, CASE WHEN callbacks.kind = 'promised' THEN callbacks.due_at END, orders.amount,
        cases.opened_at) AS order_key
FROM callbacks JOIN cases ON cases.id = callbacks.case_id JOIN orders ON orders.id = cases.order_id
"""

ENTRIES = f"""
INSERT INTO queue_entries
    (callback_id, customer_id, lane_id, standing, case_class, order_key, agent_id, turns_at, callable_from_at, due_at,
    own_class, deadline_soon_at, overdue_at, has_number, allowed_from_at, policy_key)
SELECT id, customer_id,
    shop_id * 3 - CASE WHEN issue_type = 'bad_review' THEN 0 WHEN id % 40 = 16 THEN 1 ELSE 2 END,
    CASE WHEN due_at <= at(0) AND allowed_at <= at(0) THEN 'ready' WHEN allowed_at <= due_at THEN 'planned'
        ELSE 'waiting' END,
    CASE WHEN soon_at <= at(0) AND own_class > 4 THEN 4 ELSE own_class END, order_key, agent_id,
    least(CASE WHEN due_at > at(0) THEN due_at END, CASE WHEN soon_at > at(0) THEN soon_at END, overdue_at,
        CASE WHEN allowed_at > at(0) THEN allowed_at END),
    CASE WHEN allowed_at > due_at THEN allowed_at ELSE due_at END, due_at, own_class, soon_at, overdue_at, true,
    allowed_at, :policy_key
FROM ({_KNOWN}) AS known
"""  # noqa: S608 - our own words

ATTEMPTS = (
    "INSERT INTO attempts (customer_id, slot_no, case_id, shop_id, agent_id, identifier_id, direction, placed_at,"
    " result, settled_at) "
    + _SERIES.format(most=":attempts_each")
    + " customer_id, i, id, shop_id, 1, id, 'outbound', at(-i * 1000000 - id % 900000), 'no_answer',"
    " at(-i * 1000000) FROM cases CROSS JOIN series WHERE i <= :attempts_each"
)

REGISTER = (
    "INSERT INTO register_entries (recorded_at, kind, shop_id, case_id, actor_id, note, facts) "
    + _SERIES.format(most=":lines_each")
    + " at(-i * 10000 - id % 9000), 'note', shop_id, id, 1 + id % :agents, '顾客说再看看', '{}'"
    " FROM cases CROSS JOIN series WHERE i <= :lines_each"
)

STATEMENTS = (
    SHOPS,
    USERS,
    MEMBERSHIPS,
    LANES,
    CUSTOMERS,
    IDENTIFIERS,
    ORDERS,
    CASES,
    CALLBACKS,
    ENTRIES,
    ATTEMPTS,
    REGISTER,
)
