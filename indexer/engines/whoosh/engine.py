"""Keep an index in a folder: Whoosh's segments and writer, one folder a generation."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from indexer.engine import EngineError, Facts, NoIndex, Record, UnusableIndex
from indexer.engines.whoosh import generations, heap
from indexer.engines.whoosh.codec import ArraySegment, ArrayWriter, file_of
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import EXTENSION, Gathered, Segment

# Bytes of records in memory before they are written as a run; making the run takes about as much again.
POOL = 256 * 2**20
TRIES = 20  # generations that may come and go while one is being opened


class WhooshEngine:
    """Answers from the folder `root`, and writes generations into it."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._fingerprint = fingerprint
        self._files = SegmentFiles()

    def current(self) -> int | None:
        """Return the number of the generation that answers now."""
        return generations.current(self._root)

    def read(self) -> WhooshReader:
        """Open the generation that answers now.

        Raises NoIndex or UnusableIndex, or EngineError where its files could not be read.
        """
        heap.keep()
        for _ in range(TRIES - 1):
            number = self.current()
            try:
                return self._read()
            except EngineError:
                if self.current() == number:
                    raise
                # Others answered and went while this one was being opened.
        return self._read()

    def _read(self) -> WhooshReader:
        found = generations.manifest(self._root, self._fingerprint)
        place = generations.folder(self._root, found.facts.generation)
        try:
            return _open(place, found.facts, self._files)
        except Exception as error:  # whatever a damaged file makes of Whoosh, NumPy or pickle
            raise generations.trouble(place, error) from error

    def verify(self) -> None:
        """Compare every file with the sha256 of when it was written. Raises NoIndex or UnusableIndex."""
        generations.verify(self._root, generations.manifest(self._root, self._fingerprint))

    @contextmanager
    def write(self, *, fresh: bool) -> Iterator[WhooshWriter]:
        """Publish a new generation when the block ends well; leave the one that answers untouched otherwise."""
        with generations.building(self._root) as number:
            old, known = None, {}
            if not fresh:
                try:
                    before = generations.manifest(self._root, self._fingerprint)
                    old, known = generations.folder(self._root, before.facts.generation), dict(before.files)
                except (NoIndex, UnusableIndex):
                    old = None
            place = generations.folder(self._root, number)
            try:
                facts = Facts(number, self._fingerprint, 0, 0)
                writer = WhooshWriter(place, old, before.facts if old else facts, self._files)
                try:
                    yield writer
                    done = writer.finish()
                except BaseException:
                    writer.cancel()
                    raise
                generations.publish(self._root, place, replace(done, generation=number), known)
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise EngineError(
                        f"Không ghi được chỉ mục vào {self._root} ({error.strerror or error}): chỉ mục đang dùng vẫn "
                        "nguyên; hãy kiểm tra ổ đĩa và quyền ghi rồi chạy lại."
                    ) from error
                raise EngineError(
                    f"Đĩa đầy khi đang lập chỉ mục tại {self._root}: chỉ mục đang dùng vẫn nguyên; "
                    "hãy giải phóng dung lượng rồi chạy lại."
                ) from error
            finally:
                if not generations.answers(self._root, number):
                    shutil.rmtree(place, ignore_errors=True)


