"""Serve the application with waitress: bounded queue and sizes, problems in one shape, and a graceful shutdown."""

from __future__ import annotations

import logging
import resource
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from corpus.settings import Settings
from search_api.channel import Channel, Overload
from search_api.clients import Clients, client_of
from search_api.listening import host_and_port
from search_api.sentences import operator_vi as sentences

MAX_HEADER_BYTES = 32_768  # of the first line and the header fields together
MAX_CONNECTIONS = 1_000
MIN_IDLE_SECONDS = 0.5  # while we stop: a connection that has just come may still bring its request
MAX_MEMORY_BYTES = 262_144  # of one body or one answer; what is larger waits in a temporary file
MAX_BUFFERED_BYTES = 2**30  # of all answers that wait to be sent
REVIEW_SECONDS = 1.0  # between two looks at all connections
PROMPT_PATHS = ("/health/live",)  # answered beside the queue: they cost nothing, and say that the process runs

_OTHER_FILES = 200  # the index's, the store's and those that are being read
_UNLIMITED = 2**62  # bytes: threads never wait until a client has taken some of an answer

_log = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server:
    """Listens from its creation on, at the address of the settings or on `listening`, a bound socket.

    `run` answers until `stop`. Raises OSError where the address cannot be used.
    """

    def __init__(self, application: Application, settings: Settings, listening: socket.socket | None = None) -> None:
        connections = connection_limit()
        limits = Adjustments(
            listen=host_and_port(settings.host, settings.port),
            threads=settings.threads,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=settings.max_body + 1,  # waitress refuses from this size on
            inbuf_overflow=MAX_MEMORY_BYTES,
            outbuf_overflow=MAX_MEMORY_BYTES,
            outbuf_high_watermark=_UNLIMITED,
            channel_timeout=settings.timeout,
            connection_limit=connections,
            asyncore_use_poll=True,
            asyncore_loop_timeout=1,
            ident=None,
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is normal here: it is bounded
        self._drain_seconds = settings.timeout
        self._stopping = False
        self._sockets: dict[int, Any] = {}
        self._workers = ThreadedTaskDispatcher()
        self._prompt = ThreadedTaskDispatcher()
        self._next_review = 0.0
        clients = Clients(connections // 2, settings.trusted_proxies)
        try:
            self._listeners = [
                _Listener(
                    application,
                    self._sockets,
                    limits,
                    address,
                    listening,
                    self._workers,
                    self._prompt,
                    settings.queue,
                    clients,
                )
                for address in limits.listen[: 1 if listening else None]
            ]
        except OSError:
            wasyncore.close_all(self._sockets)
            raise
        self._workers.set_thread_count(settings.threads)
        self._prompt.set_thread_count(1)

    @property
    def url(self) -> str:
        """Give the address of the front page."""
        first = self._listeners[0]
        return f"http://{host_and_port(first.effective_host, first.effective_port)}"

    def stop(self) -> None:
        """Make `run` accept no new connections, finish the open requests and return; safe in a signal handler."""
        if not self._stopping:
            self._stopping = True
            for listener in self._listeners:
                listener.pull_trigger()

    def run(self) -> None:
        """Answer until `stop` is called; then finish the open requests, for at most `settings.timeout` seconds."""
        while not self._stopping:
            self._turn(1)
        self._turn(0)  # accepts the connections that already wait
        for listener in self._listeners:
            listener.draining = True
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + self._drain_seconds
        while self._close_idle() and time.monotonic() < deadline:
            self._turn(0.1)
        self._workers.shutdown(timeout=1)
        self._prompt.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _turn(self, seconds: float) -> None:
        """Handle the sockets that are ready, after waiting for one for at most so many seconds."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)
        now = time.monotonic()
        if now >= self._next_review:
            self._next_review = now + REVIEW_SECONDS
            self._cut_slow_clients(now)

    def _channels(self) -> list[Channel]:
        return [channel for listener in self._listeners for channel in listener.active_channels.values()]

    def _cut_slow_clients(self, now: float) -> None:
        """Close the connections whose client is silent or too slow, and then the largest, until all answers fit."""
        for channel in self._channels():
            channel.cut_if_overdue(now)
        waiting = sorted(self._channels(), key=lambda channel: channel.buffered)
        total = sum(channel.buffered for channel in waiting)
        while total > MAX_BUFFERED_BYTES and waiting:
            largest = waiting.pop()
            total -= largest.buffered
            _log.warning(sentences.ANSWERS_WAIT.format(client=largest.addr[0]))
            largest.abort()

    def _close_idle(self) -> bool:
        """Close the connections without a request, and tell whether there were connections."""
        channels = self._channels()
        for channel in channels:
            if channel.idle and time.time() - channel.last_activity > MIN_IDLE_SECONDS:
                channel.will_close = True
        return bool(channels)


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    def __init__(
        self,
        application: Application,
        sockets: dict[int, Any],
        limits: Adjustments,
        address: Any,
        listening: socket.socket | None,
        workers: ThreadedTaskDispatcher,
        prompt: ThreadedTaskDispatcher,
        queue: int,
        clients: Clients,
    ) -> None:
        self.draining = False
        self.queue = queue
        self.prompt = prompt
        self.clients = clients
        bound = {"_sock": listening, "bind_socket": False} if listening else {}
        super().__init__(application, sockets, dispatcher=workers, adj=limits, sockinfo=address, **bound)

    def channel_class(
        self, server: TcpWSGIServer, connection: socket.socket, address: Any, limits: Adjustments, map: dict[int, Any]
    ) -> None:
        """Hold a connection that has come, or close it where its client has too many."""
        client = None if self.clients.is_proxy(address[0]) else client_of(address[0])
        if client is not None and not self.clients.admit(client):
            connection.close()
            return
        Channel(server, connection, address, limits, map).client = client

    def maintenance(self, now: float) -> None:
        """Leave the connections to the server, which looks at those of all listeners, also while it stops."""

    def add_task(self, task: Any) -> None:
        """Queue a connection with a request; when the queue is full, let the prompt thread refuse it at once."""
        task.queued = time.monotonic()
        request = task.requests[0]
        if request.error or request.path in PROMPT_PATHS:
            self.prompt.add_task(task)
        elif len(self.task_dispatcher.queue) < self.queue:
            super().add_task(task)
        else:
            request.error = Overload()
            self.prompt.add_task(task)


def connection_limit() -> int:
    """Return how many connections this process can hold, each with a temporary file for its answer."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(10, min(MAX_CONNECTIONS, (files - _OTHER_FILES) // 2))
