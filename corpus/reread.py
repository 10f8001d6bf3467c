"""Read kept originals again, where other readers read them: a better rule helps what is stored already."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from corpus import sentences
from corpus.attachments import ToStore, lead_to_documents, note_attachments, read_again
from corpus.document import SAFE_ID, Document, DocumentError
from corpus.identity import identify, keys_of
from corpus.readers import Failure, FromRecord, LeftOut, ReadResult, read_records
from corpus.readers.source import RecordResult
from corpus.reading_ahead import ReadingAhead
from corpus.scans import recogniser
from corpus.source_digest import is_current, readers_digest
from corpus.store import Store
from corpus.store.original_readers import (
    KeptOriginal,
    ReadOriginal,
    ever_stored,
    file_name_of,
    note_readings,
    originals_of,
    outdated,
)
from corpus.store.originals import OriginalError, Originals
from corpus.store.readings import Readings
from corpus.store.store import PutCounts
from corpus.store.tables import digest

_MAX_BATCH_DOCUMENTS = 500  # in one transaction
_MAX_BATCH_CHARACTERS = 4_000_000  # of text, as a batch waits in memory
_MAX_COMPARED = 1_000  # documents of an original that are looked through for one whose keys nothing has
_ENDINGS = ("", ".md", ".csv", ".jsonl")  # of files whose content alone does not tell their format
_UNSAFE = re.compile(r"[^\w.,()@ -]")


class RereadStep(NamedTuple):
    """Reports how many documents were read again so far, and the share of the originals that is done (0 to 1)."""

    documents: int
    share: float


class RereadCounts(NamedTuple):
    """Counts what a run did: originals that were read, documents by outcome, failures."""

    originals: int
    added: int
    changed: int
    same: int
    failed: int


ReportReread = Callable[[Failure | RereadStep], None]


def reread(
    store: Store,
    originals: Originals,
    *,
    source: str | None = None,
    clock: Callable[[], datetime],
    report: ReportReread,
    tessdata: str | None = None,
) -> RereadCounts:
    """Read the originals that other readers read, and store what comes out under the ids that their documents have.

    Among them are those with scans that could not be recognised then, but can now (`tessdata` as in `ingest.add`).

    What has no original (given by HTTP) stays, and so does what was removed. A document that its original does not give
    any more stays too, and is a failure. A run that was stopped goes on where it was. Raises StoreError, and
    OriginalError where no original can be read at all.
    """
    readers, readings = readers_digest(), Readings(store, clock)
    listed = outdated(store, lambda read_by: is_current(read_by, readers, lambda: recogniser(tessdata).digest), source)
    with TemporaryDirectory(prefix="reread-") as folder, ReadingAhead(readings, (), tessdata=tessdata) as ahead:
        run = _RereadRun(store, originals, readings, ahead, clock, report)
        for number, kept in enumerate(listed, 1):
            run.share = (number - 1) / len(listed)
            run.read(kept, originals, Path(folder))
        run.flush()
    return RereadCounts(run.originals, *run.counts, run.failed)


class _Waiting(NamedTuple):
    """Holds a document that was read again, with its new keys; those of a stored one are known already."""

    document: Document
    original: str
    keys: list[str]
    is_new: bool


@dataclass(slots=True)
class _RereadRun:
    """Carries the state of a run."""

    store: Store
    kept: Originals
    readings: Readings
    ahead: ReadingAhead
    clock: Callable[[], datetime]
    report: ReportReread
    share: float = 0.0
    waiting: list[_Waiting] = field(default_factory=list)
    characters: int = 0
    done: dict[str, ReadOriginal] = field(default_factory=dict)  # by sha256; their documents are waiting
    documents: int = 0
    originals: int = 0
    counts: PutCounts = field(default_factory=PutCounts)
    failed: int = 0

    def read(self, reading: KeptOriginal, originals: Originals, folder: Path) -> None:
        """Read an original; its file stands in the folder meanwhile."""
        try:
            path = _unpacked(reading, originals, folder)
        except OriginalError as error:
            self.fail(reading.ids[0], str(error))
            return
        if path is None:
            self.fail(reading.ids[0], sentences.REREAD_WITHOUT_ORIGINAL.format(sha256=reading.original))
            return
        try:
            path = path.rename(folder / (_name(self.store, reading, path)))
            left = set(reading.ids)
            self.ahead.begin(path)
            for document, record, alone in self._documents(path, reading.ids[0]):
                self._place(reading, left, document, record, alone=alone)
        finally:
            path.unlink(missing_ok=True)
        if len(left) == len(reading.ids):
            return  # nothing was read: the failures say why, and the next run tries again
        for id in sorted(left):
            self.fail(id, sentences.REREAD_LOST.format(name=path.name))
        self.originals += 1
        self.done[reading.original] = ReadOriginal(path.name, self.ahead.readers())

    def _documents(self, path: Path, id: str) -> Iterator[tuple[Document, str | None, bool]]:
        """Yield each document with the sha256 of its record, and whether it is the only one of its file."""
        results = self._without_failures(read_records(path, self.ahead.content), id)
        first = list(islice(results, 2))
        for result in chain(first, results):
            document, record = (result.document, result.record) if isinstance(result, FromRecord) else (result, None)
            for data in result.files if isinstance(result, FromRecord) else ():
                self.kept.keep_bytes(data)
            self.documents += 1
            self.report(RereadStep(self.documents, self.share))
            yield document, record, len(first) == 1

    def _without_failures(self, results: Iterable[RecordResult], id: str) -> Iterator[Document | FromRecord]:
        """Yield the documents; report the failures, naming the first document of the original."""
        for result in results:
            if isinstance(result, Failure):
                self.failed += not isinstance(result, LeftOut)
                self.report(replace(result, where=sentences.REREAD_PLACE.format(id=id, where=result.where)))
            else:
                yield result

    def _place(
        self, reading: KeptOriginal, left: set[str], document: Document, record: str | None, *, alone: bool
    ) -> None:
        """Give a document back its id, and let it wait to be stored."""
        # What earlier versions read as documents of their own leads to this one.
        attached = [f"record:{attachment.sha256}" for attachment in document.attachments if attachment.sha256]
        left.difference_update(self.store.ids_of(attached).values())
        keys = keys_of(document, original=reading.original if alone else None, path=None, record=record)
        known = self.store.ids_of(keys)
        ids = [id for id in (known.get(key) for key in keys) if id]
        if SAFE_ID.fullmatch(document.id):
            ids = [self.store.resolve([document.id]).get(document.id, document.id)]
        id = next((id for id in ids if id in left), None) or self._id_of_words(reading, left, document, alone=alone)
        if id is not None:
            left.discard(id)
        elif ids:
            return  # another file has it now, it was removed, or a record before was the same
        else:
            id = identify(document)
            if id in left:
                left.discard(id)
            elif ever_stored(self.store, [id]):
                return
        self.waiting.append(
            _Waiting(
                replace(document, id=id), reading.original, [k for k in keys if k not in known], id not in reading.ids
            )
        )
        self.characters += len(document.text)
        if len(self.waiting) >= _MAX_BATCH_DOCUMENTS or self.characters >= _MAX_BATCH_CHARACTERS:
            self.flush()

    def _id_of_words(self, reading: KeptOriginal, left: set[str], document: Document, *, alone: bool) -> str | None:
        """Return the id of the stored document that this one was read as, where nothing was kept of it but itself."""
        if alone and len(reading.ids) == 1:
            return reading.ids[0]
        if len(left) > _MAX_COMPARED:
            return None
        stored = self.store.get_many(sorted(left), lambda damaged: None)
        same = [id for id, other in stored.items() if other.title and other.title == document.title]
        return same[0] if len(same) == 1 else None

    def flush(self) -> None:
        """Store what waits, and note the originals that are read. Raises StoreError."""
        waiting, self.waiting, self.characters = self.waiting, [], 0
        ids = [each.document.id for each in waiting]
        stored = self.store.get_many(ids, lambda damaged: None)
        now = originals_of(self.store, ids)
        documents: dict[str, Document] = {}
        made_for: dict[str, list[str]] = {}
        original_of: dict[str, str] = {}
        for each in waiting:
            id = each.document.id
            if each.is_new == (id in now) or (not each.is_new and now[id] != each.original):
                continue  # somebody gave another document meanwhile, or removed it
            before = stored.get(id)
            document = each.document
            if before is not None:
                # The source may be of the command that added it; the first address of a page stays.
                document = replace(document, source=document.source or before.source, url=before.url or document.url)
                had, self.ahead.had_scans = self.ahead.had_scans, False
                document = read_again(document, before, self.kept, self.ahead.content)
                if each.original in self.done and self.ahead.had_scans:
                    self.done[each.original] = self.done[each.original]._replace(readers=self.ahead.readers())
                self.ahead.had_scans |= had
            try:
                digest(document)
            except DocumentError as error:
                self.fail(id, sentences.DOCUMENT_NOT_STORABLE.format(error=error))
                continue
            documents[id], original_of[id] = document, each.original
            made_for.setdefault(id, []).extend(each.keys)
        if documents:
            put = self.store.put(documents.values(), at=self.clock(), originals=original_of, made_for=made_for)
            self.counts = PutCounts(*map(sum, zip(self.counts, put, strict=True)))
            note_attachments(self.store, self.kept, (ToStore(d, original_of[id]) for id, d in documents.items()))
            lead_to_documents(self.store, documents.values(), self.clock())
        note_readings(self.readings, self.done)
        self.done = {}

    def fail(self, where: str, message: str) -> None:
        """Count and report a failure."""
        self.failed += 1
        self.report(Failure(where, message))


def _unpacked(reading: KeptOriginal, originals: Originals, folder: Path) -> Path | None:
    """Write an original to a file of the folder and return that; None where it is gone or damaged."""
    if not originals.holds(reading.original):
        return None
    path = folder / "original"
    read = hashlib.sha256()
    with path.open("wb") as file:
        for part in originals.read(reading.original):
            read.update(part)
            file.write(part)
    return path if read.hexdigest() == reading.original else None


def _name(store: Store, reading: KeptOriginal, path: Path) -> str:
    """Return what the file was called, else the name by which it gives most of its documents again."""
    name = reading.name or file_name_of(store, reading.ids[0])
    if name:
        return _UNSAFE.sub("_", name)[-200:].lstrip(".") or "original"
    stored = store.get_many(reading.ids[:_MAX_COMPARED], lambda damaged: None).values()
    lines = {line for document in stored for line in (document.title, *document.text.split("\n"))}
    return max((f"original{ending}" for ending in _ENDINGS), key=lambda name: _common_lines(path, name, lines))


def _common_lines(path: Path, name: str, lines: set[str]) -> int:
    """Count the lines of stored documents that reading a file under a name gives again, less those that are new."""
    path = path.rename(path.with_name(name))
    try:
        results: list[ReadResult] = [
            result.document if isinstance(result, FromRecord) else result
            for result in islice(read_records(path), _MAX_COMPARED)
        ]
    finally:
        path.rename(path.with_name("original"))
    read = [
        line
        for result in results
        if isinstance(result, Document)
        for line in (result.title, *result.text.split("\n"))
        if line.strip()
    ]
    return sum(1 if line in lines else -1 for line in read)
