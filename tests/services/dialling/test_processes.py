"""Dialling in processes of their own: at once, and killed in between."""

import subprocess
import sys
from pathlib import Path

from callguard.domain.attempt import CallResult
from tests.services.dialling.desk import Desk, Scripted
from tests.telephony.stand_in import CALL, StandIn, hang

ROOT = Path(__file__).parents[3]


def ready_to_dial(desk: Desk, stand_in: StandIn) -> subprocess.Popen[str]:
    """A process that waits for a line before it dials the permit."""
    module = ["-m", "tests.telephony.dial_once", desk.house.database.url, stand_in.url, str(desk.permit_id)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, *module], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_dial(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("now\n")
    process.stdin.flush()


def test_two_processes_at_once_ask_the_provider_once(desk: Desk, stand_in: StandIn) -> None:
    processes = [ready_to_dial(desk, stand_in) for _ in range(2)]
    for process in processes:
        let_dial(process)
    told = [process.communicate(timeout=60)[0].splitlines()[-1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(told) == ["None", f"Placed(provider_ref='{CALL}')"]
    assert len(stand_in.asked) == 1
    assert desk.attempt.provider_ref == CALL


def test_a_process_killed_while_the_provider_was_asked_leaves_a_call_that_counts(desk: Desk, stand_in: StandIn) -> None:
    stand_in.fault = hang
    process = ready_to_dial(desk, stand_in)
    let_dial(process)
    assert stand_in.arrived.wait(60)
    process.kill()
    process.communicate()
    assert desk.attempt.dial_token is not None
    assert desk.attempt.result is CallResult.UNKNOWN
    assert desk.calls_left == 1
    assert desk.dial(Scripted()) is None, "what may ring must not be asked for again"
