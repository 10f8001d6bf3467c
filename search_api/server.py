"""Serve the application with waitress: bounded queue and sizes, problems in one shape, and an end without loss."""

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
from search_api import problems
from search_api.problems import MEDIA_TYPE, Problem, encoded, language_of

MAX_HEADER = 32_768  # bytes of the first line and the header fields together
CONNECTIONS = 1_000
QUIET = 0.5  # seconds: a connection that has just come may still bring its request while we stop

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server:
    """Listens on the address of the settings from the start, or on a socket that does; `run` answers until `stop`.

    Raises OSError where the address cannot be listened on.
    """

    def __init__(self, application: Application, settings: Settings, listening: socket.socket | None = None) -> None:
        limits = Adjustments(
            listen=address(settings.host, settings.port),
            threads=settings.threads,
            max_request_header_size=MAX_HEADER,
            max_request_body_size=settings.max_body + 1,  # waitress refuses from this size on
            channel_timeout=settings.timeout,
            cleanup_interval=max(1, min(30, settings.timeout)),
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            asyncore_loop_timeout=1,
            ident=None,
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is normal here: it is bounded
        self._patience = settings.timeout
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
        return f"http://{address(first.effective_host, first.effective_port)}"

    def stop(self) -> None:
        """Make `run` take no new connections, finish what it holds and return; safe in a signal handler."""
        if not self._stopping:
            self._stopping = True
            for listener in self._listeners:
                listener.pull_trigger()

    def run(self) -> None:
        """Answer until `stop` is called; then wait for what is being answered, no longer than the time limit."""
        while not self._stopping:
            self._turn(1)
        self._turn(0)  # takes what knocked already
        for listener in self._listeners:
            listener.draining = True
            wasyncore.dispatcher.close(listener)
        deadline = time.monotonic() + self._patience
        while self._open() and time.monotonic() < deadline:
            self._turn(0.1)
        self._workers.shutdown(timeout=1)
        self._refusals.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _open(self) -> bool:
        """Close the connections that hold nothing, and tell whether some are left."""
        held = [channel for listener in self._listeners for channel in listener.active_channels.values()]
        for channel in held:
            idle = not channel.requests and channel.request is None and not channel.total_outbufs_len
            if idle and time.time() - channel.last_activity > QUIET:
                channel.will_close = True
        return bool(held)


def address(host: str, port: int | str) -> str:
    """Return host and port as a URL has them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class _AnswerTask(WSGITask):  # type: ignore[misc]
    """Answers from the application; says that the connection closes while the server stops."""

    def build_response_header(self) -> bytes:
        if self.channel.server.draining:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class _ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what never reached the application in the shape of all problems."""

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
    """Return the page for people in plain HTML: the server has no templates, and no time for them when it is busy."""
    title, detail = escape(problem.title("vi")), escape(problem.detail.vi)
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><h1>{title}</h1><p>{detail}</p>"
    ).encode()


class _Busy:
    code = 503


def _problem_of(request: Any) -> Problem:
    code = request.error.code
    if code == 503:
        return problems.busy()
    if code == 431 and b"\n" not in request.header_plus:
        return Problem(414, problems.TOO_LONG)  # the first line alone was longer than all may be
    detail = {
        413: problems.TOO_LARGE,
        431: problems.HEADERS_TOO_LARGE,
        500: problems.FAILED,
        501: problems.NO_ENCODING,
    }
    return Problem(code, detail.get(code, problems.BAD_HTTP))


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads requests, also those whose address has letters that the client should have percent-encoded."""

    def parse_header(self, header_plus: bytes) -> None:
        first, newline, rest = header_plus.partition(b"\r\n")
        super().parse_header(re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % found[0][0], first) + newline + rest)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """Holds one connection, and refuses what waited in the queue for too long."""

    parser_class = _Parser
    task_class = _AnswerTask
    error_task_class = _ProblemTask
    queued = 0.0
    began = 0.0

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
        own = {"_sock": listening, "bind_socket": False} if listening else {}
        super().__init__(application, sockets, dispatcher=workers, adj=limits, sockinfo=address, **own)

    def maintenance(self, now: float) -> None:
        """Close connections that are silent, and those that send their header fields letter by letter."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            slow = channel.request is not None and not channel.request.headers_finished
            if slow and now - channel.began > self.adj.channel_timeout:
                channel.will_close = True

    def add_task(self, task: Any) -> None:
        """Queue a connection that brought a request, or let one thread apart refuse it at once."""
        task.queued = time.monotonic()
        if len(self.task_dispatcher.queue) < self.queue:
            super().add_task(task)
        else:
            task.requests[0].error = _Busy()
            self.refusals.add_task(task)
