"""Runs a command within the process of the tests: to start a Python for each takes most of a second."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import corpus.cli.commands
import indexer.commands


def run_command(main: Callable[[], int], *args: str | Path, **settings: str) -> CompletedProcess[str]:
    """Run the `main` of a command with these settings and return what a separate process would give.

    Variables of the shell named HDND_… do not count. What the command does not expect is raised here.
    """
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    argv = ["command", *map(str, args)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors):
        for name in [name for name in os.environ if name.startswith("HDND_")]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", argv)
        code = main()
    return CompletedProcess(argv, code, *(stream.buffer.getvalue().decode() for stream in (output, errors)))


def run_corpus(*args: str | Path, **settings: str) -> CompletedProcess[str]:
    """Run `corpus` as `run_command` does."""
    return run_command(corpus.cli.commands.main, *args, **settings)


def run_indexer(*args: str | Path, **settings: str) -> CompletedProcess[str]:
    """Run `indexer` as `run_command` does."""
    return run_command(indexer.commands.main, *args, **settings)
