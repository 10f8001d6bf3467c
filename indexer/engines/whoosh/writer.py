"""Write the next generation of an index into a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from indexer.engines.port import GenerationInfo, Record
from indexer.engines.whoosh import merge_policy as merging
from indexer.engines.whoosh.codec import ArraySegment, ArrayWriter, file_of
from indexer.engines.whoosh.open_segments import SegmentFiles, entries
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import EXTENSION, Gathered, Segment

# Bytes of records in memory before they are written as a run; making the run takes about as much again.
POOL = 256 * 2**20


class Overtaken(Exception):
    """Says that segments which were merged are no longer there."""


class WhooshWriter:
    """Writes one more segment into a folder that nobody reads yet.

    Records are gathered until they take POOL bytes, and then written as a run; the runs, and old segments that are
    small and not much larger, become one segment in the end.
    """

    def __init__(self, place: Path, old: Path | None, facts: GenerationInfo, files: SegmentFiles) -> None:
        place.mkdir()
        self.generation = facts.generation
        self.known: dict[str, tuple[int, str]] = {}  # size and sha256 of files that need not be read again
        self._place = place
        self._facts = facts
        self._files = files
        storage = FileStorage(str(place))
        if old:
            for path in old.iterdir():
                if path.suffix in (EXTENSION, ".toc"):
                    _link(path, place / path.name)
        else:
            TOC.create(storage, schema())
        self._base = [files.open(path) for _, path in entries(place)]
        self._writer = ArrayWriter(FileIndex(storage, schema()))
        self._gathered = Gathered()
        self._runs: list[Path] = []
        self._rows: dict[str, tuple[int, int]] = {}
        self._dead: list[tuple[int, int]] = []
        self._replaced: set[str] = set()
        self._whole: list[ArraySegment] = []
        self._left: frozenset[str] = frozenset()

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
        for id in ids:
            if self._base:  # what older segments hold of it is looked for once, in the end
                self._replaced.add(id)
            if id in self._rows:
                self._dead.append(self._rows.pop(id))

    def seen(self, change: int) -> None:
        """Remember the last change of the store that is in."""
        self._facts = replace(self._facts, change=change)

    def replace(self, merged: merging.Merged) -> None:
        """Put a segment that was merged aside in the place of its sources, without what was deleted meanwhile.

        Raises Overtaken where one of them is no longer there.
        """
        there = {segment.segment_id(): segment for segment in self._writer.segments}
        if not all(source.id in there for source in merged.sources):
            raise Overtaken
        now = [there[source.id].alive() for source in merged.sources]
        self._left = frozenset(source.id for source in merged.sources)
        if merged.segment is not None:
            segment = ArraySegment(self._writer.indexname)
            segment.set_doc_count(merged.count)
            segment.delete_all(merging.gone_since(merged.sources, now))
            place = file_of(self._writer.storage, segment)
            os.replace(merged.segment.arrays.path, place)
            self.known[place.name] = merged.about
            self._whole.append(segment)

    def finish(self) -> GenerationInfo:
        """Commit the segment and return what the generation holds."""
        if self._gathered.ids:
            self._spill()
        if self._replaced:
            for segment, opened in zip(self._writer.segments, self._base, strict=True):
                segment.delete_all([row for row, id in enumerate(opened.all_ids) if id in self._replaced])
        self._writer.commit(mergetype=self._merge)
        for path in self._place.iterdir():
            if path.suffix not in (EXTENSION, ".toc") or path in self._runs:
                path.unlink()
        written = entries(self._place)
        for _, path in written:
            self._files.open(path)  # reads a new one through
        return replace(self._facts, count=sum(segment.doc_count() for segment, _ in written))

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
        """Take the runs and the old segments that belong to them; return those that stay."""
        runs = [Segment(path) for path in self._runs]
        alive = [np.ones(run.count, np.bool_) for run in runs]
        for number, row in self._dead:
            alive[number][row] = False
        shares = (path.stat().st_size * own.mean() for path, own in zip(self._runs, alive, strict=True))
        segments = [segment for segment in segments if segment.segment_id() not in self._left]
        found = [(segment, file_of(writer.storage, segment)) for segment in segments]
        taken = merging.due(merging.left_to_builds(found), int(sum(shares)))
        for segment, path in taken:
            writer.take(self._files.open(path), segment.alive())
        for run, own in zip(runs, alive, strict=True):
            writer.take(run, own)
        gone = {segment.segment_id() for segment, _ in taken}
        return [*self._whole, *(segment for segment in segments if segment.segment_id() not in gone)]


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system that knows no links
        shutil.copy2(old, new)
