"""Manage an index in a folder: Whoosh's segments and writer, one folder a generation."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from indexer.engines import sentences
from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex
from indexer.engines.whoosh import generations, merge_policy
from indexer.engines.whoosh.malloc import retain_freed_memory
from indexer.engines.whoosh.open_segments import SegmentFiles, entries
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.segment import EXTENSION
from indexer.engines.whoosh.writer import Overtaken, WhooshWriter

MAX_ATTEMPTS = 20  # generations that may come and go while one is being opened, or merged
LOCK_TIMEOUT = 1.0  # seconds that a build waits for the lock: a merge holds it for less, to publish

Loaded = TypeVar("Loaded")


class WhooshEngine:
    """Answers from the folder `root`, and writes generations into it."""

    shared = False

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._fingerprint = fingerprint
        self._files = SegmentFiles()
        self._readers: WeakValueDictionary[str, WhooshReader] = WeakValueDictionary()

    def current(self) -> str | None:
        """Return the stamp of the generation that answers now."""
        return generations.current(self._root)

    def read(self) -> WhooshReader:
        """Open the generation that answers now.

        Raises NoIndex or UnusableIndex, or EngineError where its files could not be read.
        """
        retain_freed_memory()
        return self._load(self._open_reader)

    def _load(self, load: Callable[[GenerationInfo, Path], Loaded]) -> Loaded:
        """Return what is loaded from the generation that answers now, with another attempt where a new one comes."""
        for _ in range(MAX_ATTEMPTS - 1):
            stamp = self.current()
            try:
                loaded = self._load_once(load)
                if self.current() == stamp:
                    return loaded
                # Otherwise a folder that was removed and made anew may have been read under the name of the one before.
            except EngineError:
                if self.current() == stamp:
                    raise
                # Other generations answered and were removed while this one was being opened.
        return self._load_once(load)

    def _load_once(self, load: Callable[[GenerationInfo, Path], Loaded]) -> Loaded:
        info = generations.manifest(self._root, self._fingerprint).info
        folder = generations.folder(self._root, info.generation)
        try:
            return load(info, folder)
        except Exception as error:  # whatever Whoosh, NumPy or pickle raises for a damaged file
            raise generations.read_error(folder, error) from error

    def _open_reader(self, info: GenerationInfo, folder: Path) -> WhooshReader:
        # A build reads the generation from which its process answers: it is opened once as long as it is in use.
        if (reader := self._readers.get(info.stamp)) is None:
            listed = entries(folder)
            segments = [self._files.open(path) for _, path in listed]
            reader = WhooshReader(info, segments, [segment.alive() for segment, _ in listed])
            self._readers[info.stamp] = reader
        return reader

    def verify(self) -> None:
        """Compare every file with its sha256 from when it was written. Raises NoIndex or UnusableIndex."""
        generations.verify(self._root, generations.manifest(self._root, self._fingerprint))

    def merge(self) -> None:
        """Merge the segments that small changes left, aside, and publish that as a generation of its own.

        Others read and write meanwhile; the lock is only held to publish. Raises EngineError.
        """
        if self.current() is None:
            return
        with self._write_errors(), generations.merging(self._root) as aside:
            if aside is None:  # another process merges
                return
            for number in range(MAX_ATTEMPTS):
                if not self._merge_once(aside / f"{number}{EXTENSION}"):
                    return

    def _merge_once(self, path: Path) -> bool:
        """Merge into a segment file at `path` what is due; return False where nothing is."""
        if not (sources := self._load(self._due)):
            return False
        merged = merge_policy.merge_segments(sources, path, self._files)
        # Where the sources were replaced meanwhile, all begins again with the segments of then.
        with suppress(Overtaken), self._writing(fresh=False, timeout=None) as writer:
            writer.replace(merged)
        return True

    def _due(self, info: GenerationInfo, folder: Path) -> list[merge_policy.MergeSource]:
        due = merge_policy.due_for_merge(merge_policy.merge_candidates(entries(folder)))
        return [
            merge_policy.MergeSource(segment.segment_id(), self._files.open(path), segment.alive())
            for segment, path in due
        ]

    def write(self, *, fresh: bool) -> AbstractContextManager[WhooshWriter]:
        """Publish a new generation when the block ends well; leave the one that answers untouched otherwise."""
        return self._writing(fresh=fresh, timeout=LOCK_TIMEOUT)

    @contextmanager
    def _writing(self, *, fresh: bool, timeout: float | None) -> Iterator[WhooshWriter]:
        with generations.building(self._root, timeout) as number, self._write_errors():
            old, known = None, {}
            info = GenerationInfo(number, self._fingerprint, 0, 0)
            if not fresh:
                with suppress(NoIndex, UnusableIndex):
                    before = generations.manifest(self._root, self._fingerprint)
                    old, known = generations.folder(self._root, before.info.generation), dict(before.files)
                    info = replace(before.info, generation=number)
            folder = generations.folder(self._root, number)
            try:
                writer = WhooshWriter(folder, old, info, self._files)
                try:
                    yield writer
                    written = writer.finish()
                except BaseException:
                    writer.cancel()
                    raise
                generations.publish(self._root, folder, written, known | writer.known)
            finally:
                if not generations.is_current(self._root, number):
                    shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _write_errors(self) -> Iterator[None]:
        """Turn an OSError into an EngineError that says what prevents files from being written."""
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                why = error.strerror or error
                raise EngineError(sentences.UNWRITABLE.format(root=self._root, why=why)) from error
            raise EngineError(sentences.DISK_FULL.format(root=self._root)) from error
