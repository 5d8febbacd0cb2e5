"""Full answers of the guard in one process, in turn with rule-engine on the same rules, the counts given to it."""

import json
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator

from rule_engine import Rule

from callguard.domain.guard import Question, Verdict, judge, load_preset, parse_question
from tests.benchmarks.documents import documents
from tests.benchmarks.figure import Figure
from tests.benchmarks.rules_as_text import facts, rule_text

COUNT = 20_000
ROUNDS = 9


def measure() -> Iterator[Figure]:
    """Answers a second at the median of the rounds: verdict, refusals, next instants, calls left and warnings."""
    questions = [parse_question(json.loads(document), load_preset) for document in documents(COUNT)]
    rules = {policy: Rule(rule_text(policy)) for policy in {question.policies[0] for question in questions}}
    asked = [(rules[question.policies[0]], facts(question)) for question in questions]
    _must_agree(questions, asked)
    ours, theirs = _alternating(
        lambda: deque((judge(question) for question in questions), maxlen=0),
        lambda: deque((rule.matches(given) for rule, given in asked), maxlen=0),
    )
    refused = sum(judge(question).verdict is not Verdict.ALLOW for question in questions) / COUNT
    yield Figure(
        "guard: full answers a second in one process",
        f"{COUNT / ours:,.0f}/s ({refused:.0%} of them refusals)",
        f"rule-engine, the counts given ({COUNT / theirs:,.0f}/s)",
        theirs / ours,
        "at least 100,000/s, and 2",
    )


def _must_agree(questions: list[Question], asked: list[tuple[Rule, dict[str, int]]]) -> None:
    """Both must decide the same, or it would be no comparison; wishes of the customer are the guard's alone."""
    for question, (rule, given) in zip(questions, asked, strict=True):
        customer = question.customer
        if not (customer.blackouts or customer.do_not_call or customer.consents):
            assert rule.matches(given) == (judge(question).verdict is Verdict.ALLOW), question


def _alternating(*workers: Callable[[], object]) -> list[float]:
    taken: list[list[float]] = [[] for _ in workers]
    for _ in range(ROUNDS):
        for worker, times in zip(workers, taken, strict=True):
            # Of this process alone: neither waits for anything but the processor.
            started = time.process_time()
            worker()
            times.append(time.process_time() - started)
    return [statistics.median(times) for times in taken]
