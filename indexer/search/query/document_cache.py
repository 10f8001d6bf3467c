"""Open documents for those who show them, and keep those that were shown lately at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from threading import Lock

from indexer.schema.stored import (
    MentionOffsets as Said,
)
from indexer.schema.stored import (
    decode_document,
    decode_offsets,
    shown_body,
    shown_title,
)

KEPT = 4 * 2**20  # code points of texts, each of two bytes
BESIDE = 2000  # code points that all else of a document takes about as much as


class StoredDocument:
    """Holds a document with the ids of its officials, its title and its body as they are shown, and what it says."""

    def __init__(self, stored: bytes) -> None:
        self._stored = stored
        self.document, self.people = decode_document(stored)
        self.title, self.body = shown_title(self.document), shown_body(self.document)

    @property
    def size(self) -> int:
        """Give about how many code points it takes: its text is held as bytes too."""
        return 2 * len(self.document.text) + BESIDE

    @cached_property
    def said(self) -> Said:
        """Give where its words name days and numbers."""
        return decode_offsets(self._stored)


class DocumentCache:
    """Opens documents by their ids with `get`, which returns what records stored. Safe to use from many threads."""

    def __init__(self, get: Callable[[Sequence[str]], Mapping[str, bytes]]) -> None:
        self._get = get
        self._lock = Lock()
        self._kept: OrderedDict[str, StoredDocument] = OrderedDict()
        self._size = 0

    def __call__(self, ids: Iterable[str]) -> list[StoredDocument]:
        """Return the documents under ids that are there, in their order."""
        wanted = list(ids)
        with self._lock:
            found = {id: self._kept[id] for id in wanted if id in self._kept}
            for id in found:
                self._kept.move_to_end(id)
        new = {id: StoredDocument(stored) for id, stored in self._get([id for id in wanted if id not in found]).items()}
        with self._lock:
            for id, one in new.items():
                if id not in self._kept:
                    self._kept[id] = one
                    self._size += one.size
            while self._size > KEPT:
                self._size -= self._kept.popitem(last=False)[1].size
        found |= new
        return [found[id] for id in wanted if id in found]
