"""`callguard guard`: the guard's decisions from the command line."""

import json
import sys
from typing import BinaryIO

import click

from callguard.cli.language import _
from callguard.cli.lazily import LazyGroup
from callguard.domain.guard import Answer, GuardInputError, judge, load_preset, parse_question
from callguard.domain.guard.decoding import decoded


@click.group(cls=LazyGroup, places={"backtest": "backtest:backtest_command"}, help=_("拨打规则。"))
def guard() -> None:
    """The commands about the guard."""


@guard.command(help=_("判断标准输入中的文档：现在能不能拨打；不能的话，什么时候可以。"))
@click.option("--lines", is_flag=True, help=_("逐行读取 JSON Lines，每行一个文档，每行一个结果。"))
def check(lines: bool) -> None:
    """Judges documents; ends with 2 when the document is no good or, with --lines, with 1 when any of them is."""
    documents, answers = sys.stdin.buffer, sys.stdout.buffer
    if lines:
        sys.exit(0 if _check_lines(documents, answers) else 1)
    try:
        answer = _answer(documents.read())
    except GuardInputError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    _write(answers, answer.as_json(), indent=2)


def _check_lines(documents: BinaryIO, answers: BinaryIO) -> bool:
    all_good = True
    for line in documents:
        try:
            _write(answers, _answer(line).as_json())
        except GuardInputError as error:
            all_good = False
            _write(answers, {"error": {"path": error.path, "message": error.message}})
    return all_good


def _answer(document: bytes) -> Answer:
    return judge(parse_question(decoded(document), load_preset))


def _write(answers: BinaryIO, answer: dict[str, object], indent: int | None = None) -> None:
    # A lone surrogate in a key of the document comes out as the escape JSON has for it.
    text = json.dumps(answer, ensure_ascii=False, indent=indent)
    answers.write(text.encode("utf-8", "backslashreplace") + b"\n")
    answers.flush()
