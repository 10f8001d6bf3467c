"""Read files and folders into the store: every document is kept, or listed as a repeat or a failure."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, NamedTuple

from corpus.document import Document, DocumentError
from corpus.identity import identify
from corpus.readers import Failure, read_file
from corpus.store import Store, StoreError
from corpus.store.originals import OriginalError, Originals
from corpus.store.store import PutCounts, digest

_BATCH = 500  # documents in one transaction
_BATCH_CHARACTERS = 4_000_000  # or fewer, where documents are long: they wait in memory


class Repeat(NamedTuple):
    """Tells that a document is, word for word, one that the same run has read already."""

    where: str
    id: str


class Step(NamedTuple):
    """Tells how many documents were read so far, and the share of all bytes that was read."""

    documents: int
    share: float


Report = Callable[[Failure | Repeat | Step], None]


class Summary(NamedTuple):
    """Counts what a run did. `stopped` says why it could not go on, None where it reached the end."""

    added: int
    changed: int
    same: int
    repeated: int
    failed: int
    stopped: str | None


def add(
    paths: Iterable[Path],
    store: Store,
    blobs: Originals,
    *,
    source: str | None,
    clock: Callable[[], datetime],
    report: Report,
) -> Summary:
    """Read the files, and those in the folders, in the order of their paths; `source` is given to those without one.

    Documents are stored in batches as they come. What a run makes of a document depends on the files alone, and on
    nothing that the store holds: so a run that was killed and is started again ends with the store of one that was not.
    """
    run = _Run(store, blobs, clock, report)
    stopped = None
    try:
        files = list(_files(paths, run.fail))
        sizes = [_size(path) for path in files]
        total, done = sum(sizes) or 1, 0
        for path, size in zip(files, sizes, strict=True):
            _read(path, source, run, done, total)
            done += size
        run.flush()
    except (StoreError, OriginalError) as error:
        stopped = str(error)
    counts = run.counts
    return Summary(counts.added, counts.changed, counts.same, run.repeated, run.failed, stopped)


def _read(path: Path, source: str | None, run: _Run, done: int, total: int) -> None:
    """Read one file; `done` and `total` are the bytes of the files before it and of all."""
    watched = _Watched(path)
    original = None
    number = 0
    try:
        for found in read_file(watched):
            if isinstance(found, Failure):
                run.fail(replace(found, where=str(path.parent / found.where)))
                continue
            number += 1
            original = original or run.blobs.keep(path)
            run.take(replace(found, source=found.source or source), f"{path}, văn bản thứ {number}", original)
            run.report(Step(run.documents, (done + watched.read_so_far()) / total))
    except OSError as error:
        run.fail(Failure(str(path), _trouble(error)))


class _Watched(type(Path())):  # type: ignore[misc]  # of the class that paths have on this system
    """Tells how far its file was read, whichever reader opened it and however it is packed."""

    file: IO[bytes] | None = None

    def open(self, *args: Any, **options: Any) -> Any:
        """Open the file and remember it."""
        self.file = super().open(*args, **options)
        return self.file

    def read_so_far(self) -> int:
        """Return how many bytes of the file, as it stands on the disk, were read; 0 where it is closed again."""
        return self.file.tell() if self.file and not self.file.closed else 0


@dataclass(slots=True)
class _Run:
    """Carries one run. `claims` tells by id which content it stands for: a short hash only, as ids are many."""

    store: Store
    blobs: Originals
    clock: Callable[[], datetime]
    report: Report
    claims: dict[str, bytes] = field(default_factory=dict)
    batch: list[Document] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)
    characters: int = 0
    counts: PutCounts = field(default_factory=PutCounts)
    documents: int = 0
    repeated: int = 0
    failed: int = 0

    def fail(self, failure: Failure) -> None:
        """Count and report a failure."""
        self.failed += 1
        self.report(failure)

    def take(self, document: Document, where: str, original: str) -> None:
        """Give the document its id and put it in the batch.

        The first document of an id keeps it. One with other words gets an id that tells its words, and is a failure
        to mend: so nothing is lost, and these files give these ids in every run.
        """
        self.documents += 1
        id = identify(document)
        try:
            content = digest(document)
        except DocumentError as error:
            self.fail(Failure(where, f"không giữ được văn bản này: {error}"))
            return
        claimed, new = self._claim(id, content)
        if not new:
            self.repeated += 1
            self.report(Repeat(where, claimed))
            return
        if claimed != id:
            message = (
                f"mã {id} đã thuộc về một văn bản khác đọc trước đó; "
                f"văn bản này được giữ với mã {claimed}, hãy sửa mã trong tệp nếu cần"
            )
            self.fail(Failure(where, message))
        self.batch.append(replace(document, id=claimed))
        self.originals[claimed] = original
        self.characters += len(document.text)
        if len(self.batch) >= _BATCH or self.characters >= _BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Store the batch in one transaction. Raises StoreError."""
        if self.batch:
            stored = self.store.put(self.batch, at=self.clock(), originals=self.originals)
            self.counts = PutCounts(*map(sum, zip(self.counts, stored, strict=True)))
            self.batch, self.originals, self.characters = [], {}, 0

    def _claim(self, id: str, content: str) -> tuple[str, bool]:
        """Return the id under which this content stands, and whether it is new in this run."""
        mine = bytes.fromhex(content[:32])
        for turn in count():
            candidate = f"{id[:190].rstrip('.-_~')}-{_short(content, turn)}" if turn else id
            holder = self.claims.get(candidate)
            if holder in (None, mine):
                break
        self.claims[candidate] = mine
        return candidate, holder is None


def _short(content: str, turn: int) -> str:
    return hashlib.sha256(f"{content} {turn}".encode()).hexdigest()[:8]


def _files(paths: Iterable[Path], fail: Callable[[Failure], None]) -> Iterator[Path]:
    """Yield the files to read, each folder once; names that begin with a dot are passed over, unless asked for."""
    seen: set[tuple[int, int]] = set()
    waiting = [(path, frozenset[tuple[int, int]]()) for path in sorted(paths, reverse=True)]
    while waiting:
        path, above = waiting.pop()
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield path
                continue
            folder = (status.st_dev, status.st_ino)
            if folder in above:
                fail(Failure(str(path), "liên kết vòng về thư mục chứa chính nó; hãy bỏ liên kết này"))
            elif folder not in seen:
                seen.add(folder)
                names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                waiting.extend((path / name, above | {folder}) for name in names)
        except OSError as error:
            fail(Failure(str(path), _trouble(error)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone since it was listed: reading it will say so
        return 0


def _trouble(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "không có quyền đọc; hãy cấp quyền đọc rồi thêm lại"
    if isinstance(error, FileNotFoundError):
        return "không tìm thấy, hoặc là liên kết đến nơi không còn; hãy kiểm tra đường dẫn"
    if error.errno == errno.ELOOP:
        return "liên kết vòng về chính nó; hãy bỏ liên kết này"
    return f"hệ thống không đọc được ({error.strerror or error}); hãy kiểm tra đường dẫn và ổ đĩa"
