"""Holds one connection: reads requests one by one, and lets the I/O loop alone wait for the client."""

from __future__ import annotations

import struct
import time
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel

from search_api.pace import Pace, unconfirmed_bytes
from search_api.request_parser import RequestParser
from search_api.tasks import AnswerTask, ProblemTask

SEND_BYTES = 131_072  # what is read of an answer to be sent at once
IN_FLIGHT_BYTES = 65_536  # what any client may not have confirmed yet

_ABORTED = struct.pack("ii", 1, 0)  # a closed connection drops what it has not sent


class Overload:
    """Stands for the error of a request that is refused because there are too many."""

    code = 503


class Channel(HTTPChannel):  # type: ignore[misc]
    """Reads a request when everything before it is answered and sent, so that it holds one request and one answer.

    A thread that answers writes into a buffer, which is a temporary file beyond some size, and never waits. The I/O
    loop sends, and closes connections whose client sends or takes too little (`cut_if_overdue`).
    """

    parser_class = RequestParser
    task_class = AnswerTask
    error_task_class = ProblemTask
    request: Any = None
    sent_continue: bool = False
    sendbuf_len: int

    def __init__(self, server: Any, connection: Any, address: Any, limits: Any, map: Any = None) -> None:
        self.queued = 0.0  # when the request was queued, in seconds of the monotonic clock, as all times here
        self.client: str | None = None  # for whom this connection counts
        self._behind_proxy = server.clients.is_proxy(address[0])
        self._ahead = b""  # received behind the present request
        self._received = self._sent = 0  # bytes
        self._head_began: float | None = None  # when the first byte came of the request that is being received
        self._sending: Pace | None = None
        self._receiving: Pace | None = None
        super().__init__(server, connection, address, limits, map)
        self.sendbuf_len = min(self.sendbuf_len, SEND_BYTES)

    @property
    def idle(self) -> bool:
        """Tell whether there is no request, not even the beginning of one, and nothing to be sent."""
        return not (self.requests or self._ahead or self.request or self.total_outbufs_len)

    @property
    def buffered(self) -> int:
        """Return how many bytes wait here in memory or in temporary files, without files that were there before."""
        return sum(buffer.__len__() for buffer in list(self.outbufs) if not isinstance(buffer, ReadOnlyFileBasedBuffer))

    def readable(self) -> bool:
        """Tell whether more may be received."""
        return not self._ahead and bool(super().readable())

    def writable(self) -> bool:
        """Tell whether `handle_write` has something to do."""
        return bool(super().writable() or (self._ahead and not self.requests))

    def handle_write(self) -> None:
        """Send what can be sent; when all is sent, go on to the next request."""
        super().handle_write()
        if self._ahead and not (self.requests or self.total_outbufs_len) and self.connected:
            ahead, self._ahead = self._ahead, b""
            self._read(ahead)

    def received(self, data: bytes) -> bool:
        """Take bytes from the client."""
        self._received += len(data)
        return self._read(data)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Hand bytes to the kernel; return how many it took."""
        count = int(super().send(data, do_close=do_close) or 0)
        self._sent += count
        return count

    def service(self) -> None:
        """Answer the request, in a thread; refuse it where it waited in the queue for too long."""
        request = self.requests[0]
        if not request.error and time.monotonic() - self.queued > self.adj.channel_timeout:
            request.error = Overload()
        super().service()

    def cut_if_overdue(self, now: float) -> None:
        """Close the connection of a client that is silent or slower than the least rate; `now` as `time.monotonic`."""
        seconds = self.adj.channel_timeout
        unconfirmed = unconfirmed_bytes(self.socket) if self.connected else 0
        if self.idle and self._behind_proxy:
            self._forget_client()
        if self.total_outbufs_len or unconfirmed > IN_FLIGHT_BYTES:
            taken = self._sent - unconfirmed
            self._sending = self._sending or Pace(now, taken)
            if self._sending.too_slow(now, taken, seconds):
                self.abort()
            return
        self._sending = None
        if self.requests or self._ahead:  # this service has to go on, not the client
            return
        if self.request is not None and self.request.headers_finished:
            self._receiving = self._receiving or Pace(now, self._received)
            overdue = self._receiving.too_slow(now, self._received, seconds)
        elif self._head_began is not None:
            overdue = now - self._head_began > seconds
        else:
            overdue = time.time() - self.last_activity > seconds
        if overdue:
            self.handle_close()

    def abort(self) -> None:
        """Close at once, without what is not sent yet: the kernel would keep it for a client that does not read."""
        if self.connected:
            self.socket.setsockopt(SOL_SOCKET, SO_LINGER, _ABORTED)
        self.handle_close()

    def del_channel(self, map: Any = None) -> None:
        """Forget the connection."""
        super().del_channel(map)
        self._forget_client()

    def _read(self, data: bytes) -> bool:
        """Read up to one request and queue it; keep what follows."""
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                return False
            self._head_began = self._head_began or time.monotonic()
            while data:
                if self.request is None:
                    self._begin_request()
                data = data[self.request.received(data) :]
                if self.request.headers_finished:
                    self._count_for_forwarded_client()
                if self.request.headers_finished and self.request.expect_continue and not self.sent_continue:
                    self.send_continue()
                if self.request.completed and self._queue_request():
                    self._ahead = data
                    break
        return True

    def _begin_request(self) -> None:
        """Await a head; behind a proxy, it may be another client's than the one before."""
        self.request = self.parser_class(self.adj)
        if self._behind_proxy:
            self._forget_client()

    def _queue_request(self) -> bool:
        """Queue the request that is complete, or return False where it was just empty lines."""
        request, self.request = self.request, None
        self.sent_continue = False
        if request.empty:  # the time for a head goes on, or empty lines would keep a connection for ever
            return False
        self._head_began = self._receiving = None
        self.requests = [request]
        self.server.add_task(self)
        return True

    def _count_for_forwarded_client(self) -> None:
        """Refuse the request of a client behind a proxy who has too many connections; the head names the client."""
        clients = self.server.clients
        if self.client is None and self._behind_proxy and not self.request.empty:
            client = clients.forwarded(self.request.headers)
            if client is None or clients.admit(client, proxied=True):
                self.client = client
            else:
                self.request.error = Overload()
                self.request.completed = True

    def _forget_client(self) -> None:
        if self.client is not None:
            self.server.clients.release(self.client)
            self.client = None
