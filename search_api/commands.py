"""Define the command `python -m search_api`."""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import click

from corpus.cli.terminal import DONE, run
from corpus.settings import SETTINGS, SettingError, Settings, load
from corpus.store import Store, StoreError, read_store
from corpus.store.database_originals import open_originals
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search
from search_api.answer_cache import CachedSearch
from search_api.app import create_app
from search_api.kept_files import KeptFiles
from search_api.listening import ListenError, bound_socket, host_and_port, listen_errors, reserved_socket
from search_api.prefork import Prefork, ReadinessReport
from search_api.sentences import operator_vi as sentences
from search_api.server import Server
from search_api.site import Site, read_site

_PROGRAM = "python -m search_api"
_VARIABLES = "\n".join(f"  {s.name:<20} {s.what} (mặc định: {s.default or 'không đặt'})" for s in SETTINGS)

OPEN_FILES = 4_096  # a connection and the temporary file of its answer each, and what reads the index

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
    if settings.processes > 1 and settings.engine.startswith("memory:"):
        raise SettingError(sentences.MEMORY_IS_OF_ONE_PROCESS)
    _opened_engine(settings)  # a wrong setting is said once, before there are processes
    site = read_site(settings.site)
    _allow_open_files()
    read_store(settings.store, absent=True).close()  # migrates it before several processes do so at once
    # The address is reserved here; each process listens with a socket of its own, and the kernel shares connections.
    with reserved_socket(settings) as reserved:
        host, port = reserved.getsockname()[:2]
        url = f"http://{host_and_port(host, port)}"
        settings = replace(settings, port=port)

        def work(report: ReadinessReport) -> int:
            command = click.Command("serve", callback=lambda: _serve(settings, site, report))
            return run(command, _PROGRAM, args=(), errors=ERRORS)

        prefork = Prefork(work)
        code = prefork.run(settings.processes, lambda problem: _announce(url, problem))
    if prefork.interrupted:
        raise KeyboardInterrupt
    return code


def _serve(settings: Settings, site: Site, report: ReadinessReport) -> int:
    """Serve in this process; `report` takes why searches cannot be answered, or None where they can."""
    # Nothing is written where the store is, which the account may not be allowed to do. It may be made later.
    with closing(read_store(settings.store, absent=True)) as store:
        engine = _engine(settings, store)
        with closing(CachedSearch(Search(engine, store))) as search:
            with listen_errors(settings):
                files = KeptFiles(store, open_originals(settings.blobs, store))
                server = Server(create_app(search, settings, files=files, site=site), settings, bound_socket(settings))
            with _stopped_by_signal(server):
                search.warm()
                problem = search.state().problem
                report(str(problem) if problem else None)
                server.run()
    return DONE


def _announce(url: str, problem: str | None) -> None:
    click.echo(sentences.SERVING.format(url=url))
    if problem:
        click.echo(sentences.NOT_SEARCHABLE.format(problem=problem), err=True)
    sys.stdout.flush()


def _opened_engine(settings: Settings) -> Engine:
    try:
        return open_engine(settings.engine, fingerprint(), settings.engine_login)
    except EngineError as error:
        raise SettingError(str(error)) from error


def _engine(settings: Settings, store: Store) -> Engine:
    engine = _opened_engine(settings)
    if settings.engine.startswith("memory:"):  # no other process could build it
        build(store, engine)
    return engine


def _allow_open_files() -> None:
    """Raise this process's limit of open files, which is often too low for a connection and an answer each."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _stopped_by_signal(server: Server) -> Iterator[None]:
    """Let SIGTERM stop the server, also when it comes twice: from a service manager, and from the parent process."""
    handler = signal.signal(signal.SIGTERM, lambda number, frame: server.stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
