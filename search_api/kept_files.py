"""Find the kept file that a document was read from, and those of its attachments, and open them for readers."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import NamedTuple

from corpus.document import Attachment, Document
from corpus.formats.media_types import MediaType, holds_one_document, media_type_of, with_ending
from corpus.store import Store
from corpus.store.original_readers import name_of_original
from corpus.store.originals import OpenOriginal, OriginalError, Originals
from indexer.engines.lru import LruCache
from search_api.problems import Problem
from search_api.sentences import Message
from search_api.sentences import operator_vi as sentences

_MAX_VERIFIED = 4_096  # files of which it stays known that their bytes are those that were kept
_MAX_NAME_LETTERS = 120  # every system saves names of so many letters
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200b-\u200f\u202a-\u202e\u2060-\u206f]+')

_log = logging.getLogger(__name__)


class KeptFile(NamedTuple):
    """Describes a kept file: the name and the media type under which readers get it, and its size in bytes."""

    sha256: str
    name: str
    type: MediaType
    size: int


class KeptFiles:
    """Opens the files of documents. Safe to use from many threads."""

    def __init__(self, store: Store, originals: Originals) -> None:
        self._store = store
        self._originals = originals
        self._verified = LruCache[tuple[object, ...], bool](_MAX_VERIFIED)

    def knows(self, id: str) -> bool:
        """Tell whether there is a document of this id in the store."""
        return self._store.digest_of(id) is not None

    def original(self, id: str) -> tuple[KeptFile, OpenOriginal]:
        """Open the file that a document was read from. Raises Problem where it is not to be had."""
        sha256 = self._store.original(id)
        kept, opened = self._open(sha256, sha256 and name_of_original(self._store, sha256), id)
        if not self._is_of(id, kept):
            opened.close()
            raise Problem(404, Message("ORIGINAL_OF_SEVERAL", id=id))
        return kept, opened

    def attachment(self, document: Document, number: int) -> tuple[KeptFile, OpenOriginal]:
        """Open the file of an attachment, by its number from 1. Raises Problem where it is not to be had."""
        attachments = document.attachments
        if not 1 <= number <= len(attachments):
            raise Problem(404, Message("NO_ATTACHMENT", count=len(attachments)))
        attachment = attachments[number - 1]
        return self._open(attachment.sha256, attachment.name, f"{document.id}-{number}")

    def original_link(self, id: str) -> KeptFile | None:
        """Describe the file that `original` opens, None where it opens none."""
        try:
            kept, opened = self.original(id)
        except (Problem, OriginalError):
            return None
        opened.close()
        return kept

    def attachment_link(self, attachment: Attachment) -> KeptFile | None:
        """Describe the file of an attachment, None where it is not kept."""
        try:
            kept, opened = self._open(attachment.sha256, attachment.name, "")
        except (Problem, OriginalError):
            return None
        opened.close()
        return kept

    def verify(self, kept: KeptFile, opened: OpenOriginal) -> None:
        """Raise Problem where the bytes are not those that were kept; each version of a file is read for it once."""
        key = (kept.sha256, opened.version)
        intact = self._verified.get(key)
        if intact is None:
            read = hashlib.sha256()
            for chunk in opened.part(0, opened.size):
                read.update(chunk)
            intact = read.hexdigest() == kept.sha256
            self._verified.put(key, intact)
            if not intact:
                _log.error(sentences.ORIGINAL_DAMAGED.format(sha256=kept.sha256))
        if not intact:
            raise Problem(404, Message("ORIGINAL_DAMAGED"))

    def _is_of(self, id: str, kept: KeptFile) -> bool:
        """Tell whether a file holds this document alone; others may hold documents that readers are not to see."""
        key = f"original:{kept.sha256}"  # an id has it where its document was alone in the file
        return holds_one_document(kept.type) or self._store.ids_of([key]).get(key) == id

    def _open(self, sha256: str | None, name: str | None, otherwise: str) -> tuple[KeptFile, OpenOriginal]:
        """Open a file by its sha256, which a source may have given; it is called `name`, else `otherwise`."""
        opened = self._originals.open(sha256) if sha256 and _SHA256.fullmatch(sha256) else None
        if sha256 is None or opened is None:
            raise Problem(404, Message("ORIGINAL_NOT_KEPT"))
        try:
            type = media_type_of(opened.size, opened.part)
        except BaseException:
            opened.close()
            raise
        return KeptFile(sha256, _file_name(name or otherwise, type), type, opened.size), opened


def _file_name(name: str, type: MediaType) -> str:
    """Return a name that every system can save, with the ending of what the file is."""
    safe = _UNSAFE.sub("_", name.encode("utf-8", "replace").decode()).strip(" ._") or "van-ban"
    stem, dot, ending = safe.rpartition(".")
    if len(safe) > _MAX_NAME_LETTERS:
        safe = (stem or ending)[: _MAX_NAME_LETTERS - 10].rstrip(" .") + (dot + ending if len(ending) < 10 else "")
    return with_ending(safe, type)
