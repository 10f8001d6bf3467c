"""Runs the command `python -m search_api` over a folder, and asks whether it is alive from another address."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.cli import run_corpus, run_indexer
from tests.support.files import ROOT

BYSTANDER = "127.0.0.2"  # another client than the tests' own 127.0.0.1


@dataclass(frozen=True)
class Service:
    """Describes a running service."""

    process: subprocess.Popen[str]
    host: str
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Give the address of the front page."""
        return f"http://{self.host}:{self.port}"


def command_environment(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command over a folder, with no settings but these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HDND_")}
    return {**clean, "PYTHONPATH": str(ROOT), "HDND_HOME": str(home), "HDND_LISTEN": "127.0.0.1:0", **settings}


def indexed(home: Path, *documents: dict[str, Any]) -> None:
    """Add documents to the store of a folder, and build the index."""
    lines = home / "documents.jsonl"
    lines.write_text("\n".join(json.dumps(document) for document in documents), encoding="utf-8")
    for done in (
        run_corpus("add", lines, "--quiet", HDND_HOME=str(home)),
        run_indexer("build", "--quiet", HDND_HOME=str(home)),
    ):
        assert done.returncode == 0, done.stderr


@contextmanager
def service(home: Path, **settings: str) -> Iterator[Service]:
    """Run the service until the block ends; its log goes to a file in the folder."""
    log = home / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "search_api"],
            env=command_environment(home, **settings),
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line.startswith("Đang phục vụ tại http://"):
            pytest.fail(line + log.read_text())
        host, port = line.split()[-1].removeprefix("http://").rsplit(":", 1)
        yield Service(process, host, int(port), log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def asked_all_the_while(url: str, timeout: float = 10) -> Iterator[Callable[[], int]]:
    """Ask a service from another address whether it lives until the block ends, on a new connection each time.

    Every answer must be 200 within the timeout. Gives a function that returns how many answers have come.
    """
    ended = threading.Event()
    answers: list[object] = []

    def ask() -> None:
        transport = httpx.HTTPTransport(local_address=BYSTANDER)
        with httpx.Client(transport=transport, timeout=timeout, headers={"Connection": "close"}) as client:
            while not ended.is_set():
                try:
                    answers.append(client.get(f"{url}/health/live").status_code)
                except httpx.HTTPError as error:
                    answers.append(error)
                time.sleep(0.05)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield lambda: len(answers)
    finally:
        ended.set()
        thread.join(timeout + 5)
    assert answers
    assert [answer for answer in answers if answer != 200] == []


def allow_open_files(count: int) -> None:
    """Raise this process's limit of open files, or skip the test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        pytest.skip(f"needs {count} open files, and this system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))


def raw_answer(url: str, request: bytes) -> bytes:
    """Send bytes to a service, and return all that comes until it closes the connection."""
    host, port = url.removeprefix("http://").rsplit(":", 1)
    parts = []
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        with suppress(ConnectionResetError):  # the service does not read to the end what it refuses
            while part := connection.recv(65_536):
                parts.append(part)
    return b"".join(parts)
