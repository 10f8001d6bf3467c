"""Slow clients hold neither threads nor all connections: a real service in one and in two processes."""

from __future__ import annotations

import hashlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from corpus.store.originals import FolderOriginals
from search_api.server import MAX_CONNECTIONS
from tests.support.service import Service, allow_open_files, asked_all_the_while, indexed, service

LONG = "Hội đồng nhân dân phường Bình Hòa xem xét tờ trình. " * 3_000  # 150 KB
SCAN = b"%PDF-1.4\n" + bytes(30_000_000)
GIVE_UP = 60  # seconds


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slow")
    attachment = {"name": "ban-chup.pdf", "sha256": hashlib.sha256(SCAN).hexdigest()}
    indexed(folder, {"id": "dai", "title": "Văn bản dài", "text": LONG, "attachments": [attachment]})
    FolderOriginals(folder / "blobs").write(attachment["sha256"], [SCAN])
    return folder


@pytest.fixture(scope="module", params=["1", "2"])
def slow(request: pytest.FixtureRequest, home: Path) -> Iterator[Service]:
    with service(home, HDND_TIMEOUT="2", HDND_PROCESSES=request.param) as running:
        yield running


def connected(stack: ExitStack, running: Service, *, receiving: int | None = None) -> socket.socket:
    connection = socket.socket()
    stack.callback(connection.close)
    connection.settimeout(10)
    if receiving:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receiving)
    connection.connect((running.host, running.port))
    return connection


def cut(connection: socket.socket) -> bool:
    """Tell whether the server has closed the connection; takes nothing of an answer."""
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def dribbled(connections: list[socket.socket], byte: bytes) -> list[socket.socket]:
    """Send a byte to each connection; return those that the server has not closed."""
    living = []
    for connection in connections:
        with suppress(OSError):
            connection.send(byte)
            if not cut(connection):
                living.append(connection)
    return living


def attacked_until_cut(
    running: Service, connections: list[socket.socket], step: Callable[[list[socket.socket]], list[socket.socket]]
) -> None:
    deadline = time.monotonic() + GIVE_UP
    with asked_all_the_while(running.url) as answers:
        while connections:
            assert time.monotonic() < deadline, f"{len(connections)} connections are still open"
            connections = step(connections)
            time.sleep(0.1)
        before = answers()
        while answers() < before + 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("head", "byte"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a"),
        (b"", b"\r\n\r\n"),  # empty lines before a request
        (b"POST /v1/citations HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n", b" "),
        (b"POST /v1/citations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"POST /v1/citations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n", b" "),
    ],
    ids=["head", "empty lines", "body", "chunks", "trailer", "body after 100"],
)
def test_who_sends_too_slowly_is_cut(slow: Service, head: bytes, byte: bytes) -> None:
    with ExitStack() as stack:
        connections = [connected(stack, slow) for _ in range(100)]
        for connection in connections:
            connection.sendall(head)
            if b"Expect" in head:
                assert connection.recv(100).startswith(b"HTTP/1.1 100")
        attacked_until_cut(slow, connections, lambda living: dribbled(living, byte))


@pytest.mark.parametrize("path", ["/v1/documents/dai", "/van-ban/dai", "/v1/openapi.json"])
def test_who_does_not_read_answers_holds_no_thread(slow: Service, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n".encode()
    with ExitStack() as stack:
        connections = [connected(stack, slow, receiving=4_096) for _ in range(10)]
        for connection in connections:
            connection.setblocking(False)
            with suppress(BlockingIOError):
                connection.send(request * 4_000)  # a megabyte of answers is in no buffer of the kernel
        with asked_all_the_while(slow.url) as answers:
            while answers() < 10:
                time.sleep(0.05)
        attacked_until_cut(slow, connections, lambda living: [one for one in living if not reset(one)])


def reset(connection: socket.socket) -> bool:
    """Tell whether the server has cut a connection on which unread answers lie."""
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def test_one_client_gets_half_of_the_connections_at_most(slow: Service) -> None:
    allow_open_files(1_500)
    with ExitStack() as stack, asked_all_the_while(slow.url) as answers:
        for _ in range(MAX_CONNECTIONS + 100):
            connected(stack, slow).sendall(b"GET / HTTP/1.1\r\n")
        before = answers()
        while answers() < before + 10:
            time.sleep(0.05)
    assert "HDND_TRUSTED_PROXIES" in slow.log.read_text()


def test_downloads_of_slow_clients_leave_searches_answered(slow: Service) -> None:
    """Each file waits as itself: neither in memory nor in a copy, and no thread waits with it."""
    before = memory(slow)
    with ExitStack() as stack:
        connections = [connected(stack, slow, receiving=4_096) for _ in range(10)]
        for connection in connections:
            connection.sendall(b"GET /v1/documents/dai/attachments/1 HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
        with httpx.Client(base_url=slow.url, timeout=10) as searcher:
            for _ in range(10):
                assert searcher.get("/v1/search?q=t%E1%BB%9D%20tr%C3%ACnh").json()["total"] == 1
                for connection in connections:
                    connection.recv(20_000)
        assert memory(slow) - before < len(SCAN)
        whole = httpx.get(f"{slow.url}/v1/documents/dai/attachments/1", timeout=30)
        assert hashlib.sha256(whole.content).hexdigest() == hashlib.sha256(SCAN).hexdigest()


def memory(running: Service) -> int:
    """Return how many bytes the processes of a service have in memory, without mapped files."""
    parent = running.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children")
    if not children.exists():
        pytest.skip("the system does not tell the memory of a process")
    pids = [str(parent), *children.read_text().split()]
    status = "".join(Path(f"/proc/{pid}/status").read_text() for pid in pids)
    return sum(int(size) * 1024 for size in re.findall(r"RssAnon:\s+(\d+) kB", status))


def test_who_reads_slowly_but_steadily_gets_the_whole_answer(slow: Service) -> None:
    """Many times the time limit, in spite of the kernel, which takes much at once and then nothing for a while."""
    with ExitStack() as stack:
        connection = connected(stack, slow, receiving=16_384)
        connection.sendall(b"GET /v1/documents/dai HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := connection.recv(20_000):
            answer += part
            time.sleep(0.5)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert len(body) > 150_000
