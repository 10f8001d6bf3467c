"""Read files and folders into the store: every document is stored, or reported as a repeat or a failure."""

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

from corpus import sentences
from corpus.document import Document, DocumentError
from corpus.identity import identify, keys_of
from corpus.readers import Failure, FromRecord, LeftOut, read_records
from corpus.reading_ahead import ReadingAhead
from corpus.store import Store, StoreError
from corpus.store.failures import FailureLog
from corpus.store.original_readers import ReadOriginal, note_readings
from corpus.store.originals import OriginalError, Originals
from corpus.store.readings import Readings
from corpus.store.store import PutCounts
from corpus.store.tables import digest

_MAX_BATCH_DOCUMENTS = 500  # in one transaction
_MAX_BATCH_CHARACTERS = 4_000_000  # of text, as a batch waits in memory


class Repeat(NamedTuple):
    """Reports a document that is, word for word, the same as document `id`, which this run has read already."""

    where: str
    id: str


class Step(NamedTuple):
    """Reports how many documents were read so far, and the share of all bytes that was read (0 to 1)."""

    documents: int
    share: float


ReportEvent = Callable[[Failure | Repeat | Step], None]


class Summary(NamedTuple):
    """Counts what a run did. `stopped` is the sentence that says why it broke off, None at the end of the files."""

    added: int
    changed: int
    same: int
    repeated: int
    failed: int
    stopped: str | None


def add(
    paths: Iterable[Path],
    store: Store,
    originals: Originals,
    *,
    source: str | None,
    clock: Callable[[], datetime],
    report: ReportEvent,
    follow_links: bool = False,
    tessdata: str | None = None,
) -> Summary:
    """Read the files, and those in the folders, in the order of paths; `source` is for documents that name none.

    A link in a folder that leads out of all given folders is a failure, unless `follow_links`: whoever may put files
    there could otherwise publish any file of this machine. A given path is followed, wherever it leads.

    Documents are stored in batches as they come. Their ids are those that the store keeps for them, else made of the
    files alone: so a run that is killed and started again ends with the same store as a run that was not. Scans are
    recognised with the language data in the folder `tessdata`, None for the system's.
    """
    paths = list(paths)
    stopped = None
    originals.clear_abandoned()
    readings = Readings(store, clock)
    run = _IngestRun(store, originals, readings, clock, report, FailureLog(store, source, clock))
    try:
        files = list(_files(paths, run.fail, follow_links=follow_links))
        sizes = [_size(path) for path in files]
        total, done = sum(sizes) or 1, 0
        with ReadingAhead(readings, files, tessdata=tessdata) as ahead:
            for path, size in zip(files, sizes, strict=True):
                run.begin(path)
                ahead.begin(path)
                _read(path, source, run, ahead, done, total)
                done += size
        run.reading = None
        run.flush()
        run.log.forget_gone(paths)
    except (StoreError, OriginalError) as error:
        stopped = str(error)
        run.report_waiting_failures()
    counts = run.counts
    return Summary(counts.added, counts.changed, counts.same, run.repeated, run.failed, stopped)


def _read(path: Path, source: str | None, run: _IngestRun, ahead: ReadingAhead, done: int, total: int) -> None:
    """Read a file; `done` and `total` are the bytes of the files before it and of all files."""
    observed = _ObservedPath(path)
    before = _state(path)
    sha256 = None
    failed = False
    read: list[_ReadDocument] = []  # the first of the file, until it is known whether it is the only one
    number = 0
    try:
        for result in read_records(observed, ahead.content):
            if isinstance(result, LeftOut):
                run.fail(replace(result, where=str(path.parent / result.where)), path)
                continue
            if isinstance(result, Failure):
                failed = True
                while read:
                    run.add(read.pop(0))
                run.fail(replace(result, where=str(path.parent / result.where)), path)
                continue
            number += 1
            sha256 = sha256 or run.originals.keep(path)
            where = sentences.NTH_DOCUMENT.format(path=path, number=number)
            document, record = (result.document, result.record) if isinstance(result, FromRecord) else (result, None)
            document = replace(document, source=document.source or source)
            read.append(_ReadDocument(document, where, sha256, path, record))
            if number > 1:
                while read:
                    run.add(read.pop(0))
            run.report(Step(run.documents + len(read), (done + observed.read_so_far()) / total))
    except OSError as error:
        run.fail(Failure(str(path), _reason(error)), path)
        failed = True
    if number and _state(path) != before:  # a half of it may be a half of a document
        failed = True
        run.fail(Failure(str(path), sentences.FILE_CHANGED), path)
        read, sha256 = [], None
    for waiting in read:
        run.add(waiting if failed else waiting._replace(alone=True))
    if sha256:
        run.read_originals[sha256] = ReadOriginal(path.name, ahead.readers())


