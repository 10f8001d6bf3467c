"""Stand between an engine and a real node, to spoil what they tell each other as broken networks and nodes do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds what an engine asks, and asks the node for the answer."""

    method: str
    path: str
    body: bytes
    authorization: str | None
    node: int  # port

    def answer(self, body: bytes | None = None) -> Answer:
        """Return what the node answers, to another body where one is given."""
        connection = HTTPConnection("127.0.0.1", self.node, timeout=60)
        sent = self.body if body is None else body
        connection.request(self.method, self.path, sent or None, {"Content-Type": "application/json"})
        told = connection.getresponse()
        try:
            return told.status, told.read()
        finally:
            connection.close()


Spoil = Callable[[Asked], Answer | None]  # None: the connection is cut


@contextmanager
def between(nodes: Iterable[int], spoil: Spoil, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Give hosts as an engine's address has them, where `spoil` answers for the nodes at ports; `tls` as a context."""
    with ExitStack() as stack:
        yield ",".join(stack.enter_context(_one(node, spoil, tls)) for node in nodes)


@contextmanager
def _one(node: int, spoil: Spoil, tls: ssl.SSLContext | None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = spoil(Asked(self.command, self.path, body, self.headers.get("Authorization"), node))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        do_GET = do_POST = do_PUT = do_DELETE = _pass

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, Any]:
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, True, do_handshake_on_connect=False) if tls else connection), address

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a node that is gone, or a client that does not trust us: the connection ends

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
