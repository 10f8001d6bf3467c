"""Define the commands of `python -m corpus`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from corpus import sentences
from corpus.cli.progress import ShowProgress, progress
from corpus.cli.terminal import DONE, FAILED, run
from corpus.document import to_json
from corpus.extraction.extract import complete
from corpus.identity import address_keys
from corpus.ingest import Repeat, Step, add
from corpus.readers import Failure, LeftOut
from corpus.reread import RereadStep, reread
from corpus.settings import Settings, load
from corpus.store import Store, StoreError, open_store, read_store
from corpus.store.check import check
from corpus.store.copy import copy
from corpus.store.database_originals import open_originals
from corpus.store.errors import DamagedDocument
from corpus.store.failures import counted, listed
from corpus.store.originals import OriginalError
from corpus.vi.dates.find import VIETNAM

_MAX_SHOWN_FAILURES = 20

_quiet = partial(click.option, "--quiet", is_flag=True, help="Chỉ in lỗi, không in tiến độ và tổng kết.")


def _check_writable(context: click.Context, parameter: click.Parameter, file: TextIO | None) -> TextIO | None:
    """Refuse a file that will not open, yet do not make it: the folder it is in may be the one to be read."""
    if file is not None and file.name not in ("-", "<stdout>"):
        place = Path(file.name)
        if place.is_dir() or not os.access(place if place.exists() else place.parent, os.W_OK):
            raise click.BadParameter(file.name)
    return file


_failures = partial(
    click.option,
    "--failures",
    metavar="FILE",
    type=click.File("w", encoding="utf-8", errors="backslashreplace"),
    callback=_check_writable,
    help="Ghi mọi lỗi và mọi văn bản trùng vào tệp này, mỗi dòng một mục.",
)


def main() -> int:
    """Run the command line and return its exit code."""
    return run(
        corpus,
        "python -m corpus",
        errors=(StoreError, OriginalError),
        interrupted=sentences.STOPPED_RESUMABLE,
    )


@click.group()
def corpus() -> None:
    """Giữ văn bản và tin tức: thêm, bỏ, đọc lại, xuất, kiểm tra, sao chép, thống kê."""


@corpus.command("add")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path())
@click.option("--source", metavar="NAME", help="Tên nguồn, ghi cho những văn bản chưa có nguồn.")
@click.option("--follow-links", is_flag=True, help="Đọc cả liên kết dẫn ra ngoài thư mục được thêm.")
@_failures()
@_quiet()
def add_command(
    paths: tuple[str, ...], source: str | None, follow_links: bool, failures: TextIO | None, quiet: bool
) -> int:
    """Thêm tệp và thư mục vào kho.

    Thêm lại cùng một thứ không làm thay đổi gì. Lệnh bị dừng giữa chừng thì chạy lại để làm tiếp.
    """
    # One of several stops no others: it is a failure of the run. An empty one is no folder, above all not this one.
    if "" in paths or not any(map(os.path.lexists, paths)):
        raise click.UsageError(sentences.NO_SUCH_PATH.format(path=paths[0] if all(paths) else "“”"))
    with _open_store() as (store, settings), progress(sentences.ADD_TITLE, quiet=quiet) as show:
        reporter = _Reporter(show, failures)
        originals = open_originals(settings.blobs, store)
        summary = add(
            map(Path, paths),
            store,
            originals,
            source=source,
            clock=_now,
            report=reporter,
            follow_links=follow_links,
            tessdata=settings.tessdata,
        )
    reporter.close()
    if summary.stopped:
        click.echo(sentences.ERROR.format(message=summary.stopped), err=True)
    if not quiet:
        click.echo(sentences.ADDED.format(**summary._asdict()))
    return FAILED if summary.failed or summary.stopped else DONE


@corpus.command("remove")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@_quiet()
def remove_command(ids: tuple[str, ...], quiet: bool) -> int:
    """Bỏ văn bản khỏi kho (bản gốc vẫn được giữ).

    ID là mã của văn bản, mã cũ đã nhập vào mã ấy, hay một địa chỉ bất kỳ của trang.
    """
    with _open_store() as (store, _):
        named = {id: id_of(store, id) for id in dict.fromkeys(ids)}
        removed = store.delete(named.values(), at=_now())
    missing = [id for id, its_id in named.items() if its_id not in removed]
    for id in missing:
        click.echo(sentences.ERROR.format(message=sentences.NO_SUCH_DOCUMENT.format(id=id)), err=True)
    if not quiet:
        click.echo(sentences.REMOVED.format(count=len(removed)))
    return FAILED if missing else DONE


@corpus.command("reread")
@click.option("--source", metavar="NAME", help="Chỉ đọc lại văn bản của nguồn này.")
@_failures()
@_quiet()
def reread_command(source: str | None, failures: TextIO | None, quiet: bool) -> int:
    """Đọc lại các bản gốc đã giữ bằng cách đọc của phiên bản này.

    Dùng sau khi nâng cấp chương trình: văn bản đã có được đọc tốt hơn mà mã vẫn như cũ. Văn bản không có bản gốc (đưa
    vào qua HTTP) và văn bản đã bỏ thì giữ nguyên. Lệnh bị dừng giữa chừng thì chạy lại để làm tiếp.
    """
    with _open_store() as (store, settings), progress(sentences.REREAD_TITLE, quiet=quiet) as show:
        reporter = _Reporter(show, failures)
        originals = open_originals(settings.blobs, store)
        counts = reread(store, originals, source=source, clock=_now, report=reporter, tessdata=settings.tessdata)
    reporter.close()
    if not quiet:
        done = sentences.REREAD_DONE if counts.originals or counts.failed else sentences.REREAD_NOTHING
        click.echo(done.format(**counts._asdict()))
    return FAILED if counts.failed else DONE


@corpus.command("export")
@click.option("--as-given", is_flag=True, help="Đúng như nguồn đưa, không bổ sung những gì đọc được từ nội dung.")
@_quiet()
def export_command(as_given: bool, quiet: bool) -> int:
    """Xuất mọi văn bản ra JSON Lines, theo thứ tự mã."""
    output = sys.stdout.buffer
    damaged: list[DamagedDocument] = []
    with _read_store() as (store, _), progress(sentences.EXPORT_TITLE, quiet=quiet or output.isatty()) as show:
        total = store.count()
        for number, document in enumerate(store.documents(damaged=damaged.append), 1):
            shape = to_json(document if as_given else complete(document))
            output.write(json.dumps(shape, ensure_ascii=False).encode() + b"\n")
            show(number, number / max(total, number))
    output.flush()
    for failure in damaged:
        click.echo(sentences.ERROR.format(message=failure), err=True)
    return FAILED if damaged else DONE


@corpus.command("check")
@_quiet()
def check_command(quiet: bool) -> int:
    """Kiểm tra kho: từng văn bản, từng thay đổi, từng bản gốc, theo mã kiểm ghi kèm."""
    with _read_store() as (store, settings), progress(sentences.CHECK_TITLE, quiet=quiet) as show:
        checked = check(store, open_originals(settings.blobs, store), show)
    for failure in checked.failures:
        click.echo(sentences.ERROR.format(message=failure), err=True)
    if not quiet:
        outcome = sentences.DAMAGED if checked.failures else sentences.INTACT
        click.echo(outcome.format(count=len(checked.failures), **checked.counts()))
    return FAILED if checked.failures else DONE


@corpus.command("copy")
@click.option("--to", "url", metavar="URL", required=True, help="Kho mới, viết như HDND_STORE; phải trống.")
@click.option("--blobs", metavar="URL", help="Nơi giữ bản gốc của kho mới, viết như HDND_BLOBS; mặc định như hiện nay.")
@_quiet()
def copy_command(url: str, blobs: str | None, quiet: bool) -> int:
    """Sao chép kho này sang một kho khác, ví dụ từ SQLite sang PostgreSQL.

    Văn bản, số thay đổi và bản gốc giữ nguyên; kho mới là một kho khác, nên chỉ mục được lập lại từ đầu. Bị dừng giữa
    chừng thì kho mới vẫn trống: chạy lại lệnh này.
    """
    with (
        _read_store() as (store, settings),
        closing(open_store(url)) as target,
        progress(sentences.COPY_TITLE, quiet=quiet) as show,
    ):
        to = blobs or settings.blobs
        # Originals in a folder stay where they are, unless another place is given.
        moving = to == "store:" or to != settings.blobs
        originals = (open_originals(settings.blobs, store), open_originals(to, target)) if moving else None
        copied = copy(store, target, originals, show)
    for failure in copied.failures:
        click.echo(sentences.ERROR.format(message=failure), err=True)
    if not quiet:
        files = sentences.COPIED_ORIGINALS if moving else sentences.ORIGINALS_STAYED
        moved = files.format(count=copied.originals)
        click.echo(sentences.COPIED.format(documents=copied.documents, changes=copied.changes, originals=moved))
        click.echo(sentences.USE_NEW_STORE.format(originals=sentences.AND_NEW_ORIGINALS if blobs else ""))
    return FAILED if copied.failures else DONE


@corpus.command("stats")
@click.option("--quiet", is_flag=True, help="Chỉ in tổng số và lần thay đổi gần nhất.")
def stats_command(quiet: bool) -> int:
    """Đếm văn bản theo nguồn, loại, năm (như nguồn đưa)."""
    with _read_store() as (store, _):
        click.echo(sentences.DOCUMENT_COUNT.format(count=store.count()))
        changed = store.last_changed()
        if changed:
            time = changed.astimezone(VIETNAM)
            click.echo(sentences.LAST_CHANGE.format(time=time, number=store.last_change()))
        if not quiet:
            coverage = store.coverage()
            _print_counts(sentences.BY_SOURCE, coverage.sources)
            _print_counts(sentences.BY_KIND, coverage.kinds)
            _print_counts(sentences.BY_YEAR, coverage.years)
        failed = counted(store)
        if failed:
            _print_counts(sentences.NOT_READ, failed)
            shown = listed(store, _MAX_SHOWN_FAILURES)
            for failure in () if quiet else shown:
                where = sentences.MEMBER_OF_FILE if failure.member else "{path}"
                line = f"{where.format(path=failure.path, member=failure.member)}: {failure.reason}"
                click.echo("".join(c if c.isprintable() else "?" for c in line))
            if not quiet and sum(failed.values()) > len(shown):
                click.echo(sentences.MORE_NOT_READ.format(count=sum(failed.values()) - len(shown)))
    return DONE


class _Reporter:
    """Prints progress and the first failures and notes of a run, then how many more there are; writes all to a file."""

    def __init__(self, show: ShowProgress, file: TextIO | None) -> None:
        self._show = show
        self._file = file
        self._counts: Counter[str] = Counter()  # by how a line begins: as a failure or as a note

    def __call__(self, event: Failure | Repeat | Step | RereadStep) -> None:
        """Report an event of a run."""
        if isinstance(event, (Step, RereadStep)):
            self._show(event.documents, event.share)
            return
        if isinstance(event, Repeat):
            line = sentences.REPEATED_DOCUMENT.format(where=event.where, id=event.id)
        else:
            line = f"{event.where}: {event.message}"
        line = "".join(c if c.isprintable() else "?" for c in line)  # names of files may contain any characters
        if self._file:
            self._file.write(line + "\n")
        if isinstance(event, Failure):
            form = sentences.NOTE if isinstance(event, LeftOut) else sentences.ERROR
            self._counts[form] += 1
            if self._counts[form] <= _MAX_SHOWN_FAILURES:
                click.echo(form.format(message=line), err=True)

    def close(self) -> None:
        """Print how many failures and notes were not shown."""
        file = self._file
        where = sentences.FAILURES_IN_FILE.format(file=file.name) if file else sentences.FAILURES_NEED_FILE
        for form, more in ((sentences.ERROR, sentences.MORE_FAILURES), (sentences.NOTE, sentences.MORE_NOTES)):
            if self._counts[form] > _MAX_SHOWN_FAILURES:
                click.echo(more.format(count=self._counts[form] - _MAX_SHOWN_FAILURES, where=where), err=True)


def id_of(store: Store, text: str) -> str:
    """Return the id of the document that a text names: by its id, one that was joined to it, or any address of it."""
    if "/" not in text:
        return store.resolve([text]).get(text, text)
    return next(iter(store.ids_of(address_keys(text)).values()), text)


def _print_counts(title: str, counts: Mapping[Any, int]) -> None:
    click.echo(f"\n{title}:")
    for value, number in sorted(counts.items(), key=lambda item: (item[0] is None, str(item[0]))):
        click.echo(f"{number:>9}  {sentences.VALUE_NOT_GIVEN if value is None else value}")


@contextmanager
def _read_store() -> Iterator[tuple[Store, Settings]]:
    settings = load(os.environ)
    with closing(read_store(settings.store)) as store:
        yield store, settings


@contextmanager
def _open_store() -> Iterator[tuple[Store, Settings]]:
    settings = load(os.environ)
    with closing(open_store(settings.store)) as store:
        yield store, settings


def _now() -> datetime:
    return datetime.now(UTC)
