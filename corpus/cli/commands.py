"""Define the commands of `python -m corpus`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from corpus.cli.progress import Show, progress
from corpus.cli.terminal import DONE, FAILED, run
from corpus.document import to_json
from corpus.extraction.extract import read
from corpus.ingest import Repeat, Step, Summary, add
from corpus.readers import Failure
from corpus.settings import Settings, load
from corpus.store import Store, StoreError, open_store
from corpus.store.copy import copy
from corpus.store.database_originals import open_originals
from corpus.store.originals import OriginalError
from corpus.vi.dates.find import VIETNAM

_SHOWN = 20  # failures told in full

_quiet = partial(click.option, "--quiet", is_flag=True, help="Chỉ in lỗi, không in tiến độ và tổng kết.")


def main() -> int:
    """Run the command line and return its exit code."""
    return run(
        corpus,
        "python -m corpus",
        errors=(StoreError, OriginalError),
        interrupted="Đã dừng theo yêu cầu. Những gì đã ghi vẫn còn: chạy lại đúng lệnh này để làm tiếp.",
    )


@click.group()
def corpus() -> None:
    """Giữ văn bản và tin tức: thêm, bỏ, xuất, thống kê."""


@corpus.command("add")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Tên nguồn, ghi cho những văn bản chưa có nguồn.")
@click.option(
    "--failures",
    metavar="FILE",
    type=click.File("w", encoding="utf-8", errors="backslashreplace"),
    help="Ghi mọi lỗi và mọi văn bản trùng vào tệp này, mỗi dòng một mục.",
)
@_quiet()
def add_command(paths: tuple[Path, ...], source: str | None, failures: TextIO | None, quiet: bool) -> int:
    """Thêm tệp và thư mục vào kho.

    Thêm lại cùng một thứ không làm thay đổi gì. Lệnh bị dừng giữa chừng thì chạy lại để làm tiếp.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise click.UsageError(f"không có tệp hay thư mục nào tên {path}")
    with _opened() as (store, settings), progress("Thêm văn bản", quiet=quiet) as show:
        telling = _Telling(show, failures)
        originals = open_originals(settings.blobs, store)
        summary = add(paths, store, originals, source=source, clock=_now, report=telling)
    telling.close()
    if summary.stopped:
        click.echo(f"Lỗi: {summary.stopped}", err=True)
    if not quiet:
        click.echo(_told(summary))
    return FAILED if summary.failed or summary.stopped else DONE


@corpus.command("remove")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@_quiet()
def remove_command(ids: tuple[str, ...], quiet: bool) -> int:
    """Bỏ văn bản khỏi kho (bản gốc vẫn được giữ)."""
    with _opened() as (store, _):
        removed = store.delete(ids, at=_now())
    missing = [id for id in dict.fromkeys(ids) if id not in removed]
    for id in missing:
        click.echo(f"Lỗi: kho không có văn bản {id}", err=True)
    if not quiet:
        click.echo(f"Đã bỏ {len(removed)} văn bản.")
    return FAILED if missing else DONE


@corpus.command("export")
@click.option("--as-given", is_flag=True, help="Đúng như nguồn đưa, không bổ sung những gì đọc được từ nội dung.")
@_quiet()
def export_command(as_given: bool, quiet: bool) -> int:
    """Xuất mọi văn bản ra JSON Lines, theo thứ tự mã."""
    output = sys.stdout.buffer
    with _opened() as (store, _), progress("Xuất văn bản", quiet=quiet or output.isatty()) as show:
        total = store.count()
        for number, document in enumerate(store.documents(), 1):
            shape = to_json(document if as_given else read(document))
            output.write(json.dumps(shape, ensure_ascii=False).encode() + b"\n")
            show(number, number / max(total, number))
    output.flush()
    return DONE


