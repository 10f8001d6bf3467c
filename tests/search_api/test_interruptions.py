"""What ends a process from outside: a signal while it starts, a second signal, a mapped file that was cut."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.support.interrupting import interrupted_at
from tests.support.service import command_environment, indexed, service

RUN = "import runpy; runpy.run_module('search_api', run_name='__main__', alter_sys=False)"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a store and an index, which nothing changes."""
    home = tmp_path_factory.mktemp("home")
    indexed(home, {"id": "mot", "title": "Văn bản", "text": "Hội đồng nhân dân"})
    return home


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize(
    "module", ["click", "corpus.store", "sqlalchemy", "falcon", "waitress", "search_api.server", "pyvi"]
)
def test_ctrl_c_at_the_start_is_one_sentence(module: str, processes: str, home: Path) -> None:
    """Also in the processes of the service: the last of these modules is imported there alone."""
    done = interrupted_at(module, RUN, command_environment(home, HDND_PROCESSES=processes))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Đã dừng theo yêu cầu.\n")


def test_a_second_signal_ends_the_service_at_once(tmp_path: Path) -> None:
    with service(tmp_path) as running, socket.create_connection((running.host, running.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")  # for which the service would wait half a minute
        running.process.send_signal(signal.SIGINT)
        while accepts(running.host, running.port):
            time.sleep(0.05)
        assert running.process.poll() is None
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(15) != 0


def accepts(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except ConnectionError:
        return False
    return True


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_stop_that_all_processes_get_loses_no_answer(processes: str, tmp_path: Path) -> None:
    """A service manager sends SIGTERM to each process, and then the parent does so too."""
    with (
        service(tmp_path, HDND_PROCESSES=processes) as running,
        socket.create_connection((running.host, running.port), timeout=10) as connection,
    ):
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n")
        time.sleep(0.2)
        children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
        assert len(children) == int(processes)
        for process in [running.process.pid, *map(int, children)]:
            os.kill(process, signal.SIGTERM)
        while accepts(running.host, running.port):
            time.sleep(0.05)
        connection.sendall(b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 OK")
        assert running.process.wait(15) == 0


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if holds():
                return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_process_whose_index_file_was_cut_is_replaced(processes: str, tmp_path: Path) -> None:
    text = "Hội đồng nhân dân phường Bình Hòa xem xét tờ trình số {n}. " * 40
    indexed(tmp_path, *({"id": f"van-ban-{n}", "title": f"Văn bản {n}", "text": text.format(n=n)} for n in range(200)))
    with service(tmp_path, HDND_PROCESSES=processes) as running:
        search = f"{running.url}/v1/search?q=binh+hoa"
        assert httpx.get(search).status_code == 200
        for file in (tmp_path / "index").rglob("*"):
            if file.is_file() and file.stat().st_size > 8_192:
                os.truncate(file, 4_096)

        def died() -> bool:
            with suppress(httpx.TransportError):  # of a process that dies there is no answer
                httpx.get(f"{search}+{time.monotonic_ns()}", timeout=10)
            return "SIGBUS" in running.log.read_text()

        assert eventually(died)
        assert eventually(lambda: httpx.get(f"{running.url}/health/live").status_code == 200)
        assert running.process.poll() is None
