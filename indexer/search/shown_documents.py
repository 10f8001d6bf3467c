"""Keeps documents that were shown lately, completed, with what their pages tell of them: dates and names.

Reading a document of 700,000 letters takes a second, most of it to complete it and to find its dates and persons, which
depend on nothing but its content, and for persons on the generation of the index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from corpus.document import Document, day_of
from corpus.extraction.extract import complete
from corpus.store import Store
from indexer.engines.lru import LruCache
from indexer.results import NameMention
from indexer.schema.dates import MentionedDate, mentioned_dates

MAX_CACHED_CODE_POINTS = 4 * 2**20  # of texts, two bytes each
OVERHEAD_CODE_POINTS = 10_000  # the size of all else that is kept of a document, about
MAX_ANSWERS = 256  # about documents, some KB each, of a law a hundred

PageFact = TypeVar("PageFact")


@dataclass(slots=True)
class _Shown:
    """Holds a completed document, the digest of its stored form, and what was found in it so far."""

    document: Document
    digest: str
    mentioned: tuple[MentionedDate, ...] | None = None
    named: tuple[str, tuple[NameMention, ...]] | None = None  # in which generation, and where

    @property
    def size(self) -> int:
        """Give the approximate size in code points; sentences of dates may hold a text once more."""
        attached = sum(len(attachment.text or "") for attachment in self.document.attachments)
        return 2 * len(self.document.text) + attached + OVERHEAD_CODE_POINTS


class ShownDocuments:
    """Completes the documents of a store, and keeps the latest ones as long as the store has them so.

    Safe to use from many threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shown = LruCache[str, _Shown](MAX_CACHED_CODE_POINTS, lambda shown: shown.size)
        self._answers = LruCache[tuple[str, ...], object](MAX_ANSWERS)

    def get(self, id: str) -> Document | None:
        """Return a document, completed from its own text; None where the store has none of this id."""
        digest = self._store.digest_of(id)
        kept = self._shown.get(id)
        if kept is not None and kept.digest == digest:
            return kept.document
        document = self._store.get(id)
        if document is None:
            return None
        document = complete(document)
        if digest is not None and self._store.digest_of(id) == digest:  # it did not change meanwhile
            self._shown.put(id, _Shown(document, digest))
        return document

    def mentioned(self, document: Document) -> tuple[MentionedDate, ...]:
        """Return the dates that a document mentions, each span once, with the sentence that mentions it first."""
        kept = self._kept(document)
        if kept is None:
            return mentioned_dates(document, day_of(document))
        if kept.mentioned is None:
            kept.mentioned = mentioned_dates(document, day_of(document))
        return kept.mentioned

    def named(
        self, document: Document, stamp: str, find: Callable[[], tuple[NameMention, ...]]
    ) -> tuple[NameMention, ...]:
        """Return where a document names its officials, as `find` tells it in the generation of this stamp."""
        kept = self._kept(document)
        if kept is None:
            return find()
        if kept.named is None or kept.named[0] != stamp:
            kept.named = stamp, find()
        return kept.named[1]

    def answered(self, document: Document, question: str, stamp: str, answer: Callable[[], PageFact]) -> PageFact:
        """Return what `answer` tells of a document in the generation of this stamp; kept by content and generation."""
        kept = self._kept(document)
        if kept is None:
            return answer()
        key = document.id, kept.digest, stamp, question
        if (known := self._answers.get(key)) is not None:
            return known  # type: ignore[return-value]
        told = answer()
        self._answers.put(key, told)
        return told

    def _kept(self, document: Document) -> _Shown | None:
        """Return what is kept of this very object: another one of the same id may have another content."""
        kept = self._shown.get(document.id)
        return kept if kept is not None and kept.document is document else None
