"""Keep an index in a folder: Whoosh's segments and writer, one folder a generation."""

from __future__ import annotations

import errno
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import default_codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.engine import EngineError, Facts, NoIndex, Record, UnusableIndex
from indexer.engines.whoosh import columns as side
from indexer.engines.whoosh import generations
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.schema import field_of, schema

# Megabytes of postings in memory before a sorted run of them goes to the disk. With more than 128 runs Whoosh merges
# them twice over; this keeps half a million news items below that.
POOL = 256


class WhooshEngine:
    """Answers from the folder `root`, and writes generations into it."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._fingerprint = fingerprint

    def current(self) -> int | None:
        """Return the number of the generation that answers now."""
        return generations.current(self._root)

    def read(self) -> WhooshReader:
        """Open the generation that answers now. Raises NoIndex or UnusableIndex."""
        found = generations.manifest(self._root, self._fingerprint)
        place = generations.folder(self._root, found.facts.generation)
        try:
            return _open(place, found.facts)
        except Exception as error:  # whatever a damaged file makes of Whoosh, NumPy or pickle
            raise UnusableIndex(
                f"Chỉ mục tại {place} bị hỏng: hãy chạy `python -m indexer build --fresh` để dựng lại."
            ) from error

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
                writer = WhooshWriter(place, old, before.facts if old else facts)
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
    """Writes one more segment into a folder that nobody reads yet."""

    def __init__(self, place: Path, old: Path | None, facts: Facts) -> None:
        place.mkdir()
        self._place = place
        self._facts = facts
        self._base: WhooshReader | None = None
        storage = FileStorage(str(place))
        if old:
            for path in old.iterdir():
                if path.suffix in (".seg", ".npz", ".toc"):
                    _link(path, place / path.name)
            self._base = _open(place, facts)
        else:
            TOC.create(storage, schema())
        codec = default_codec()
        codec.length_stats = False  # lengths are in the columns; Whoosh would look for one at every posting
        self._writer = SegmentWriter(FileIndex(storage, schema()), codec=codec, limitmb=POOL)
        self._collected = side.Collector()
        self._rows: dict[str, int] = {}
        self._dead: list[int] = []

    def put(self, records: Iterable[Record]) -> None:
        """Write records; one that is there already is replaced."""
        for record in records:
            self.delete([record.id])
            self._rows[record.id] = len(self._collected.ids)
            self._collected.add(record)
            terms = {
                field_of(name, layer): found
                for name, layers in record.terms.items()
                for layer, found in layers.items()
                if found
            }
            self._writer.add_document(stored=zlib.compress(record.stored), **terms)

    def delete(self, ids: Iterable[str]) -> None:
        """Delete records; ids that are not there are passed over."""
        for id in ids:
            for row in self._base.rows([id]) if self._base else ():
                self._writer.delete_document(row)
            if id in self._rows:
                self._dead.append(self._rows.pop(id))

    def seen(self, change: int) -> None:
        """Remember the last change of the store that is in."""
        self._facts = replace(self._facts, change=change)

    def finish(self) -> Facts:
        """Commit the segment with its columns and return what the generation holds."""
        parts = [self._collected.columns()]
        name = self._writer.newsegment.segment_id()
        self._writer.commit(mergetype=self._merge(parts))
        if len(parts) > 1 or parts[0].ids:
            side.save(side.join(parts), self._place / f"{name}.npz")
        if self._dead:
            self._bury(name)
        self._release()
        reader = _open(self._place, self._facts)
        count = reader.facts.count
        reader.close()
        for path in self._place.iterdir():
            if path.suffix not in (".seg", ".npz", ".toc"):
                path.unlink()
        return replace(self._facts, count=count)

    def cancel(self) -> None:
        """Give up what was written."""
        if not self._writer.is_closed:
            with suppress(OSError):  # on a full disk even closing files fails
                self._writer.cancel()
        self._release()

    def _release(self) -> None:
        if self._base:
            self._base.close()
            self._base = None

    def _merge(self, parts: list[side.Columns]) -> Callable[[Any, list[Any]], list[Any]]:
        """Return a merge policy that takes every segment not much larger than all smaller ones together.

        So sizes grow like powers of two and there are few. The columns of what is merged go to `parts` in order.
        """

        def policy(writer: Any, segments: list[Any]) -> list[Any]:
            stay = sorted(segments, key=lambda segment: segment.doc_count())
            together = len(parts[0].ids)
            while stay and (stay[0].doc_count() <= 2 * together or _mostly_dead(stay[0])):
                segment = stay.pop(0)
                together += segment.doc_count()
                own = side.load(self._place / f"{segment.segment_id()}.npz")
                parts.append(side.keep(own, _alive(segment)))
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
                (self._place / f"{segment.segment_id()}.npz").unlink()
            return stay

        return policy

    def _bury(self, name: str) -> None:
        # Whoosh cannot delete from the segment that it is writing, so records that were put twice go afterwards.
        index = FileIndex(FileStorage(str(self._place)), schema())
        writer = SegmentWriter(index, codec=default_codec())
        segment = next(segment for segment in writer.segments if segment.segment_id() == name)
        for row in self._dead:
            segment.delete_document(row)
        writer.commit(merge=False)


def _open(place: Path, facts: Facts) -> WhooshReader:
    storage = FileStorage(str(place))
    made = schema()
    segments = TOC.read(storage, "MAIN", schema=made).segments
    parts = [side.load(place / f"{segment.segment_id()}.npz") for segment in segments]
    bases = np.cumsum([0] + [len(part.ids) for part in parts]).tolist()
    alive = np.concatenate([np.ones(0, np.bool_), *(_alive(segment) for segment in segments)])
    readers = [SegmentReader(storage, made, segment) for segment in segments]
    columns = side.join(parts) if parts else side.Collector().columns()
    return WhooshReader(replace(facts, count=int(alive.sum())), readers, bases[:-1], columns, alive)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system that knows no links
        shutil.copy2(old, new)


def _alive(segment: Any) -> side.Mask:
    alive = np.ones(segment.doc_count_all(), np.bool_)
    alive[list(segment.deleted_docs())] = False
    return alive


def _mostly_dead(segment: Any) -> bool:
    return bool(segment.deleted_count() * 2 > segment.doc_count_all())
