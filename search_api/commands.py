"""Define the command `python -m search_api`."""

from __future__ import annotations

import errno
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

import click

from corpus.settings import SETTINGS, SettingError, Settings, load
from corpus.store import Store, StoreError, open_store
from corpus.terminal import DONE, run
from indexer.analysis import fingerprint
from indexer.build import build
from indexer.engine import Engine, EngineError, open_engine
from indexer.search import Search
from search_api.app import create_app
from search_api.server import Server

_VARIABLES = "\n".join(f"  {s.name:<15} {s.what} (mặc định: {s.default or 'không đặt'})" for s in SETTINGS)


class ServeError(Exception):
    """Says in one sentence why the service cannot listen, and what to do."""


def main() -> int:
    """Run the command line and return its exit code."""
    return run(serve, "python -m search_api", errors=(ServeError, StoreError, EngineError))


@click.command(
    help="Phục vụ trang tra cứu và giao diện HTTP.\n\n"
    "Khi nhận SIGTERM hoặc Ctrl+C, dịch vụ thôi nhận kết nối mới, trả lời nốt những yêu cầu đang giữ rồi kết thúc.\n\n"
    f"\b\nĐặt bằng biến môi trường:\n{_VARIABLES}"
)
def serve() -> int:
    """Serve until a signal says to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    settings = load(os.environ)
    with closing(open_store(settings.store)) as store:
        engine = _engine(settings, store)
        with closing(Search(engine, store)) as search:
            server = _listening(search, settings)
            with _stopped_by_signals(server):
                search.warm()
                click.echo(f"Đang phục vụ tại {server.url}")
                state = search.state()
                if not state.ready:
                    click.echo(f"Chưa tìm được: {state.problem}", err=True)
                server.run()
    return DONE


def _engine(settings: Settings, store: Store) -> Engine:
    try:
        engine = open_engine(settings.engine, fingerprint())
    except EngineError as error:
        raise SettingError(str(error)) from error
    if settings.engine.startswith("memory:"):  # no other process could build it
        build(store, engine)
    return engine


def _listening(search: Search, settings: Settings) -> Server:
    try:
        return Server(create_app(search, settings), settings)
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
