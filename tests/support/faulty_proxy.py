"""Stand between an engine and real nodes, to spoil requests and answers as broken networks and nodes do."""

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

NodeAnswer = tuple[int, bytes]  # status, body


@dataclass(frozen=True, slots=True)
class NodeRequest:
    """Holds a request of an engine, and sends it to the node."""

    method: str
    path: str
    body: bytes
    authorization: str | None
    node: int  # port

    def answer(self, body: bytes | None = None) -> NodeAnswer:
        """Return the node's answer, to another body where one is given."""
        connection = HTTPConnection("127.0.0.1", self.node, timeout=60)
        sent = self.body if body is None else body
        connection.request(self.method, self.path, sent or None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read()
        finally:
            connection.close()


Spoil = Callable[[NodeRequest], NodeAnswer | None]  # None: the connection is cut


@contextmanager
def spoiled(nodes: Iterable[int], spoil: Spoil, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Give hosts as an engine's URL has them, where `spoil` answers for the nodes at ports; `tls` as a context."""
    with ExitStack() as stack:
        yield ",".join(stack.enter_context(_spoiled_node(node, spoil, tls)) for node in nodes)


@contextmanager
def _spoiled_node(node: int, spoil: Spoil, tls: ssl.SSLContext | None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = spoil(NodeRequest(self.command, self.path, body, self.headers.get("Authorization"), node))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, Any]:
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, True, do_handshake_on_connect=False) if tls else connection), address

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a node that was killed, or a client that does not trust us: the connection ends

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
