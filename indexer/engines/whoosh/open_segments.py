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


def entries(place: Path) -> list[tuple[ArraySegment, Path]]:
    """Return the segments that the table of contents in a folder names, with their files."""
    storage = FileStorage(str(place))
    return [(one, file_of(storage, one)) for one in TOC.read(storage, "MAIN", schema=schema()).segments]
