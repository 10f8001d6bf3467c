"""Choose which segments become one, and make that one aside, while others write and answer.

Every file belongs to one of two: a build joins those up to SMALL bytes into the segment that it writes, which takes
hundredths of a second; larger ones are joined by a merge, after what changed is found. So neither waits for the other,
nor undoes its work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.columns import Mask
from indexer.engines.whoosh.generations import kept
from indexer.engines.whoosh.open_segments import SegmentFiles
from indexer.engines.whoosh.segment import Segment, join

SMALL = 4 * 2**20  # bytes, of some 1,000 news articles
MANY = 24  # segments at which a build merges even large ones itself, because no merge came to its end for long


@dataclass(frozen=True, slots=True)
class Source:
    """Holds a segment that is taken into another one, and who was alive in it when that was begun."""

    id: str
    segment: Segment
    alive: Mask


@dataclass(frozen=True, slots=True)
class Merged:
    """Holds what its sources became: a file of `count` records, with its size and sha256; none where nobody is left."""

    sources: tuple[Source, ...]
    count: int
    segment: Segment | None = None
    about: tuple[int, str] = (0, "")


def left_to_builds(found: Sequence[tuple[ArraySegment, Path]]) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that a build may join: the small ones, or all where there are too many."""
    return [(segment, path) for segment, path in found if len(found) >= MANY or _bytes(path) <= SMALL]


def left_to_merges(found: Sequence[tuple[ArraySegment, Path]]) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that only a merge joins."""
    return [(segment, path) for segment, path in found if _bytes(path) > SMALL]


def due(found: Iterable[tuple[ArraySegment, Path]], new: int = 0) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that shall become one, together with `new` bytes of new records.

    Each that stays is more than twice as large as all smaller ones together, so sizes grow like powers of three and
    there are few; and a record is only written again where its segment grows by half. Those of which most records are
    gone are written again in any case.
    """
    ordered = sorted(found, key=lambda one: _weight(*one))
    together, taken = new, 0
    for count, one in enumerate(ordered, 1):
        weight = _weight(*one)
        if weight <= 2 * together:
            taken = count
        together += weight
    return ordered[:taken] + [one for one in ordered[taken:] if _mostly_dead(one[0])]


def merged(sources: Sequence[Source], path: Path, files: SegmentFiles) -> Merged:
    """Write several segments as one file, bring it to the disk and read it through, while nobody waits for that."""
    count = sum(int(source.alive.sum()) for source in sources)
    if not count:
        return Merged(tuple(sources), 0)
    join(path, [(source.segment, source.alive) for source in sources])
    return Merged(tuple(sources), count, files.open(path), kept(path))


def gone_since(sources: Iterable[Source], now: Iterable[Mask]) -> list[int]:
    """Return the rows of a merged segment whose records were deleted after it was begun."""
    rows = [~own[source.alive] for source, own in zip(sources, now, strict=True)]
    found: list[int] = np.flatnonzero(np.concatenate([np.empty(0, np.bool_), *rows])).tolist()
    return found


def _bytes(path: Path) -> int:
    return path.stat().st_size


def _weight(segment: ArraySegment, path: Path) -> int:
    """Return about how many bytes the records take that are alive."""
    return _bytes(path) * int(segment.doc_count()) // max(1, segment.doc_count_all())


def _mostly_dead(segment: ArraySegment) -> bool:
    return bool(segment.deleted_count() * 2 > segment.doc_count_all())
