"""The counts at the end of a run are right: examples by Hypothesis' own words, kills by the signals that are sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.statistics import collector, describe_statistics

from tests.support.counting import example_count, kills
from tests.support.kills import killed_at


def test_every_generated_example_counts() -> None:
    described: list[str] = []

    @settings(max_examples=7)
    @given(st.integers())
    def inner(number: int) -> None:
        assert isinstance(number, int)

    def keep(statistics: Any) -> None:
        described.append(describe_statistics(statistics))

    with collector.with_value(keep):
        inner()
    assert [example_count(text) for text in described] == [7]


def test_only_kills_count_and_those_of_a_forked_child_too() -> None:
    before = kills.total
    for number in (signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        os.kill(process.pid, number)
        process.wait()
    assert kills.total == before + 1
    assert killed_at(0, lambda: os.listdir("/")) is False
    assert killed_at(0, lambda: open(os.devnull).close()) is True
    assert kills.total == before + 2
