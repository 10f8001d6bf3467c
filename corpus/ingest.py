"""Read files and folders into the store: every document is stored, or reported as a repeat or a failure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from corpus import sentences
from corpus.attachments import (
    FilesBeside,
    ToStore,
    holder_of,
    in_order,
    lead_to_documents,
    note_attachments,
    place_of,
)
from corpus.document import Document, DocumentError
from corpus.given_files import ObservedPath, given_files, reason_of, size_of, state_of
from corpus.identity import identify, keys_of
from corpus.readers import Failure, FromRecord, LeftOut, read_records
from corpus.reading_ahead import ReadingAhead
from corpus.store import Store, StoreError
from corpus.store.failures import FailureLog
from corpus.store.file_keys import holding
from corpus.store.original_readers import ReadOriginal, note_readings
from corpus.store.originals import OriginalError, Originals
from corpus.store.readings import Readings
from corpus.store.store import PutCounts
from corpus.store.tables import digest

_MAX_BATCH_DOCUMENTS = 500  # in one transaction
_MAX_BATCH_CHARACTERS = 4_000_000  # of text, as a batch waits in memory
_MAX_BATCH_FILES = 32  # beside the documents


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
        files = list(given_files(paths, run.fail, follow_links=follow_links))
        run.beside = FilesBeside(store, originals, files)
        progress = _BytesRead(sum(map(size_of, files)) or 1)
        for may_be_named, group in enumerate(in_order(files)):
            with ReadingAhead(readings, group, tessdata=tessdata) as run.ahead:
                for path in group:
                    run.begin(path)
                    run.ahead.begin(path)
                    if not (may_be_named and run.joins(path)):
                        _read(path, source, run, progress)
                    progress.done += size_of(path)
                run.reading = None
                run.flush()
        run.log.forget_gone(paths)
    except (StoreError, OriginalError) as error:
        stopped = str(error)
        run.report_waiting_failures()
    return Summary(*run.counts, run.repeated, run.failed, stopped)


@dataclass(slots=True)
class _BytesRead:
    """Counts the bytes of all files, and of those before the one that is read."""

    total: int
    done: int = 0


def _read(path: Path, source: str | None, run: _IngestRun, progress: _BytesRead) -> None:
    """Read a file."""
    observed = ObservedPath(path)
    before = state_of(path)
    sha256 = None
    failed = False
    read: list[_ReadDocument] = []  # the first of the file, until it is known whether it is the only one
    number = 0
    try:
        for result in read_records(observed, run.ahead.content):
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
            if not isinstance(result, FromRecord):
                result = FromRecord(result, None)
            document = replace(result.document, source=result.document.source or source)
            for file in result.files:
                run.originals.keep_bytes(file)
            read.append(_ReadDocument(document, where, sha256, path, result.record, holds_files=bool(result.files)))
            if number > 1:
                while read:
                    run.add(read.pop(0))
            run.report(Step(run.documents + len(read), (progress.done + observed.read_so_far()) / progress.total))
    except OSError as error:
        run.fail(Failure(str(path), reason_of(error)), path)
        failed = True
    if number and state_of(path) != before:  # while it was read: a document may be cut
        failed = True
        run.fail(Failure(str(path), sentences.FILE_CHANGED), path)
        read, sha256 = [], None
    for waiting in read:
        run.add(waiting if failed else waiting._replace(alone=True))
    if sha256:
        run.read_originals[sha256] = ReadOriginal(path.name, run.ahead.readers())


class _ReadDocument(NamedTuple):
    """Holds a document as its file gave it, and the sha256 of that file."""

    document: Document
    where: str
    sha256: str
    path: Path
    record: str | None  # its sha256
    alone: bool = False  # in its file
    holds_files: bool = False  # which its attachments are, so that none is looked for beside it

    def keys(self) -> list[str]:
        """Return what the document's id is made for."""
        original, path = (self.sha256, self.path) if self.alone else (None, None)
        return keys_of(self.document, original=original, path=path, record=self.record)


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
    beside: FilesBeside = field(init=False)
    ahead: ReadingAhead = field(init=False)
    started: int = 0  # files beside the documents that wait
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
        if not read.holds_files:
            for path in self.beside.of_run(read.document, read.path):
                self.ahead.start(path)
                self.started += 1
        is_full = len(self.batch) >= _MAX_BATCH_DOCUMENTS or self.characters >= _MAX_BATCH_CHARACTERS
        if is_full or self.started >= _MAX_BATCH_FILES:
            self.flush()

    def joins(self, path: Path) -> bool:
        """Tell whether a file is an attachment of stored documents; those that named it before it was given get it."""
        try:
            sha256 = self.beside.keep(path)
            changed = dict(self.beside.late(path, self.ahead.content))
            self._put([ToStore(document, self.store.original(id)) for id, document in changed.items()])
            joined = holder_of(self.store, sha256) is not None
        except OSError:
            return False  # reading it says why
        if joined:
            self.ahead.forget()
            self.documents += 1
        return joined

    def flush(self) -> None:
        """Give the batch its ids and store it in one transaction. Raises StoreError.

        The first document of an id gets it. Another document with the same id gets a new id made from its content, and
        is reported as a failure to mend: so nothing is lost, and the same files give the same ids in every run.
        """
        batch = self._joined()
        to_store: dict[str, ToStore] = {}
        made_for: dict[str, list[str]] = {}
        keys = [read.keys() if isinstance(read, _ReadDocument) else [] for read in batch]
        known = self.store.ids_of(key for listed in keys for key in listed)
        ids = [self._id(read, listed, known) for read, listed in zip(batch, keys, strict=True)]
        redirects = self.store.joined(ids)
        others = self.beside.others(
            (id, read.sha256, known.keys().isdisjoint(listed))
            for read, listed, id in zip(batch, keys, ids, strict=True)
            if isinstance(read, _ReadDocument) and not (read.document.id or read.document.url)
        )
        held = holding(self.store, (read.record for read in batch if isinstance(read, _ReadDocument) and read.record))
        self.batch, self.characters, self.started = [], 0, 0
        for read, listed, made in zip(batch, keys, ids, strict=True):
            if not isinstance(read, _ReadDocument):
                self._fail_now(*read)
                continue
            if read.record in held and (holder := holder_of(self.store, read.record)):
                self.repeated += 1
                self.report(Repeat(read.where, holder))
                continue
            id = next((known[key] for key in listed if key in known), redirects.get(made, made))
            try:
                # The addresses of one page may differ where nothing else does.
                content = digest(replace(read.document, url=None) if listed else read.document)
            except DocumentError as error:
                self._fail_now(Failure(read.where, sentences.DOCUMENT_NOT_STORABLE.format(error=error)), read.path)
                continue
            is_other = read.sha256 in others.get(id, ())
            assigned, new = self._assign(id, content, taken=is_other and bool(self.store.digests_of([id])))
            if assigned == id:
                made_for.setdefault(id, []).extend(key for key in listed if key not in known)
                known.update((key, id) for key in listed if key not in known)
            if not new:
                self.repeated += 1
                self.report(Repeat(read.where, assigned))
                continue
            if assigned != id and not is_other:
                self._fail_now(Failure(read.where, sentences.ID_TAKEN.format(id=id, new_id=assigned)), read.path)
            place = None if read.holds_files else place_of(read.path)
            to_store[assigned] = ToStore(replace(read.document, id=assigned), read.sha256, place)
        if to_store or made_for:
            known_by_address = {id for key, id in known.items() if key.startswith(("url:", "address:"))}
            self._put(self._with_first_addresses(to_store, known_by_address), made_for)
        note_readings(self.readings, self.read_originals)
        self.read_originals = {}
        self.log.write(reading=self.reading)

    def _joined(self) -> list[_ReadDocument | tuple[Failure, Path]]:
        """Return the batch, each document with the files beside it."""
        self.ahead.finish()
        batch: list[_ReadDocument | tuple[Failure, Path]] = []
        for read in self.batch:
            if isinstance(read, _ReadDocument) and not read.holds_files:
                had, self.ahead.had_scans = self.ahead.had_scans, False
                joined = self.beside.join(read.document, read.path, self.ahead.content)
                if read.alone and self.ahead.had_scans:  # what recognises scans reads this document too
                    self.read_originals[read.sha256] = ReadOriginal(read.path.name, self.ahead.readers())
                self.ahead.had_scans |= had
                for note in joined.notes:
                    self.report(LeftOut(read.where, note))
                read = read._replace(document=joined.document)
            batch.append(read)
        self.ahead.forget()
        return batch

    def _put(self, to_store: Iterable[ToStore], made_for: Mapping[str, list[str]] | None = None) -> None:
        """Store documents in one transaction; ids that their attachments had as documents lead to them afterwards."""
        listed = {each.document.id: each for each in to_store}
        originals = {id: each.original for id, each in listed.items() if each.original}
        documents = [each.document for each in listed.values()]
        put = self.store.put(documents, at=self.clock(), originals=originals, made_for=made_for)
        self.counts = PutCounts(*map(sum, zip(self.counts, put, strict=True)))
        note_attachments(self.store, self.originals, listed.values())
        lead_to_documents(self.store, documents, self.clock())

    def _with_first_addresses(self, to_store: dict[str, ToStore], known: set[str]) -> Iterable[ToStore]:
        """Return what to store; those of `known` that the store has under another address get that first one."""
        own = {id: each.document for id, each in to_store.items() if id in known}
        digests = self.store.digests_of(own)
        differing = [id for id, stored in digests.items() if stored != digest(own[id])]
        stored = self.store.get_many(differing, lambda damaged: None)
        first = {
            id: to_store[id]._replace(document=replace(own[id], url=document.url))
            for id, document in stored.items()
            if document.url
        }
        return (to_store | first).values()

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

    def _assign(self, id: str, content: str, *, taken: bool) -> tuple[str, bool]:
        """Return the id of a document by its digest (hex), and whether it is new in this run; a longer one if taken."""
        digest_start = bytes.fromhex(content[:32])
        for attempt in count(int(taken)):
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
