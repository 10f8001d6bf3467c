"""Decode stored documents and cache the most recently used ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from corpus.extraction.relations import OutgoingRelation
from indexer.engines.lru import LruCache
from indexer.schema.effect import EffectPeriod
from indexer.schema.stored import (
    MentionOffsets,
    TextLayout,
    decode_document,
    decode_effect,
    decode_layout,
    decode_leader,
    decode_offsets,
    decode_relations,
    decode_sources,
    shown_body,
    shown_title,
)

MAX_CACHED_CODE_POINTS = 4 * 2**20  # of texts, two bytes each
OVERHEAD_CODE_POINTS = 2000  # the size of all else that a decoded document holds, about


class StoredDocument:
    """Holds a decoded document with the ids of its officials, its title and body as shown, and its mentions.

    `leader` is the document that is found in its place where it is a copy, `sources` are where its own copies are.
    """

    def __init__(self, stored: bytes) -> None:
        self._stored = stored
        self.document, self.official_ids = decode_document(stored)
        self.leader = decode_leader(stored)
        self.sources = decode_sources(stored)
        self.title, self.body = shown_title(self.document), shown_body(self.document)

    @property
    def size(self) -> int:
        """Return the approximate size in code points; texts count twice, as their encoded bytes are retained."""
        attached = sum(len(attachment.text or "") for attachment in self.document.attachments)
        return 2 * (len(self.document.text) + attached) + OVERHEAD_CODE_POINTS

    @cached_property
    def mention_offsets(self) -> MentionOffsets:
        """Return the offsets at which the document mentions days and numbers, decoded on first use."""
        return decode_offsets(self._stored)

    @cached_property
    def layout(self) -> TextLayout:
        """Return the divisions of its text, and what of its texts is form."""
        return decode_layout(self._stored)

    @cached_property
    def relations(self) -> tuple[OutgoingRelation, ...]:
        """Return what the document does to which others, as its text names them."""
        return decode_relations(self._stored)

    @cached_property
    def effect(self) -> tuple[EffectPeriod, ...]:
        """Return when the document is in force; nothing for one that lays down nothing."""
        return decode_effect(self._stored)


class DocumentCache:
    """Returns decoded documents by their ids, from an LRU cache where it has them. Safe to use from many threads.

    `get` returns the stored bytes of the ids that exist. Documents are evicted by their `size`, the least recently
    used first, until all sizes add up to at most MAX_CACHED_CODE_POINTS.
    """

    def __init__(self, get: Callable[[Sequence[str]], Mapping[str, bytes]]) -> None:
        self._get = get
        self._cached = LruCache[str, StoredDocument](MAX_CACHED_CODE_POINTS, lambda document: document.size)

    def __call__(self, ids: Iterable[str]) -> list[StoredDocument]:
        """Return the documents of those ids that exist, in the order of the ids."""
        requested = list(ids)
        documents = self._cached.get_many(requested)
        missing = [id for id in requested if id not in documents]
        decoded = {id: StoredDocument(stored) for id, stored in self._get(missing).items()}
        self._cached.put_many(decoded)
        documents |= decoded
        return [documents[id] for id in requested if id in documents]
