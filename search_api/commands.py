"""Define the command `python -m search_api`."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from socket import (
    AF_INET,
    AI_PASSIVE,
    SO_REUSEADDR,
    SO_REUSEPORT,
    SOCK_STREAM,
    SOL_SOCKET,
    create_server,
    getaddrinfo,
)
from socket import socket as Socket
from types import FrameType

import click

from corpus.cli.terminal import DONE, run
from corpus.settings import SETTINGS, SettingError, Settings, load
from corpus.store import Store, StoreError, open_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from search_api.answer_cache import RememberingSearch
from search_api.app import create_app
from search_api.prefork import together
from search_api.server import Server, address

_VARIABLES = "\n".join(f"  {s.name:<20} {s.what} (mặc định: {s.default or 'không đặt'})" for s in SETTINGS)


class ServeError(Exception):
    """Says in one sentence why the service cannot listen, and what to do."""


ERRORS = (ServeError, StoreError, EngineError)


def main() -> int:
    """Run the command line and return its exit code."""
    return run(serve, "python -m search_api", errors=ERRORS)


@click.command(
    help="Phục vụ trang tra cứu và giao diện HTTP.\n\n"
    "Khi nhận SIGTERM hoặc Ctrl+C, dịch vụ thôi nhận kết nối mới, trả lời nốt những yêu cầu đang giữ rồi kết thúc.\n\n"
    f"\b\nĐặt bằng biến môi trường:\n{_VARIABLES}"
)
def serve() -> int:
    """Serve until a signal says to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    settings = load(os.environ)
    if settings.processes == 1:
        return _serve(settings, None, _say)
    if settings.engine.startswith("memory:"):
        raise SettingError(
            "Chỉ mục memory: chỉ có trong một tiến trình: hãy đặt HDND_PROCESSES=1 hoặc đổi HDND_ENGINE."
        )
    open_store(settings.store).close()  # makes a new one, before several do so at once
    # It holds the address; each process listens on one of its own, among which the system shares the connections out.
    with _held(settings) as held:
        place = held.getsockname()[:2]
        settings = replace(settings, port=place[1])
        url = f"http://{address(*place)}"

        def work(answers: Callable[[str | None], None]) -> int:
            one = click.Command(
                "serve", callback=lambda: _serve(settings, _bound, lambda url, problem: answers(problem))
            )
            return run(one, "python -m search_api", args=(), errors=ERRORS)

        return together(settings.processes, work, lambda problem: _say(url, problem))


def _serve(
    settings: Settings, bound: Callable[[Settings], Socket] | None, answers: Callable[[str, str | None], None]
) -> int:
    """Serve in this process; `answers` is told the address, and what keeps searches from being answered."""
    with closing(open_store(settings.store)) as store:
        engine = _engine(settings, store)
        with closing(RememberingSearch(engine, store)) as search:
            with _told(settings):
                server = Server(create_app(search, settings), settings, bound and bound(settings))
            with _stopped_by_signals(server):
                search.warm()
                problem = search.state().problem
                answers(server.url, str(problem) if problem else None)
                server.run()
    return DONE


def _say(url: str, problem: str | None) -> None:
    click.echo(f"Đang phục vụ tại {url}")
    if problem:
        click.echo(f"Chưa tìm được: {problem}", err=True)
    sys.stdout.flush()


def _engine(settings: Settings, store: Store) -> Engine:
    try:
        engine = open_engine(settings.engine, fingerprint(), settings.engine_login)
    except EngineError as error:
        raise SettingError(str(error)) from error
    if settings.engine.startswith("memory:"):  # no other process could build it
        build(store, engine)
    return engine


def _held(settings: Settings) -> Socket:
    """Hold the address for processes that will listen on it; a program that listens there already is told of."""
    with _told(settings):
        family, where = _resolved(settings)
        with create_server(where, family=family):
            pass
        return _bound(settings)


def _bound(settings: Settings) -> Socket:
    with _told(settings):
        family, where = _resolved(settings)
        made = Socket(family, SOCK_STREAM)
        for option in (SO_REUSEADDR, SO_REUSEPORT):
            made.setsockopt(SOL_SOCKET, option, 1)
        made.bind(where)
        return made


def _resolved(settings: Settings) -> tuple[int, tuple[str, int]]:
    """Return the family of the first address of the host, and the address; IPv4 before IPv6, `*` is all of IPv4."""
    host = None if settings.host == "*" else settings.host
    found = getaddrinfo(host, settings.port, type=SOCK_STREAM, flags=AI_PASSIVE)
    family, *_, where = min(found, key=lambda one: one[0] != AF_INET)
    return family, (str(where[0]), int(where[1]))


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise ServeError(_trouble(error, settings)) from error


def _trouble(error: Exception, settings: Settings) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return (
            f"Cổng {settings.port} của {settings.host} đang có chương trình khác dùng: hãy dừng chương trình đó, "
            f"hoặc đặt HDND_LISTEN sang cổng khác, ví dụ {settings.host}:{settings.port + 1}."
        )
    if code == errno.EACCES:
        return f"Không được phép dùng cổng {settings.port}: hãy đặt HDND_LISTEN sang một cổng từ 1024 trở lên."
    return (
        f"Không lắng nghe được ở {settings.host}:{settings.port}: máy này không có địa chỉ đó. "
        "Hãy sửa HDND_LISTEN, ví dụ 127.0.0.1:8080."
    )


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    """Let SIGTERM and SIGINT stop the server; a second one of the same kind ends the process as it does anywhere."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        server.stop()

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
