"""What must not stand in the final tables, in SQL: not a line of callguard's own decides what is right.

Each statement gives a row with the `shop_id` of its round for everything that is wrong. That something came after
something else is told by the register: its ids are given out under the customer's lock, so in the order of the locks.
"""

PERSON = "COALESCE({0}.merged_into_id, {0}.id)"

_COUNTED = "result NOT IN ('not_placed', 'failed', 'invalid_number')"
_DAY = {
    "sqlite": "date(attempts.placed_at, '+8 hours')",
    "postgresql": "date(attempts.placed_at AT TIME ZONE 'Asia/Shanghai')",
}

WENT_WRONG = "SELECT shop_id FROM deeds WHERE said NOT IN ('done', 'refused')"

OVER_THE_LIMIT = f"""
    SELECT shop_id FROM attempts WHERE {_COUNTED} GROUP BY customer_id, shop_id, {{day}}
    HAVING count(*) > 2 + (
        SELECT count(DISTINCT customer_id) FROM releases
        WHERE releases.customer_id = attempts.customer_id AND granted_at IS NOT NULL)
"""

SLOT_GIVEN_TWICE = "SELECT shop_id FROM attempts GROUP BY customer_id, slot_no, shop_id HAVING count(*) > 1"

ON_TWO_TELEPHONES = """
    SELECT shop_id FROM dial_permits JOIN attempts ON attempts.id = attempt_id
    WHERE status = 'open' GROUP BY dial_permits.customer_id, shop_id HAVING count(*) > 1
"""

_OF_PERSON = f"""
    SELECT 1 FROM callbacks JOIN cases ON cases.id = callbacks.case_id JOIN customers AS held ON held.id = customer_id
    WHERE callbacks.status = 'claimed' AND {PERSON.format("held")} = {PERSON.format("person")}
"""

OFFERED_WHILE_ON_A_DESK = f"""
    SELECT shop_id FROM queue_entries JOIN lanes ON lanes.id = lane_id
    JOIN customers AS person ON person.id = customer_id
    WHERE standing = 'ready' AND EXISTS ({_OF_PERSON})
"""

WAITS_WITHOUT_AN_ENTRY = f"""
    SELECT shop_id FROM callbacks JOIN cases ON cases.id = case_id JOIN customers AS person ON person.id = customer_id
    WHERE callbacks.status = 'pending' AND cases.status = 'open' AND NOT EXISTS ({_OF_PERSON})
    AND 1 <> (
        SELECT count(*) FROM queue_entries WHERE callback_id = callbacks.id AND standing <> 'held'
        AND queue_entries.customer_id = {PERSON.format("person")})
"""

EVERYWHERE = {
    "something went wrong": WENT_WRONG,
    "over the limit": OVER_THE_LIMIT,
    "a slot given twice": SLOT_GIVEN_TWICE,
    "on two telephones": ON_TWO_TELEPHONES,
    "offered while on a desk": OFFERED_WHILE_ON_A_DESK,
    "waits without an entry": WAITS_WITHOUT_AN_ENTRY,
}

OVERLAPPED = """
    SELECT DISTINCT one.shop_id FROM deeds AS one JOIN deeds AS other
    ON one.shop_id = other.shop_id AND one.contender < other.contender
    AND one.began < other.ended AND other.began < one.ended
"""


def in_dialect(sql: str, dialect: str) -> str:
    """The statement as this database understands it."""
    return sql.replace("{day}", _DAY[dialect])
