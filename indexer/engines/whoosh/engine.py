"""Keep an index in a folder: Whoosh's segments and writer, one folder a generation."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex
from indexer.engines.whoosh import generations
from indexer.engines.whoosh import malloc as heap
from indexer.engines.whoosh import merge_policy as merging
from indexer.engines.whoosh.open_segments import SegmentFiles, entries
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.segment import EXTENSION
from indexer.engines.whoosh.writer import Overtaken, WhooshWriter

TRIES = 20  # generations that may come and go while one is being opened, or merged
PATIENCE = 1.0  # seconds that a build waits for the lock: a merge holds it for less, to publish

Opened = TypeVar("Opened")


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
        heap.keep()
        return self._opened(self._reader)

    def _opened(self, read: Callable[[GenerationInfo, Path], Opened]) -> Opened:
        """Return what is read of the generation that answers now, begun again where another one replaces it."""
        for _ in range(TRIES - 1):
            stamp = self.current()
            try:
                opened = self._once(read)
                if self.current() == stamp:
                    return opened
                # Else a folder that was removed and made anew may have been read, under the name of the one before.
            except EngineError:
                if self.current() == stamp:
                    raise
                # Others answered and went while this one was being opened.
        return self._once(read)

    def _once(self, read: Callable[[GenerationInfo, Path], Opened]) -> Opened:
        found = generations.manifest(self._root, self._fingerprint)
        place = generations.folder(self._root, found.info.generation)
        try:
            return read(found.info, place)
        except Exception as error:  # whatever a damaged file makes of Whoosh, NumPy or pickle
            raise generations.trouble(place, error) from error

    def _reader(self, facts: GenerationInfo, place: Path) -> WhooshReader:
        # A build looks at the generation from which its process answers: it is opened once as long as somebody has it.
        if (reader := self._readers.get(facts.stamp)) is None:
            found = entries(place)
            opened = [self._files.open(path) for _, path in found]
            reader = WhooshReader(facts, opened, [segment.alive() for segment, _ in found])
            self._readers[facts.stamp] = reader
        return reader

    def verify(self) -> None:
        """Compare every file with the sha256 of when it was written. Raises NoIndex or UnusableIndex."""
        generations.verify(self._root, generations.manifest(self._root, self._fingerprint))

    def merge(self) -> None:
        """Join what small changes left in many pieces, aside, and publish that as a generation of its own.

        Others read and write meanwhile; the lock is only held to publish. Raises EngineError.
        """
        if self.current() is None:
            return
        with self._told(), generations.merging(self._root) as aside:
            if aside is None:  # another process merges
                return
            for number in range(TRIES):
                if not self._merge(aside / f"{number}{EXTENSION}"):
                    return

    def _merge(self, path: Path) -> bool:
        """Make one merge that is due; return False where none is."""
        if not (due := self._opened(self._due)):
            return False
        made = merging.merged(due, path, self._files)
        # Where the pieces went meanwhile, all begins again from what is there now.
        with suppress(Overtaken), self._writing(fresh=False, patience=None) as writer:
            writer.replace(made)
        return True

    def _due(self, facts: GenerationInfo, place: Path) -> list[merging.Source]:
        due = merging.due(merging.left_to_merges(entries(place)))
        return [merging.Source(one.segment_id(), self._files.open(path), one.alive()) for one, path in due]

    def write(self, *, fresh: bool) -> AbstractContextManager[WhooshWriter]:
        """Publish a new generation when the block ends well; leave the one that answers untouched otherwise."""
        return self._writing(fresh=fresh, patience=PATIENCE)

    @contextmanager
    def _writing(self, *, fresh: bool, patience: float | None) -> Iterator[WhooshWriter]:
        with generations.building(self._root, patience) as number, self._told():
            old, known = None, {}
            facts = GenerationInfo(number, self._fingerprint, 0, 0)
            if not fresh:
                with suppress(NoIndex, UnusableIndex):
                    before = generations.manifest(self._root, self._fingerprint)
                    old, known = generations.folder(self._root, before.info.generation), dict(before.files)
                    facts = replace(before.info, generation=number)
            place = generations.folder(self._root, number)
            try:
                writer = WhooshWriter(place, old, facts, self._files)
                try:
                    yield writer
                    done = writer.finish()
                except BaseException:
                    writer.cancel()
                    raise
                generations.publish(self._root, place, done, known | writer.known)
            finally:
                if not generations.answers(self._root, number):
                    shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a sentence what keeps files from being written."""
        try:
            yield
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