class WhooshWriter:
    """Writes one more segment into a folder that nobody reads yet.

    Records are gathered until they take POOL bytes, and then written as a run; the runs, and old segments that are not
    much larger, become one segment in the end.
    """

    def __init__(self, place: Path, old: Path | None, facts: Facts, files: SegmentFiles) -> None:
        place.mkdir()
        self._place = place
        self._facts = facts
        self._files = files
        self._base: WhooshReader | None = None
        storage = FileStorage(str(place))
        if old:
            for path in old.iterdir():
                if path.suffix in (EXTENSION, ".toc"):
                    _link(path, place / path.name)
            self._base = _open(place, facts, files)
        else:
            TOC.create(storage, schema())
        self._writer = ArrayWriter(FileIndex(storage, schema()))
        self._gathered = Gathered()
        self._runs: list[Path] = []
        self._rows: dict[str, tuple[int, int]] = {}
        self._dead: list[tuple[int, int]] = []

    def put(self, records: Iterable[Record]) -> None:
        """Write records; one that is there already is replaced."""
        for record in records:
            self.delete([record.id])
            self._rows[record.id] = len(self._runs), len(self._gathered.ids)
            self._gathered.add(record)
            if self._gathered.size > POOL:
                self._spill()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete records; ids that are not there are passed over."""
        gone: dict[int, list[int]] = {}
        for id in ids:
            for segment, row in self._base.rows([id]) if self._base else ():
                gone.setdefault(segment, []).append(row)
            if id in self._rows:
                self._dead.append(self._rows.pop(id))
        for segment, rows in gone.items():
            self._writer.segments[segment].delete_all(rows)

    def seen(self, change: int) -> None:
        """Remember the last change of the store that is in."""
        self._facts = replace(self._facts, change=change)

    def finish(self) -> Facts:
        """Commit the segment and return what the generation holds."""
        if self._gathered.ids:
            self._spill()
        self._writer.commit(mergetype=self._merge)
        for path in self._place.iterdir():
            if path.suffix not in (EXTENSION, ".toc") or path in self._runs:
                path.unlink()
        return replace(self._facts, count=_open(self._place, self._facts, self._files).facts.count)  # reads it through

    def cancel(self) -> None:
        """Give up what was written."""
        if not self._writer.is_closed:
            with suppress(OSError):  # on a full disk even closing files fails
                self._writer.cancel()

    def _spill(self) -> None:
        path = self._place / f"run-{len(self._runs)}{EXTENSION}"
        self._gathered.write(path)
        self._gathered = Gathered()
        self._runs.append(path)

    def _merge(self, writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
        """Take the runs and every segment not much larger than all smaller ones together; return those that stay.

        So sizes grow like powers of two and there are few.
        """
        runs = [Segment(path) for path in self._runs]
        alive = [np.ones(run.count, np.bool_) for run in runs]
        for number, row in self._dead:
            alive[number][row] = False
        together = sum(int(own.sum()) for own in alive)
        stay = sorted(segments, key=lambda segment: segment.doc_count())
        while stay and (stay[0].doc_count() <= 2 * together or _mostly_dead(stay[0])):
            segment = stay.pop(0)
            together += segment.doc_count()
            writer.take(self._files.open(file_of(writer.storage, segment)), segment.alive())
        for run, own in zip(runs, alive, strict=True):
            writer.take(run, own)
        return stay


class SegmentFiles:
    """Opens segment files, each once as long as somebody reads it: the next generation has most of them too.

    A file is read through when it is opened first, so that no changed byte gives a wrong answer in silence.
    """

    def __init__(self) -> None:
        self._open: WeakValueDictionary[tuple[int, int, int, int], Segment] = WeakValueDictionary()

    def open(self, path: Path) -> Segment:
        """Return the segment of a file. Raises OSError, DamagedFile or KeyError for a file that is none."""
        about = path.stat()
        key = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
        if (found := self._open.get(key)) is None:
            found = Segment(path)
            found.arrays.verify()
            self._open[key] = found
        return found


def _open(place: Path, facts: Facts, files: SegmentFiles) -> WhooshReader:
    storage = FileStorage(str(place))
    segments = TOC.read(storage, "MAIN", schema=schema()).segments
    return WhooshReader(
        facts,
        [files.open(file_of(storage, segment)) for segment in segments],
        [segment.alive() for segment in segments],
    )


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system that knows no links
        shutil.copy2(old, new)


def _mostly_dead(segment: ArraySegment) -> bool:
    return bool(segment.deleted_count() * 2 > segment.doc_count_all())
