"""Defines the command `python -m search_api`."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from socket import socket as Socket
from types import FrameType

import click

from corpus.cli.terminal import DONE, run
from corpus.settings import SETTINGS, SettingError, Settings, load
from corpus.store import Store, StoreError, read_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.answer_cache import CachedSearch
from search_api.app import create_app
from search_api.listening import ListenError, bound_socket, host_and_port, listen_errors, reserved_socket
from search_api.prefork import Prefork, ReadinessReport
from search_api.sentences import operator_vi as sentences
from search_api.server import Server

_PROGRAM = "python -m search_api"
_VARIABLES = "\n".join(f"  {s.name:<20} {s.what} (mặc định: {s.default or 'không đặt'})" for s in SETTINGS)

ERRORS = (ListenError, StoreError, EngineError)


def main() -> int:
    """Run the command line and return its exit code."""
    return run(serve, _PROGRAM, errors=ERRORS)


@click.command(
    help="Phục vụ trang tra cứu và giao diện HTTP.\n\n"
    "Khi nhận SIGTERM hoặc Ctrl+C, dịch vụ thôi nhận kết nối mới, trả lời nốt những yêu cầu đang giữ rồi kết thúc.\n\n"
    f"\b\nĐặt bằng biến môi trường:\n{_VARIABLES}"
)
def serve() -> int:
    """Serve until a signal says to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    settings = load(os.environ)
    return _serve(settings, None, _announce) if settings.processes == 1 else _serve_in_processes(settings)


def _serve_in_processes(settings: Settings) -> int:
    if settings.engine.startswith("memory:"):
        raise SettingError(sentences.MEMORY_IS_OF_ONE_PROCESS)
    read_store(settings.store, absent=True).close()  # migrates it before several processes do so at once
    # The address is reserved here; each process listens with a socket of its own, and the kernel shares connections.
    with reserved_socket(settings) as reserved:
        host, port = reserved.getsockname()[:2]
        url = f"http://{host_and_port(host, port)}"
        settings = replace(settings, port=port)

        def work(report: ReadinessReport) -> int:
            command = click.Command(
                "serve", callback=lambda: _serve(settings, bound_socket, lambda url, problem: report(problem))
            )
            return run(command, _PROGRAM, args=(), errors=ERRORS)

        return Prefork(work).run(settings.processes, lambda problem: _announce(url, problem))


def _serve(
    settings: Settings, bind: Callable[[Settings], Socket] | None, announce: Callable[[str, str | None], None]
) -> int:
    """Serve in this process; `announce` takes the address, and why searches cannot be answered where they cannot."""
    # Nothing is written where the store is, which the account may not be allowed to do. It may be made later.
    with closing(read_store(settings.store, absent=True)) as store:
        engine = _engine(settings, store)
        with closing(CachedSearch(Search(engine, store))) as search:
            with listen_errors(settings):
                server = Server(create_app(search, settings), settings, bind and bind(settings))
            with _stopped_by_signals(server):
                search.warm()
                problem = search.state().problem
                announce(server.url, str(problem) if problem else None)
                server.run()
    return DONE


def _announce(url: str, problem: str | None) -> None:
    click.echo(sentences.SERVING.format(url=url))
    if problem:
        click.echo(sentences.NOT_SEARCHABLE.format(problem=problem), err=True)
    sys.stdout.flush()


def _engine(settings: Settings, store: Store) -> Engine:
    try:
        engine = open_engine(settings.engine, fingerprint(), settings.engine_login)
    except EngineError as error:
        raise SettingError(str(error)) from error
    if settings.engine.startswith("memory:"):  # no other process could build it
        build(store, engine)
    return engine


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    """Let SIGTERM and SIGINT stop the server; a second one of the same kind ends the process as it does anywhere."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, handlers[signal.Signals(number)])
        server.stop()

    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in handlers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
