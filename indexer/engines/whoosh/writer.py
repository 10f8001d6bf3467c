"""Write the next generation of an index into a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from indexer.engines.port import GenerationInfo, Record
from indexer.engines.whoosh import merge_policy
from indexer.engines.whoosh.codec import ArraySegment, ArrayWriter, file_of
from indexer.engines.whoosh.open_segments import SegmentFiles, entries
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import EXTENSION, Segment, SegmentBuilder

# Bytes of records in memory before they are written as a run; writing the run takes about as much again.
POOL = 256 * 2**20


class Overtaken(Exception):
    """Says that segments that were merged are no longer part of the index."""


class WhooshWriter:
    """Writes one more segment into a folder that nobody reads yet.

    Records are collected until they take POOL bytes, and then written as a run; the runs, and old segments that are
    small and not much larger, become one segment in the end.
    """

    def __init__(self, folder: Path, old: Path | None, info: GenerationInfo, files: SegmentFiles) -> None:
        folder.mkdir()
        self.generation = info.generation
        self.known: dict[str, tuple[int, str]] = {}  # size and sha256 of files that need not be read again
        self._folder = folder
        self._info = info
        self._files = files
        storage = FileStorage(str(folder))
        if old:
            for path in old.iterdir():
                if path.suffix in (EXTENSION, ".toc"):
                    _link(path, folder / path.name)
        else:
            TOC.create(storage, schema())
        self._base = [files.open(path) for _, path in entries(folder)]
        self._writer = ArrayWriter(FileIndex(storage, schema()))
        self._builder = SegmentBuilder()
        self._runs: list[Path] = []
        self._rows: dict[str, tuple[int, int]] = {}  # run and row of each record that was put
        self._deleted_rows: list[tuple[int, int]] = []
        self._deleted_ids: set[str] = set()  # in the segments of the generation before
        self._merged: list[ArraySegment] = []
        self._merge_sources: frozenset[str] = frozenset()

    def put(self, records: Sequence[Record]) -> None:
        """Write records, each in place of an earlier one of its id."""
        for record in records:
            self.delete([record.id])
            self._rows[record.id] = len(self._runs), len(self._builder.ids)
            self._builder.add(record)
            if self._builder.size > POOL:
                self._spill()

    def delete(self, ids: Sequence[str]) -> None:
        """Delete records; unknown ids are ignored."""
        for id in ids:
            if self._base:  # older segments are searched for all ids at once, in the end
                self._deleted_ids.add(id)
            if id in self._rows:
                self._deleted_rows.append(self._rows.pop(id))

    def seen(self, change: int) -> None:
        """Set the last change of the store that the generation contains."""
        self._info = replace(self._info, change=change)

    def replace(self, merged: merge_policy.MergedSegment) -> None:
        """Put a segment that was merged aside in place of its sources, without records that were deleted meanwhile.

        Raises Overtaken where one of the sources is no longer part of the index.
        """
        segments = {segment.segment_id(): segment for segment in self._writer.segments}
        if not all(source.id in segments for source in merged.sources):
            raise Overtaken
        alive = [segments[source.id].alive() for source in merged.sources]
        self._merge_sources = frozenset(source.id for source in merged.sources)
        if merged.segment is not None:
            segment = ArraySegment(self._writer.indexname)
            segment.set_doc_count(merged.count)
            segment.delete_all(merge_policy.deleted_since(merged.sources, alive))
            path = file_of(self._writer.storage, segment)
            os.replace(merged.segment.arrays.path, path)
            self.known[path.name] = merged.size_and_sha256
            self._merged.append(segment)

    def finish(self) -> GenerationInfo:
        """Commit the segment and return the description of the generation."""
        if self._builder.ids:
            self._spill()
        if self._deleted_ids:
            for segment, opened in zip(self._writer.segments, self._base, strict=True):
                segment.delete_all([doc for doc, id in enumerate(opened.all_ids) if id in self._deleted_ids])
        self._writer.commit(mergetype=self._merge)
        for path in self._folder.iterdir():
            if path.suffix not in (EXTENSION, ".toc") or path in self._runs:
                path.unlink()
        written = entries(self._folder)
        for _, path in written:
            self._files.open(path)  # verifies a new one
        return replace(self._info, count=sum(segment.doc_count() for segment, _ in written))

    def cancel(self) -> None:
        """Give up what was written."""
        if not self._writer.is_closed:
            with suppress(OSError):  # on a full disk even closing files fails
                self._writer.cancel()

    def _spill(self) -> None:
        path = self._folder / f"run-{len(self._runs)}{EXTENSION}"
        self._builder.write(path)
        self._builder = SegmentBuilder()
        self._runs.append(path)

    def _merge(self, writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
        """Pass the runs, and the old segments that are due, to the writer; return the segments that stay."""
        runs = [Segment(path) for path in self._runs]
        alive = [np.ones(run.count, np.bool_) for run in runs]
        for number, row in self._deleted_rows:
            alive[number][row] = False
        sizes = (path.stat().st_size * mask.mean() for path, mask in zip(self._runs, alive, strict=True))
        segments = [segment for segment in segments if segment.segment_id() not in self._merge_sources]
        listed = [(segment, file_of(writer.storage, segment)) for segment in segments]
        due = merge_policy.due_for_merge(merge_policy.build_candidates(listed), int(sum(sizes)))
        for segment, path in due:
            writer.take(self._files.open(path), segment.alive())
        for run, mask in zip(runs, alive, strict=True):
            writer.take(run, mask)
        joined = {segment.segment_id() for segment, _ in due}
        return [*self._merged, *(segment for segment in segments if segment.segment_id() not in joined)]


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copy2(old, new)
