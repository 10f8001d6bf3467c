"""Serve the application with waitress: bounded queue and sizes, problems in one shape, and a graceful shutdown."""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from corpus.settings import Settings
from search_api.listening import host_and_port
from search_api.problems import MEDIA_TYPE, Problem, busy, encoded, language_of
from search_api.sentences import Message

MAX_HEADER_BYTES = 32_768  # of the first line and the header fields together
MAX_CONNECTIONS = 1_000
MIN_IDLE_SECONDS = 0.5  # while stopping: the request of a connection that has just been opened may still arrive

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server:
    """Listens from its creation on, at the address of the settings or on `listening`, a bound socket.

    `run` answers until `stop`. Raises OSError where the address cannot be used.
    """

    def __init__(self, application: Application, settings: Settings, listening: socket.socket | None = None) -> None:
        limits = Adjustments(
            listen=host_and_port(settings.host, settings.port),
            threads=settings.threads,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=settings.max_body + 1,  # waitress refuses from this size on
            channel_timeout=settings.timeout,
            cleanup_interval=max(1, min(30, settings.timeout)),
            connection_limit=MAX_CONNECTIONS,
            asyncore_use_poll=True,
            asyncore_loop_timeout=1,
            ident=None,
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is normal here: it is bounded
        self._drain_seconds = settings.timeout
        self._stopping = False
        self._sockets: dict[int, Any] = {}
        self._workers = ThreadedTaskDispatcher()
        self._refusals = ThreadedTaskDispatcher()
        try:
            self._listeners = [
                _Listener(
                    application,
                    self._sockets,
                    limits,
                    address,
                    listening,
                    self._workers,
                    self._refusals,
                    settings.queue,
                )
                for address in limits.listen[: 1 if listening else None]
            ]
        except OSError:
            wasyncore.close_all(self._sockets)
            raise
        self._workers.set_thread_count(settings.threads)
        self._refusals.set_thread_count(1)

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
        self._refusals.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _turn(self, seconds: float) -> None:
        """Handle the sockets that are ready, after waiting for one for at most so many seconds."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _close_idle(self) -> bool:
        """Close the idle connections; return whether any connection, idle or not, was open."""
        channels = [channel for listener in self._listeners for channel in listener.active_channels.values()]
        for channel in channels:
            idle = not channel.requests and channel.request is None and not channel.total_outbufs_len
            if idle and time.time() - channel.last_activity > MIN_IDLE_SECONDS:
                channel.will_close = True
        return bool(channels)


class _AnswerTask(WSGITask):  # type: ignore[misc]
    """Answers from the application; announces that the connection closes while the server stops."""

    def build_response_header(self) -> bytes:
        if self.channel.server.draining:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class _ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers with a problem a request that never reached the application."""

    def execute(self) -> None:
        problem = _problem_of(self.request)
        headers = self.request.headers
        for_people = "text/html" in headers.get("ACCEPT", "")
        body = _page(problem) if for_people else encoded(problem.shape(language_of(headers.get("ACCEPT_LANGUAGE"))))
        self.status = f"{problem.status} {problem.title('en')}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8" if for_people else MEDIA_TYPE),
            ("Cache-Control", "no-store"),
            ("Access-Control-Allow-Origin", "*"),
            ("Vary", "Origin, Accept-Language"),
            ("X-Content-Type-Options", "nosniff"),
            *problem.headers.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(b"" if getattr(self.request, "command", "") == "HEAD" else body)


def _page(problem: Problem) -> bytes:
    """Return a plain HTML page; templates belong to the application, which such a request never reaches."""
    title, detail = escape(problem.title("vi")), escape(problem.detail.vi)
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><h1>{title}</h1><p>{detail}</p>"
    ).encode()


class _Busy:
    """Stands for waitress's errors of requests, of which only the code is read."""

    code = 503


def _problem_of(request: Any) -> Problem:
    code = request.error.code
    if code == 503:
        return busy()
    if code == 431 and b"\n" not in request.header_plus:
        return Problem(414, Message("TOO_LONG"))  # the first line alone exceeds the limit
    sentence = {413: "TOO_LARGE", 431: "HEADERS_TOO_LARGE", 500: "FAILED", 501: "NO_ENCODING"}
    return Problem(code, Message(sentence.get(code, "BAD_HTTP")))


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads requests, also those whose address has bytes that the client should have percent-encoded."""

    def parse_header(self, header_plus: bytes) -> None:
        first, newline, rest = header_plus.partition(b"\r\n")
        super().parse_header(re.sub(rb"[\x80-\xff]", lambda match: b"%%%02X" % match[0][0], first) + newline + rest)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """Holds a connection, and refuses requests that waited in the queue for too long."""

    parser_class = _Parser
    task_class = _AnswerTask
    error_task_class = _ProblemTask
    queued = 0.0  # when its request was queued, by time.monotonic
    began = 0.0  # when its request began to arrive, by time.time

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.began = time.time()
        return bool(super().received(data))

    def service(self) -> None:
        request = self.requests[0]
        if not request.error and time.monotonic() - self.queued > self.adj.channel_timeout:
            request.error = _Busy()
        super().service()


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """Accepts connections at one address; has a thread of its own for refusing requests when the queue is full."""

    channel_class = _Channel

    def __init__(
        self,
        application: Application,
        sockets: dict[int, Any],
        limits: Adjustments,
        address: Any,
        listening: socket.socket | None,
        workers: ThreadedTaskDispatcher,
        refusals: ThreadedTaskDispatcher,
        queue: int,
    ) -> None:
        self.draining = False
        self.queue = queue
        self.refusals = refusals
        bound = {"_sock": listening, "bind_socket": False} if listening else {}
        super().__init__(application, sockets, dispatcher=workers, adj=limits, sockinfo=address, **bound)

    def maintenance(self, now: float) -> None:
        """Close connections that are silent, and those that send their header fields letter by letter."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            slow = channel.request is not None and not channel.request.headers_finished
            if slow and now - channel.began > self.adj.channel_timeout:
                channel.will_close = True

    def add_task(self, task: Any) -> None:
        """Queue a connection with a request; when the queue is full, let the thread for refusals answer it at once."""
        task.queued = time.monotonic()
        if len(self.task_dispatcher.queue) < self.queue:
            super().add_task(task)
        else:
            task.requests[0].error = _Busy()
            self.refusals.add_task(task)
