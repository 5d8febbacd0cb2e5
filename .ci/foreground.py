"""Runs a command as the terminal's own foreground job.

Ctrl-C then reaches the command and not make, which would report the interrupt as a failure of its own although the
command has stopped as it should. Without a terminal, or in the background, the command just runs.
"""

import os
import signal
import sys


def owns_the_terminal() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:  # no terminal
        return False


def take_the_terminal() -> None:
    os.setpgid(0, 0)
    # A background group that asks for the terminal is stopped by this signal, unless it ignores it.
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)


if owns_the_terminal():
    take_the_terminal()
os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 (exactly that)
