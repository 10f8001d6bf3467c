from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from corpus.settings import SETTINGS
from search_api.commands import main
from search_api.prefork import MIN_REPLACED_AGE
from tests.support.files import ROOT


@pytest.fixture(autouse=True)
def default_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("HDND_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HDND_HOME", str(tmp_path))
    monkeypatch.setenv("HDND_LISTEN", "127.0.0.1:0")
    monkeypatch.setattr(sys, "argv", ["search_api"])


def run_to_its_end() -> subprocess.CompletedProcess[str]:
    """Run the command where it cannot serve, to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "search_api"], env=environment, capture_output=True, text=True)


@contextmanager
def running() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command until its first line; give its process and its address."""
    command = [sys.executable, "-m", "search_api"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        if not line.startswith("Đang phục vụ tại http://127.0.0.1:"):
            pytest.fail(line + process.stderr.read())
        yield process, line.split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_after_its_open_requests(number: signal.Signals) -> None:
    with running() as (process, url):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n")  # the half of a request
            assert httpx.get(f"{url}/health/ready").status_code == 503
            process.send_signal(number)
            connection.sendall(b"\r\n")
            answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert process.wait(10) == 0


def test_the_command_explains_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["search_api", "--help"])
    assert main() == 0
    output = capsys.readouterr().out
    assert all(setting.name in output for setting in SETTINGS)


def test_a_taken_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("HDND_LISTEN", f"127.0.0.1:{port}")
        assert main() == 1
    assert capsys.readouterr() == (
        "",
        f"Lỗi: Cổng {port} của 127.0.0.1 đang có chương trình khác dùng: hãy dừng chương trình đó, "
        f"hoặc đặt HDND_LISTEN sang cổng khác, ví dụ 127.0.0.1:{port + 1}.\n",
    )


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("HDND_LISTEN", "8080", 2),
        ("HDND_LISTEN", "203.0.113.9:8080", 1),  # an address that no machine has
        ("HDND_ENGINE", "nothing:", 2),
        ("HDND_LISTN", "127.0.0.1:8080", 2),
    ],
)
def test_a_bad_setting_is_one_sentence(
    variable: str, value: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    assert main() == code
    output = capsys.readouterr().err
    assert output.startswith("Lỗi: ")
    assert output.count("\n") == 1
    assert variable in output


def children(process: int) -> set[int]:
    try:
        return set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except FileNotFoundError:
        return set()


def runs(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()  # ended, but not yet waited for
    except (FileNotFoundError, ProcessLookupError):
        return False


def ended(processes: set[int]) -> bool:
    """Tell whether processes end within some seconds."""
    for _ in range(100):
        if not any(map(runs, processes)):
            return True
        time.sleep(0.1)
    return False


def test_a_process_that_dies_late_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All processes answer at the same address, and a signal to the parent ends them."""
    monkeypatch.setenv("HDND_PROCESSES", "2")
    with running() as (process, url):
        first = children(process.pid)
        assert len(first) == 2
        assert httpx.get(f"{url}/health/live").status_code == 200
        time.sleep(MIN_REPLACED_AGE)
        os.kill(min(first), signal.SIGKILL)
        for _ in range(100):  # a connection at the very moment of the death is refused
            now = children(process.pid)
            with suppress(httpx.TransportError):
                if len(now) == 2 and now != first and httpx.get(f"{url}/health/live").status_code == 200:
                    break
            time.sleep(0.1)
        else:
            pytest.fail("the process that died was not replaced")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_processes_that_cannot_start_end_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A young death is not replaced; each process says the same sentence."""
    (tmp_path / "kho").write_text("đây không phải là kho " * 100)
    monkeypatch.setenv("HDND_PROCESSES", "2")
    monkeypatch.setenv("HDND_STORE", f"sqlite:///{tmp_path / 'kho'}")
    done = run_to_its_end()
    assert (done.returncode, done.stdout) == (1, "")
    assert set(done.stderr.splitlines()) == {
        f"Lỗi: {tmp_path / 'kho'} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác."
    }


def test_an_index_in_memory_is_of_one_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HDND_PROCESSES", "2")
    monkeypatch.setenv("HDND_ENGINE", "memory:")
    assert main() == 2
    assert "HDND_PROCESSES=1" in capsys.readouterr().err


def test_processes_end_with_the_one_that_started_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HDND_PROCESSES", "2")
    with running() as (process, _):
        started = children(process.pid)
        process.kill()
        process.wait()
        assert len(started) == 2
        assert ended(started)


def test_several_processes_report_a_taken_address_and_no_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What keeps searches from being answered is printed once, by the parent."""
    monkeypatch.setenv("HDND_PROCESSES", "2")
    with running() as (process, url):
        monkeypatch.setenv("HDND_LISTEN", url.removeprefix("http://"))
        second = run_to_its_end()
        assert (second.returncode, second.stdout) == (1, "")
        assert "đang có chương trình khác dùng" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert process.stderr.read().startswith("Chưa tìm được: Chưa có chỉ mục")


def test_a_signal_while_processes_are_started_ends_them_all(tmp_path: Path) -> None:
    script = """
import os, signal, sys, time
from search_api.prefork import Prefork
def work(report):
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    os.write(1, b"+")
    report(None)
    time.sleep(20)
    return 3
fork = os.fork
def forked():
    child = fork()
    if child:
        os.kill(os.getpid(), signal.SIGTERM)  # the signal comes before the parent has noted the child
    return child
os.fork = forked
sys.exit(Prefork(work).run(3, lambda problem: os.write(1, b"ready")))
"""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "ready" not in done.stdout
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 15  # not the twenty seconds of a child that was missed


def test_an_unexpected_error_of_a_process_is_printed(tmp_path: Path) -> None:
    script = "from search_api.prefork import Prefork; import sys; sys.exit(Prefork(lambda report: 1 / 0).run(1, print))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert "ZeroDivisionError" in done.stderr
