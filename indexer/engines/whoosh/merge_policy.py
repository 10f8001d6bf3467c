"""Choose the segments to merge, and write the merged one aside, while others write and answer.

A build merges the files up to SMALL bytes into the segment that it writes, which takes hundredths of a second; larger
ones are left to `Engine.merge`, which runs once a change can be found. So neither waits for the other, nor undoes its
work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.generations import sync_and_digest
from indexer.engines.whoosh.open_segments import SegmentFiles
from indexer.engines.whoosh.segment import Segment, join

SMALL = 4 * 2**20  # bytes, of some 1,000 news articles
MAX_SEGMENTS = 24  # at which a build merges even large ones itself, because no merge has been completed for long


@dataclass(frozen=True, slots=True)
class MergeSource:
    """Holds a segment that becomes part of another one, and which of its records were alive when the merge began."""

    id: str
    segment: Segment
    alive: Mask


@dataclass(frozen=True, slots=True)
class MergedSegment:
    """Holds what sources were merged into: a file of `count` records with its size and sha256; none for no records."""

    sources: tuple[MergeSource, ...]
    count: int
    segment: Segment | None = None
    size_and_sha256: tuple[int, str] = (0, "")


def build_candidates(segments: Sequence[tuple[ArraySegment, Path]]) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that a build may merge: the small ones, or all where there are too many."""
    return [(segment, path) for segment, path in segments if len(segments) >= MAX_SEGMENTS or _bytes(path) <= SMALL]


def merge_candidates(segments: Sequence[tuple[ArraySegment, Path]]) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that are left to `Engine.merge`."""
    return [(segment, path) for segment, path in segments if _bytes(path) > SMALL]


def due_for_merge(segments: Iterable[tuple[ArraySegment, Path]], new_bytes: int = 0) -> list[tuple[ArraySegment, Path]]:
    """Return those of the segments that are to be merged, together with `new_bytes` of new records.

    Each of the others is more than twice as large as all smaller ones together, so sizes grow like powers of three and
    there are few; and a record is only written again where its segment grows by half. Segments of which most records
    are deleted are written again in any case.
    """
    ordered = sorted(segments, key=lambda entry: _alive_bytes(*entry))
    total, taken = new_bytes, 0
    for count, entry in enumerate(ordered, 1):
        size = _alive_bytes(*entry)
        if size <= 2 * total:
            taken = count
        total += size
    return ordered[:taken] + [entry for entry in ordered[taken:] if _mostly_deleted(entry[0])]


def merge_segments(sources: Sequence[MergeSource], path: Path, files: SegmentFiles) -> MergedSegment:
    """Write several segments as one file, sync it to the disk and verify it; no lock need be held meanwhile."""
    count = sum(int(source.alive.sum()) for source in sources)
    if not count:
        return MergedSegment(tuple(sources), 0)
    join(path, [(source.segment, source.alive) for source in sources])
    return MergedSegment(tuple(sources), count, files.open(path), sync_and_digest(path))


def deleted_since(sources: Iterable[MergeSource], alive: Iterable[Mask]) -> list[int]:
    """Return the rows of a merged segment whose records were deleted after the merge began."""
    masks = [~now[source.alive] for source, now in zip(sources, alive, strict=True)]
    rows: list[int] = np.flatnonzero(np.concatenate([np.empty(0, np.bool_), *masks])).tolist()
    return rows


def _bytes(path: Path) -> int:
    return path.stat().st_size


def _alive_bytes(segment: ArraySegment, path: Path) -> int:
    """Return about how many bytes the records take that are not deleted."""
    return _bytes(path) * int(segment.doc_count()) // max(1, segment.doc_count_all())


def _mostly_deleted(segment: ArraySegment) -> bool:
    return bool(segment.deleted_count() * 2 > segment.doc_count_all())
