"""Open the segments of a generation's folder, each file once."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.engines.whoosh.codec import ArraySegment, file_of
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import Segment


class SegmentFiles:
    """Opens segment files, each once as long as it is in use: most of them are in the next generation too.

    When a file is first opened, all of it is verified, so that a changed byte cannot give a wrong answer in silence.
    """

    def __init__(self) -> None:
        self._open: WeakValueDictionary[tuple[int, int, int, int], Segment] = WeakValueDictionary()

    def open(self, path: Path) -> Segment:
        """Return the segment of a file. Raises OSError, DamagedFile or KeyError for a file that is no segment."""
        stat = path.stat()
        key = stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
        if (segment := self._open.get(key)) is None:
            segment = Segment(path)
            segment.arrays.verify()
            self._open[key] = segment
        return segment


def entries(folder: Path) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that the table of contents in a folder lists, with their files."""
    storage = FileStorage(str(folder))
    segments = TOC.read(storage, "MAIN", schema=schema()).segments
    return [(segment, file_of(storage, segment)) for segment in segments]