def _state(path: Path) -> tuple[int, int] | None:
    """Return what differs when a file was written to: its size and when that was."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


class _ReadDocument(NamedTuple):
    """Holds a document as its file gave it, and the sha256 of that file."""

    document: Document
    where: str
    sha256: str
    path: Path
    record: str | None  # its sha256
    alone: bool = False  # in its file

    def keys(self) -> list[str]:
        """Return what the document's id is made for."""
        original, path = (self.sha256, self.path) if self.alone else (None, None)
        return keys_of(self.document, original=original, path=path, record=self.record)


class _ObservedPath(type(Path())):  # type: ignore[misc]  # of the class that paths have on this system
    """Is a path that knows how much of its file was read, whichever reader opened it and however it is compressed."""

    file: IO[bytes] | None = None

    def open(self, *args: Any, **options: Any) -> Any:
        """Open the file and remember it."""
        self.file = super().open(*args, **options)
        return self.file

    def read_so_far(self) -> int:
        """Return how many bytes of the file, as it is on the disk, were read; 0 where it is closed again."""
        return self.file.tell() if self.file and not self.file.closed else 0


@dataclass(slots=True)
class _IngestRun:
    """Carries the state of a run.

    `content_of` maps the ids of this run to the first 16 bytes of the digest of their document, short as ids are many.
    """

    store: Store
    originals: Originals
    readings: Readings
    clock: Callable[[], datetime]
    report: ReportEvent
    log: FailureLog
    reading: Path | None = None
    read_originals: dict[str, ReadOriginal] = field(default_factory=dict)  # by sha256; all of the file is read
    content_of: dict[str, bytes] = field(default_factory=dict)
    batch: list[_ReadDocument | tuple[Failure, Path]] = field(default_factory=list)
    characters: int = 0
    counts: PutCounts = field(default_factory=PutCounts)
    documents: int = 0
    repeated: int = 0
    failed: int = 0

    def begin(self, path: Path) -> None:
        """Note that a file is read now, and those before it are read."""
        self.reading = path
        self.log.begin(path)

    def fail(self, failure: Failure, path: Path) -> None:
        """Count and report a failure, after what was read before it."""
        if self.batch:
            self.batch.append((failure, path))
            if len(self.batch) >= _MAX_BATCH_DOCUMENTS:
                self.flush()
        else:
            self._fail_now(failure, path)

    def _fail_now(self, failure: Failure, path: Path) -> None:
        self.report(failure)
        if isinstance(failure, LeftOut):
            return  # the document is there
        self.failed += 1
        self.log.add(path, failure.where.removeprefix(str(path)).strip(", "), failure.message)

    def add(self, read: _ReadDocument) -> None:
        """Put a document in the batch."""
        self.documents += 1
        self.batch.append(read)
        self.characters += len(read.document.text)
        if len(self.batch) >= _MAX_BATCH_DOCUMENTS or self.characters >= _MAX_BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Give the batch its ids and store it in one transaction. Raises StoreError.

        The first document of an id gets it. Another document with the same id gets a new id made from its content, and
        is reported as a failure to mend: so nothing is lost, and the same files give the same ids in every run.
        """
        batch = self.batch
        documents: dict[str, Document] = {}
        sha256_of: dict[str, str] = {}
        made_for: dict[str, list[str]] = {}
        keys = [read.keys() if isinstance(read, _ReadDocument) else [] for read in batch]
        known = self.store.ids_of(key for listed in keys for key in listed)
        ids = [self._id(read, listed, known) for read, listed in zip(batch, keys, strict=True)]
        redirects = self.store.resolve(ids)
        self.batch, self.characters = [], 0
        for read, listed, made in zip(batch, keys, ids, strict=True):
            if not isinstance(read, _ReadDocument):
                self._fail_now(*read)
                continue
            id = next((known[key] for key in listed if key in known), redirects.get(made, made))
            try:
                # The addresses of one page may differ where nothing else does.
                content = digest(replace(read.document, url=None) if listed else read.document)
            except DocumentError as error:
                failure = Failure(read.where, sentences.DOCUMENT_NOT_STORABLE.format(error=error))
                self._fail_now(failure, read.path)
                continue
            assigned, new = self._assign(id, content)
            if assigned == id:
                made_for.setdefault(id, []).extend(key for key in listed if key not in known)
                known.update((key, id) for key in listed if key not in known)
            if not new:
                self.repeated += 1
                self.report(Repeat(read.where, assigned))
                continue
            if assigned != id:
                self._fail_now(Failure(read.where, sentences.ID_TAKEN.format(id=id, new_id=assigned)), read.path)
            documents[assigned] = replace(read.document, id=assigned)
            sha256_of[assigned] = read.sha256
        if documents or made_for:
            known_by_address = {id for key, id in known.items() if key.startswith(("url:", "address:"))}
            documents |= self._with_first_addresses({id: documents[id] for id in known_by_address & documents.keys()})
            stored = self.store.put(documents.values(), at=self.clock(), originals=sha256_of, made_for=made_for)
            self.counts = PutCounts(*map(sum, zip(self.counts, stored, strict=True)))
        note_readings(self.readings, self.read_originals)
        self.read_originals = {}
        self.log.write(reading=self.reading)

    def _with_first_addresses(self, documents: dict[str, Document]) -> dict[str, Document]:
        """Return the documents that the store has under another address of their page, with that first address."""
        digests = self.store.digests_of(documents)
        differing = [id for id, stored in digests.items() if stored != digest(documents[id])]
        stored = self.store.get_many(differing, lambda damaged: None)
        return {id: replace(documents[id], url=first.url) for id, first in stored.items() if first.url}

    def report_waiting_failures(self) -> None:
        """Report the failures in a batch that could not be stored."""
        for read in self.batch:
            if not isinstance(read, _ReadDocument):
                self._fail_now(*read)

    def _id(self, read: _ReadDocument | tuple[Failure, Path], keys: list[str], known: dict[str, str]) -> str:
        """Return the id of a document: the one that the store keeps for it, else a new one; empty for a failure."""
        if not isinstance(read, _ReadDocument):
            return ""
        return self._known_id(read.document, keys, known) or identify(read.document)

    def _known_id(self, document: Document, keys: list[str], known: dict[str, str]) -> str | None:
        """Return the id that the store keeps for one of the keys, the strongest first; None where there is none.

        Where the keys have two ids whose documents are word for word the same as this one, these are joined.
        """
        ids = list(dict.fromkeys(known[key] for key in keys if key in known))
        if len(ids) > 1:
            stored = self.store.get_many(ids, lambda damaged: None)
            same = [id for id in ids if id in stored and _words(stored[id]) == _words(document)]
            if ids[0] in same and len(same) > 1:
                stays = self.store.join(same[0], same[1], at=self.clock())
                known.update((key, stays) for key, id in known.items() if id in same[:2])
                return stays
        return ids[0] if ids else None

    def _assign(self, id: str, content: str) -> tuple[str, bool]:
        """Return the id of a document by its digest (hex), and whether it is new in this run."""
        digest_start = bytes.fromhex(content[:32])
        for attempt in count():
            candidate = f"{id[:190].rstrip('.-_~')}-{_suffix(content, attempt)}" if attempt else id
            holder = self.content_of.get(candidate)
            if holder in (None, digest_start):
                break
        self.content_of[candidate] = digest_start
        return candidate, holder is None


def _words(document: Document) -> tuple[str, str]:
    return document.title, document.text


def _suffix(content: str, attempt: int) -> str:
    return hashlib.sha256(f"{content} {attempt}".encode()).hexdigest()[:8]


def _files(paths: Iterable[Path], fail: Callable[[Failure, Path], None], *, follow_links: bool) -> Iterator[Path]:
    """Yield the files to read, each folder once, without hidden files (`.…`) but those in `paths` themselves."""
    given = sorted(paths, reverse=True)
    roots = tuple(Path(os.path.realpath(path)) for path in given if os.path.isdir(path))
    seen: set[tuple[int, int]] = set()
    waiting = [(path, frozenset[tuple[int, int]]()) for path in given]
    while waiting:
        path, above = waiting.pop()
        try:
            if above and not follow_links and _leads_out(path, roots):
                fail(Failure(str(path), sentences.LINK_LEADS_OUT), path)
                continue
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield path
                continue
            folder = (status.st_dev, status.st_ino)
            if folder in above:
                fail(Failure(str(path), sentences.LINK_TO_PARENT), path)
            elif folder not in seen:
                seen.add(folder)
                names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                waiting.extend((path / name, above | {folder}) for name in names)
        except OSError as error:
            fail(Failure(str(path), _reason(error)), path)


def _leads_out(path: Path, roots: tuple[Path, ...]) -> bool:
    """Tell whether a path is a link, over however many others, to a place in none of the roots."""
    if not path.is_symlink():
        return False
    target = Path(os.path.realpath(path))
    return not any(target.is_relative_to(root) for root in roots)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # deleted since it was listed: reading it will fail and be reported
        return 0


def _reason(error: OSError) -> str:
    """Return the sentence that says why a path cannot be read."""
    if isinstance(error, PermissionError):
        return sentences.PATH_FORBIDDEN
    if isinstance(error, FileNotFoundError):
        return sentences.PATH_MISSING
    if error.errno == errno.ELOOP:
        return sentences.LINK_TO_ITSELF
    return sentences.PATH_UNREADABLE.format(reason=error.strerror or error)