@corpus.command("copy")
@click.option("--to", "url", metavar="URL", required=True, help="Kho mới, viết như HDND_STORE; phải trống.")
@click.option("--blobs", metavar="URL", help="Nơi giữ bản gốc của kho mới, viết như HDND_BLOBS; mặc định như hiện nay.")
@_quiet()
def copy_command(url: str, blobs: str | None, quiet: bool) -> int:
    """Sao chép kho này sang một kho khác, ví dụ từ SQLite sang PostgreSQL.

    Văn bản, số thay đổi và bản gốc giữ nguyên, nên chỉ mục không cần lập lại. Bị dừng giữa chừng thì kho mới vẫn
    trống: chạy lại lệnh này.
    """
    with (
        _opened() as (store, settings),
        closing(open_store(url)) as target,
        progress("Sao chép kho", quiet=quiet) as show,
    ):
        to = blobs or settings.blobs
        # Originals in a folder stay where they are, unless they are to be kept elsewhere.
        moving = to == "store:" or to != settings.blobs
        originals = (open_originals(settings.blobs, store), open_originals(to, target)) if moving else None
        copied = copy(store, target, originals, show)
    for failure in copied.failures:
        click.echo(f"Lỗi: {failure}", err=True)
    if not quiet:
        kept = f"{copied.originals} bản gốc" if moving else "bản gốc ở nguyên chỗ cũ"
        click.echo(f"Đã sao chép {copied.documents} văn bản, {copied.changes} thay đổi, {kept}.")
        click.echo("Từ nay hãy đặt HDND_STORE" + (" và HDND_BLOBS" if blobs else "") + " theo kho mới.")
    return FAILED if copied.failures else DONE


@corpus.command("stats")
@click.option("--quiet", is_flag=True, help="Chỉ in tổng số và lần thay đổi gần nhất.")
def stats_command(quiet: bool) -> int:
    """Đếm văn bản theo nguồn, loại, năm (như nguồn đưa)."""
    with _opened() as (store, _):
        click.echo(f"Số văn bản: {store.count()}")
        changed = store.last_changed()
        if changed:
            click.echo(f"Thay đổi gần nhất: {changed.astimezone(VIETNAM):%d/%m/%Y %H:%M} (số {store.last_change()})")
        if not quiet:
            coverage = store.coverage()
            _table("Nguồn", coverage.sources)
            _table("Loại", coverage.kinds)
            _table("Năm", coverage.years)
    return DONE


class _Telling:
    """Shows progress and failures as they come: the first ones in full, the number of the others, all in a file."""

    def __init__(self, show: Show, file: TextIO | None) -> None:
        self._show = show
        self._file = file
        self._failed = 0

    def __call__(self, event: Failure | Repeat | Step) -> None:
        """Take one event of a run."""
        if isinstance(event, Step):
            self._show(event.documents, event.share)
            return
        if isinstance(event, Repeat):
            line = f"{event.where}: giống hệt văn bản {event.id} đã đọc trong lần thêm này"
        else:
            line = f"{event.where}: {event.message}"
            self._failed += 1
        line = "".join(c if c.isprintable() else "?" for c in line)  # names of files may hold anything
        if self._file:
            self._file.write(line + "\n")
        if isinstance(event, Failure) and self._failed <= _SHOWN:
            click.echo(f"Lỗi: {line}", err=True)

    def close(self) -> None:
        """Tell how many failures were not shown."""
        if self._failed > _SHOWN:
            where = f"xem {self._file.name}" if self._file else "dùng --failures FILE để xem tất cả"
            click.echo(f"… và {self._failed - _SHOWN} lỗi nữa: {where}", err=True)


def _told(summary: Summary) -> str:
    words = f"Thêm mới {summary.added}, thay đổi {summary.changed}, không đổi {summary.same}, trùng {summary.repeated}"
    return f"{words}, lỗi {summary.failed}."


def _table(title: str, counts: Mapping[Any, int]) -> None:
    click.echo(f"\n{title}:")
    for value, number in sorted(counts.items(), key=lambda item: (item[0] is None, str(item[0]))):
        click.echo(f"{number:>9}  {'(chưa ghi)' if value is None else value}")


@contextmanager
def _opened() -> Iterator[tuple[Store, Settings]]:
    settings = load(os.environ)
    with closing(open_store(settings.store)) as store:
        yield store, settings


def _now() -> datetime:
    return datetime.now(UTC)
