"""Run a command within the process of the tests, which is quicker than to start one for each."""

from __future__ import annotations

import os
from typing import NamedTuple

import click
import pytest

from corpus.cli import terminal
from corpus.store import StoreError
from corpus.store.originals import OriginalError
from indexer.engines.port import EngineError


class Told(NamedTuple):
    """What a command told: exit code, standard output, standard error."""

    code: int
    output: str
    errors: str


class Commands:
    """Runs commands with settings of their own; those of the shell count for nothing."""

    def __init__(self, capture: pytest.CaptureFixture[bytes]) -> None:
        self._capture = capture

    def __call__(self, group: click.Command, *args: str, **settings: str) -> Told:
        """Run one command."""
        with pytest.MonkeyPatch.context() as environment:
            for name in [name for name in os.environ if name.startswith("HDND_")]:
                environment.delenv(name)
            for name, value in settings.items():
                environment.setenv(name, value)
            code = terminal.run(group, "lenh", args=args, errors=(StoreError, OriginalError, EngineError))
        output, errors = self._capture.readouterr()
        return Told(code, output.decode(), errors.decode())
