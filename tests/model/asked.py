"""What the guard is to be asked about a callback of the plain company, and what must come of it."""

import json
from datetime import datetime
from functools import cache, lru_cache

from callguard.domain import guard
from tests.domain.guard.oracle import Oracle
from tests.model.company import Company
from tests.model.plain import Callback, Document

RINGING = ["busy", "no_answer", "rejected", "voicemail", "dropped", "conversation"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

LOOSE: Document = {
    "name": "loose",
    "windows": [{"days": DAYS, "opens": "08:00", "closes": "22:00"}],
    "limits": [
        {"id": "per-day", "max": 3, "release_max": 5, "per": "customer", "calendar_days": 1, "counts": RINGING},
        {"id": "per-case", "max": 4, "per": "case", "lifetime": True, "counts": RINGING},
    ],
    "consent": {"calendar_days": 2, "uncounted": True, "lifts": ["windows", "limits"]},
}
"""Rules under which one call hardly stands in another's way, unlike those of the presets."""

PLATFORMS = {"S-1": "taobao", "S-2": "tmall"}
"""Where the shops of the house sell."""

POLICIES = ("cn-after-sales", "cn-strict", "us-reg-f", "loose")


@cache
def policy_called(name: str) -> guard.Policy:
    """One of the policies, as the guard reads it."""
    return guard.parse_policy(LOOSE) if name == "loose" else guard.load_preset(name)


def question(company: Company, callback: Callback, now: datetime) -> Document:
    """The document of the contract, from the plain lists alone; policies by their names."""
    person, shop = company.person_of(callback), callback.case.shop
    number = person.number(now)
    return {
        "policy": policies_in_force(company, shop, now),
        "now": now.isoformat(),
        "customer": {
            "time_zones": list(dict.fromkeys(customer.zone for customer in person.customers)),
            "do_not_call": person.all("do_not_calls"),
            "blackouts": person.all("blackouts"),
            "consents": person.all("consents"),
        },
        "number": number and {"e164": number.key[2], "expires_at": number.expires_at and number.expires_at.isoformat()},
        "case": callback.case.name,
        "shop": shop,
        "calls": [dial.as_call() for dial in company.dials_to(person)],
        "release": _release(company, callback, now),
    }


def answered(document: Document) -> guard.Answer:
    """The guard's answer."""
    return _answered(json.dumps(document))


def by_the_contract(document: Document) -> str:
    """The verdict of the contract read out plainly, without the guard."""
    return _oracle(document).verdict()


def refusing(document: Document) -> set[str]:
    """The rules of the contract that stand against it, hard or but for a release."""
    oracle = _oracle(document)
    return {rule for _place, rule, _id in oracle.refusals(oracle.now)}


def policies_in_force(company: Company, shop: str, now: datetime) -> list[str]:
    """The company's, and its platform's and the shop's own if they have any."""
    held = (company.policy_of(holder, now) for holder in (None, PLATFORMS[shop], shop))
    return [name for name in held if name is not None]


def _release(company: Company, callback: Callback, now: datetime) -> Document | None:
    """A leave for this very callback, on which nobody has dialled yet."""
    person = company.person_of(callback)
    for release in person.all("releases"):
        granted_at, expires_at = release.granted_at, release.expires_at
        if release.callback is not callback or granted_at is None or not granted_at <= now < expires_at:
            continue
        if all(dial.at < granted_at for dial in company.dials_to(person) if dial.callback is callback):
            return {"granted_at": granted_at.isoformat(), "expires_at": expires_at.isoformat()}
    return None


def _oracle(document: Document) -> Oracle:
    return Oracle({**document, "policy": [_in_full(name) for name in document["policy"]]})


@lru_cache(maxsize=4096)
def _answered(text: str) -> guard.Answer:
    return guard.judge(guard.parse_question(json.loads(text), policy_called))


@cache
def _in_full(name: str) -> Document:
    return json.loads(json.dumps(policy_called(name).as_json()))  # type: ignore[no-any-return]
