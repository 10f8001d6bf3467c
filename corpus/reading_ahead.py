"""Read the files of a run that are of foreign formats on all cores, ahead of the place where the run is.

What is read is kept in the store at once, so that a run that is killed goes on where it was. It comes back in the order
in which it is asked for: the outcome is that of reading one file after another.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from threading import local
from types import TracebackType
from typing import Any

from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.content_json import content_from_json, content_to_json
from corpus.formats.detection import HEAD_BYTES, ZIP, ForeignFormat, foreign_format, is_read
from corpus.formats.process_apart import MAX_PAGE_MEMORY, MAX_PAGE_SECONDS, LateReading, ProcessApart
from corpus.formats.recognised import RecognisedPage
from corpus.readers.source import MAX_FILE_BYTES
from corpus.scans import ScanPages, recogniser, scanned, with_recognised
from corpus.source_digest import reader_digest, readers_digest, with_scans
from corpus.store.readings import Reading, Readings

_AHEAD = 4  # files for each process: what is read and not yet asked for stays in memory
_LOOKED_AT = 64  # files whose first bytes are looked at for each that is read
_KEPT_TOGETHER = 16  # readings in one transaction: so many are read again after a kill


class ReadingAhead:
    """Reads files of foreign formats, each once: from the store, else in one of several processes apart.

    The pages of a scan are recognised by all of them. `tessdata` is the folder of language data, None for the system's.
    """

    def __init__(
        self, readings: Readings, paths: Sequence[Path], *, processes: int | None = None, tessdata: str | None = None
    ) -> None:
        self._readings = readings
        self._recogniser = partial(recogniser, tessdata)
        self._scans = ScanPages(readings, self._recogniser)
        self.had_scans = False  # the file that was begun last, as far as it was read
        self._processes = processes or os.cpu_count() or 1
        self._paths = iter(paths)
        self._threads = ThreadPoolExecutor(self._processes)
        self._own = local()
        self._opened: list[ProcessApart] = []
        self._futures: OrderedDict[Path, Future[_Read | None]] = OrderedDict()
        self._beside: dict[Path, Future[_Read | None]] = {}
        self._read: dict[tuple[str, str], _Read] = {}
        self._unkept: list[Reading] = []

    def __enter__(self) -> ReadingAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._opened:  # a thread that waits for one gets an end of file
            process.end()
        self._threads.shutdown()
        for process in self._opened:
            process.close()
        if kind is None or issubclass(kind, Exception):
            self._keep()

    def begin(self, path: Path) -> None:
        """Note that a file is read now: those after it are begun, and its own reading is waited for."""
        self.had_scans = False
        if path not in self._futures:
            self._fill()
        while self._futures and path in self._futures:
            first, future = self._futures.popitem(last=False)
            read = future.result()
            if read:
                self._note(read)
            if first == path:
                break
        self._fill()

    def start(self, path: Path) -> None:
        """Begin to read a file beside a document, which `content` will be asked for soon."""
        if path not in self._futures and path not in self._beside and _is_foreign(path):
            self._beside[path] = self._threads.submit(self._read_file, path)

    def finish(self) -> None:
        """Wait for the files that were started."""
        while self._beside:
            read = self._beside.pop(next(iter(self._beside))).result()
            if read:
                self._note(read)

    def forget(self) -> None:
        """Drop what was read of files and not asked for."""
        self._read.clear()

    def content(self, format: ForeignFormat, data: bytes) -> FileContent:
        """Return the content of a file. Raises UnreadableContent, and StoreError."""
        key = (format.module or "", hashlib.sha256(data).hexdigest())
        read = self._read.pop(key, None)
        if read is None:  # it is in an archive, or was changed since it was read
            read = self._look(format, data, key[1])
            self._note(read)
            self._read.pop(key, None)
        if isinstance(read.outcome, str):
            raise UnreadableContent(read.outcome)
        if not read.pages:
            return read.outcome
        self.had_scans = True
        return with_recognised(read.outcome, {n: page.result() for n, page in read.pages.items()}, self._recogniser())

    def readers(self) -> str:
        """Return the digest of what reads the file that was begun last, as far as it was read."""
        return with_scans(readers_digest(), self._recogniser().digest) if self.had_scans else readers_digest()

    def _fill(self) -> None:
        for path in islice(self._paths, _LOOKED_AT):
            if _is_foreign(path):
                self._futures[path] = self._threads.submit(self._read_file, path)
                if len(self._futures) >= self._processes * _AHEAD:
                    break

    def _note(self, read: _Read) -> None:
        self._read[read.part, read.sha256] = read
        if read.is_new:
            self._unkept.append(Reading(read.part, reader_digest(read.part), read.sha256, read.value()))
        if len(self._unkept) >= _KEPT_TOGETHER:
            self._keep()

    def _keep(self) -> None:
        self._readings.keep(self._unkept)
        self._unkept = []

    def _read_file(self, path: Path) -> _Read | None:
        """Read a file in a thread, None where it cannot be opened: the run will say why."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError:
            return None
        format = foreign_format(data)
        if format in (None, ZIP) or not is_read(format) or len(data) > MAX_FILE_BYTES:
            return None
        return self._look(format, data, hashlib.sha256(data).hexdigest())

    def _look(self, format: ForeignFormat, data: bytes, sha256: str) -> _Read:
        part = format.module or ""
        kept = self._readings.find(part, reader_digest(part), sha256)
        if kept is not None:
            try:
                return self._with_scans(_Read.of(part, sha256, kept), data)
            except ValueError:
                pass  # damaged: it is read again
        try:
            outcome = self._process().read(part, data)
        except UnreadableContent as error:
            # On a busy machine a file may be late that is read in time another day.
            return _Read(part, sha256, str(error), is_new=not isinstance(error, LateReading))
        return self._with_scans(_Read(part, sha256, outcome, is_new=True), data)

    def _with_scans(self, read: _Read, data: bytes) -> _Read:
        """Have the scans among the pages of a file recognised; nobody waits for them yet."""
        if isinstance(read.outcome, FileContent):
            for page in scanned(read.outcome):
                read.pages[page] = self._threads.submit(self._recognise, data, read.sha256, page)
        return read

    def _recognise(self, data: bytes, sha256: str, page: int) -> RecognisedPage | None:
        return self._scans.read(data, sha256, page, self._process_for_pages().recognise)

    def _process(self) -> ProcessApart:
        """Return the process of this thread."""
        process: ProcessApart | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = self._open(ProcessApart())
        return process

    def _process_for_pages(self) -> ProcessApart:
        """Return the process of this thread that recognises pages."""
        process: ProcessApart | None = getattr(self._own, "for_pages", None)
        if process is None:
            process = ProcessApart(max_seconds=MAX_PAGE_SECONDS, max_memory=MAX_PAGE_MEMORY)
            self._own.for_pages = self._open(process)
        return process

    def _open(self, process: ProcessApart) -> ProcessApart:
        self._opened.append(process)
        return process


class _Read:
    """Holds what was read of a file, or the sentence why it cannot be read; `pages` are those to be recognised."""

    def __init__(self, part: str, sha256: str, outcome: FileContent | str, *, is_new: bool) -> None:
        self.part = part
        self.sha256 = sha256
        self.outcome = outcome
        self.is_new = is_new
        self.pages: dict[int, Future[RecognisedPage | None]] = {}

    @classmethod
    def of(cls, part: str, sha256: str, value: Any) -> _Read:
        """Return what the store has kept. Raises ValueError."""
        if isinstance(value, dict) and isinstance(value.get("refusal"), str):
            return cls(part, sha256, value["refusal"], is_new=False)
        return cls(part, sha256, content_from_json(value), is_new=False)

    def value(self) -> Any:
        return {"refusal": self.outcome} if isinstance(self.outcome, str) else content_to_json(self.outcome)


def _is_foreign(path: Path) -> bool:
    """Tell whether a file is of a foreign format that may have a reader, by its first bytes."""
    try:
        if not path.is_file():  # opening a pipe would wait for somebody to write
            return False
        with path.open("rb") as file:
            format = foreign_format(file.read(HEAD_BYTES))
    except OSError:
        return False
    return format is not None and format.refusal is None
