"""List the files of a run: those given, and those in the folders given, in the order of paths."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from corpus import sentences
from corpus.readers import Failure


def given_files(paths: Iterable[Path], fail: Callable[[Failure, Path], None], *, follow_links: bool) -> Iterator[Path]:
    """Yield the files to read, each folder once, without hidden files (`.…`) but those in `paths` themselves."""
    given = sorted(paths, reverse=True)
    roots = tuple(Path(os.path.realpath(path)) for path in given if os.path.isdir(path))
    seen: set[tuple[int, int]] = set()
    waiting = [(path, frozenset[tuple[int, int]]()) for path in given]
    while waiting:
        path, above = waiting.pop()
        try:
            if above and not follow_links and _leads_out(path, roots):
                fail(Failure(str(path), sentences.LINK_LEADS_OUT), path)
                continue
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield path
                continue
            folder = (status.st_dev, status.st_ino)
            if folder in above:
                fail(Failure(str(path), sentences.LINK_TO_PARENT), path)
            elif folder not in seen:
                seen.add(folder)
                names = sorted((name for name in os.listdir(path) if not name.startswith(".")), reverse=True)
                waiting.extend((path / name, above | {folder}) for name in names)
        except OSError as error:
            fail(Failure(str(path), reason_of(error)), path)


def _leads_out(path: Path, roots: tuple[Path, ...]) -> bool:
    """Tell whether a path is a link, over however many others, to a place in none of the roots."""
    if not path.is_symlink():
        return False
    target = Path(os.path.realpath(path))
    return not any(target.is_relative_to(root) for root in roots)


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 where it is gone."""
    try:
        return path.stat().st_size
    except OSError:  # deleted since it was listed: reading it will fail and be reported
        return 0


def reason_of(error: OSError) -> str:
    """Return the sentence that says why a path cannot be read."""
    if isinstance(error, PermissionError):
        return sentences.PATH_FORBIDDEN
    if isinstance(error, FileNotFoundError):
        return sentences.PATH_MISSING
    if error.errno == errno.ELOOP:
        return sentences.LINK_TO_ITSELF
    return sentences.PATH_UNREADABLE.format(reason=error.strerror or error)


def state_of(path: Path) -> tuple[int, int] | None:
    """Return what differs when a file was written to: its size and when that was."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


class ObservedPath(type(Path())):  # type: ignore[misc]  # of the class that paths have on this system
    """Is a path that knows how much of its file was read, whichever reader opened it and however it is compressed."""

    file: IO[bytes] | None = None

    def open(self, *args: Any, **options: Any) -> Any:
        """Open the file and remember it."""
        self.file = super().open(*args, **options)
        return self.file

    def read_so_far(self) -> int:
        """Return how many bytes of the file, as it is on the disk, were read; 0 where it is closed again."""
        return self.file.tell() if self.file and not self.file.closed else 0
