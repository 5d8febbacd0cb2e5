"""`callguard guard check`: documents in, answers out."""

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from callguard.cli import main

NOW = "2026-11-21T15:00:00+08:00"
GOOD = {"policy": "cn-after-sales", "now": NOW, "calls": [{"at": "2026-11-21T14:30:00+08:00", "result": "busy"}]}
NAIVE = GOOD | {"calls": [{"at": NOW, "result": "busy"}, {"at": "2026-11-21T14:30:00", "result": "busy"}]}


def check(document: str | bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["guard", "check", *options], input=document)


def lines(*documents: object) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_answers_one_document() -> None:
    result = check(json.dumps(GOOD))
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(answer) == [
        "verdict",
        "refusals",
        "next_allowed_at",
        "next_releasable_at",
        "calls_left",
        "policies",
        "warnings",
    ]
    assert (answer["verdict"], answer["next_allowed_at"]) == ("refuse", "2026-11-21T15:30:00+08:00")
    assert "还不到" in result.stdout, "Chinese is written as it is"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ("", "$: "),
        ("{", "$: "),
        (b"\xff", "$: "),
        (json.dumps(NAIVE), "$.calls[1].at: "),
        (json.dumps(GOOD | {"policy": "none"}), "$.policy: "),
        (json.dumps(GOOD) * 2, "$: "),
    ],
    ids=["nothing", "half a document", "not UTF-8", "naive time", "no such preset", "two documents"],
)
def test_a_bad_document_gets_its_path_on_standard_error_and_nothing_else(document: str | bytes, path: str) -> None:
    result = check(document)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(path)


def test_answers_line_by_line_in_order_the_bad_ones_too() -> None:
    result = check(lines(GOOD, NAIVE, GOOD | {"calls": []}) + "\n{\n" + lines(GOOD), "--lines")
    verdicts = [answer.get("verdict", answer.get("error", {}).get("path")) for answer in answers(result)]
    assert verdicts == ["refuse", "$.calls[1].at", "allow", "$", "$", "refuse"]
    assert result.exit_code == 1


def test_all_good_lines_end_well_with_or_without_a_last_newline() -> None:
    result = check(lines(GOOD, GOOD).rstrip("\n"), "--lines")
    assert (result.exit_code, len(answers(result))) == (0, 2)


def test_no_lines_no_answers() -> None:
    result = check("", "--lines")
    assert (result.exit_code, result.stdout) == (0, "")


def test_lines_that_are_not_text_spoil_only_themselves() -> None:
    result = check(b"\xff\xfe\n" + lines(GOOD).encode(), "--lines")
    assert [list(answer)[0] for answer in answers(result)] == ["error", "verdict"]  # noqa: RUF015  # the whole row


def test_half_a_surrogate_pair_comes_back_as_json_can_say_it() -> None:
    result = check(json.dumps(GOOD | {"\ud800": 1}) + "\n", "--lines")
    assert answers(result) == [{"error": {"path": "$.\ud800", "message": "is not known here"}}]


def test_answers_each_line_before_the_next_is_written() -> None:
    command = [sys.executable, "-m", "callguard", "guard", "check", "--lines"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(lines(GOOD))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["verdict"] == "refuse"
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_says_how_it_is_used() -> None:
    assert "--lines" in CliRunner().invoke(main, ["guard", "check", "--help"]).stdout
