"""Counts what a run of the tests did: tests, generated examples and processes killed, by suite.

A line at the end of a run shows it, so that a change that makes the tests cheaper by testing less is seen. Each test
reports its counts as properties, which pytest-xdist carries to the process that prints.
"""

from __future__ import annotations

import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

SUITE, EXAMPLES, KILLS = "suite", "generated examples", "kills"


class KillCounter:
    """Counts the SIGKILLs that this process sends; those of a forked child count where its parent calls `add`."""

    def __init__(self) -> None:
        self.total = 0
        self._installed = False

    def install(self) -> None:
        """Count from now on, until the process ends, as an audit hook cannot be taken back."""
        if not self._installed:
            self._installed = True
            sys.addaudithook(self._audit)

    def add(self) -> None:
        """Count a child that killed itself."""
        self.total += 1

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in ("os.kill", "os.killpg") and args[1] == signal.SIGKILL:
            self.total += 1


kills = KillCounter()


def example_count(statistics: str) -> int:
    """Return how many valid examples Hypothesis generated, by its own description of a test's run."""
    return sum(map(int, re.findall(r"^ +- (\d+) passing, \d+ failing", statistics, re.MULTILINE)))


class RunCounter:
    """The plugin of pytest that counts in the processes that run tests, and adds up where the run is reported."""

    def __init__(self) -> None:
        self._tests: Counter[str] = Counter()
        self._counts: Counter[tuple[str, str]] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Count the kills of a test itself, not those that clean up behind it."""
        before = kills.total
        try:
            return (yield)
        finally:
            servers = (name for name in ("cluster", "postgresql") if item.get_closest_marker(name))
            folder = item.nodeid.removeprefix("tests/").partition("/")[0]
            item.user_properties += [(SUITE, next(servers, folder)), (KILLS, kills.total - before)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Count the examples before the report of the call is made."""
        if call.when == "call" and (statistics := getattr(item, "hypothesis_statistics", None)):
            item.user_properties.append((EXAMPLES, example_count(statistics)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the counts of a test."""
        if report.when != "call" or report.skipped:
            return
        properties: dict[str, Any] = dict(report.user_properties)
        suite = properties[SUITE]
        self._tests[suite] += 1
        for name in (EXAMPLES, KILLS):
            self._counts[suite, name] += properties.get(name, 0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the line."""
        if self._tests:
            suites = ", ".join(f"{suite} {self._shown([suite])}" for suite in sorted(self._tests))
            terminalreporter.write_line(f"tests/{EXAMPLES}/{KILLS}: {self._shown(list(self._tests))} in all, {suites}")

    def _shown(self, suites: list[str]) -> str:
        counts = [sum(self._counts[suite, name] for suite in suites) for name in (EXAMPLES, KILLS)]
        return "/".join(map(str, [sum(self._tests[suite] for suite in suites), *counts]))
