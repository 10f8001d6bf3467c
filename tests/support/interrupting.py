"""Sends SIGINT to a command and all its processes, as a terminal does, at the moment when it imports a module."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from tests.support.files import ROOT

_INTERRUPT = """
import importlib.abc, os, signal, sys
class Interrupt(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            os.killpg(0, signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
"""


def interrupted_at(module: str, command: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command, which is source of Python, and interrupt it when it imports a module."""
    return interruptible(interrupting(module) + command, environment)


def interruptible(command: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command, which is source of Python, as a group of processes that SIGINT interrupts."""
    begin = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may ignore it
    return subprocess.run(
        [sys.executable, "-c", begin + command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        start_new_session=True,
    )


def interrupting(module: str) -> str:
    """Return source of Python for a process that is to interrupt all of its group when it imports a module."""
    return _INTERRUPT.format(module=module)
