"""Join files to the documents that name them: a file beside a record is its attachment and no document of its own.

Only files that were given take part, in this run or in one before: what a record names elsewhere is never opened. So
the outcome does not depend on which is given first.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from corpus import sentences
from corpus.document import Attachment, Document
from corpus.formats.detection import HEAD_BYTES, SHEET, ZIP, ForeignFormat, foreign_format
from corpus.given_files import reason_of
from corpus.readers import ReadContent
from corpus.readers.attached import AttachmentContent, is_document_name, paths_of, with_content
from corpus.readers.source import MAX_FILE_BYTES
from corpus.store import Store
from corpus.store.file_keys import at_places, holding, naming, note_documents, note_places
from corpus.store.original_readers import originals_of
from corpus.store.originals import Originals
from corpus.vi.text import compose

_MAX_FOLDERS_ABOVE = 12  # of a record, in which a site may have been saved
_MAX_ATTACHMENTS = 200  # of a document that are looked for


class Joined(NamedTuple):
    """Holds a document with the files beside it, the places of these, and sentences on what of them was not read."""

    document: Document
    places: frozenset[str]
    notes: tuple[str, ...]


class ToStore(NamedTuple):
    """Holds a document to store, the sha256 of its original, and the place of the record that may name other files."""

    document: Document
    original: str | None
    place: str | None = None


def place_of(path: Path) -> str:
    """Return a path by which a file is known, however its letters are composed."""
    return compose(os.path.abspath(path))


def in_order(files: Iterable[Path]) -> list[list[Path]]:
    """Return files in groups: those that may name others, tables, and those that may be named."""
    groups: list[list[Path]] = [[], [], []]
    for path in files:
        groups[_group(path)].append(path)
    return groups


def names_in(document: Document) -> list[str]:
    """Return the names of the files that a document names."""
    return list(dict.fromkeys(path[-1] for attachment in _sought(document) for path in paths_of(attachment)))


class FilesBeside:
    """Finds the files that documents name, among those of a run and those of earlier runs."""

    def __init__(self, store: Store, originals: Originals, files: Sequence[Path]) -> None:
        self._store = store
        self._originals = originals
        self._formats: dict[str, ForeignFormat | None] = {}  # by sha256
        self._given = {place_of(path): path for path in files if is_document_name(path.name)}

    def of_run(self, document: Document, record: Path) -> list[Path]:
        """Return the files of this run that a document names."""
        found = (self._given.get(place) for a in _sought(document) for place in _places(a, record))
        return [path for path in dict.fromkeys(found) if path]

    def join(self, document: Document, record: Path, contents: ReadContent) -> Joined:
        """Return a document with what the files beside its record hold; their bytes are kept. Raises OriginalError."""
        options = {attachment: _places(attachment, record) for attachment in _sought(document)}
        sought = dict.fromkeys(place for places in options.values() for place in places)
        if not sought:
            return Joined(document, frozenset(), ())
        known = at_places(self._store, (place for place in sought if place not in self._given))
        attachments: list[Attachment] = []
        used: set[str] = set()
        notes = list(document.notes)
        new: list[str] = []
        for attachment in document.attachments:
            place = next((p for p in options.get(attachment, ()) if p in self._given or p in known), None)
            read = self._read(attachment, place, known, contents, attachments) if place else None
            if place and read:
                used.add(place)
                prefix = sentences.ATTACHMENT_NOTE.format(name=attachment.name, message="")
                notes = [note for note in notes if not note.startswith(prefix)] + list(read.notes)
                new += read.notes
            attachments.append(read.attachment if read else attachment)
        return Joined(
            replace(document, attachments=tuple(attachments), notes=tuple(notes)), frozenset(used), tuple(new)
        )

    def _read(
        self, attachment: Attachment, place: str, known: dict[str, str], contents: ReadContent, before: list[Attachment]
    ) -> AttachmentContent | None:
        try:
            sha256 = self._originals.keep(self._given[place]) if place in self._given else known[place]
        except OSError as error:
            note = sentences.ATTACHMENT_NOTE.format(name=attachment.name, message=reason_of(error))
            return AttachmentContent(attachment, (note,))
        if place in self._given:
            note_places(self._store, {place: sha256})
        return read_kept(replace(attachment, sha256=sha256), self._originals, contents, before)

    def late(self, path: Path, contents: ReadContent) -> Iterator[tuple[str, Document]]:
        """Yield the stored documents that change, as a file is given that they name; with their ids."""
        place = place_of(path)
        for id, record in naming(self._store, [compose(path.name)]):
            stored = self._store.get_many([id], lambda damaged: None).get(id)
            if stored is None or place not in {p for a in _sought(stored) for p in _places(a, Path(record))}:
                continue
            joined = self.join(stored, Path(record), contents)
            if joined.document != stored:
                yield id, joined.document

    def others(self, made: Iterable[tuple[str, str, bool]]) -> dict[str, set[str]]:
        """Return for ids the files that are no version of what has the id, as a page and its printed file are not.

        `made` are ids that were made of what documents say, the sha256 of their files, and whether these are new.
        """
        made = list(made)
        files = {id: {file} for id, file in originals_of(self._store, [id for id, *_ in made]).items() if file}
        others: dict[str, set[str]] = {}
        for id, file, is_new in made:
            of_id = files.setdefault(id, {file})
            if is_new and any(self._are_apart(file, other) for other in of_id):
                others.setdefault(id, set()).add(file)
            of_id.add(file)
        return others

    def _are_apart(self, one: str, other: str) -> bool:
        if one == other or not (self._originals.holds(one) and self._originals.holds(other)):
            return False
        formats = [self._format(sha256) for sha256 in (one, other)]
        return formats[0] != formats[1] and not {SHEET, ZIP} & {*formats}

    def _format(self, sha256: str) -> ForeignFormat | None:
        if sha256 not in self._formats:
            format = foreign_format(next(iter(self._originals.read(sha256)), b""))
            if format == ZIP:  # an Office file is one too
                format = foreign_format(b"".join(self._originals.read(sha256)))
            self._formats[sha256] = format
        return self._formats[sha256]

    def keep(self, path: Path) -> str:
        """Keep a file, note where it is, and return its sha256. Raises OSError, OriginalError and StoreError."""
        sha256 = self._originals.keep(path)
        note_places(self._store, {place_of(path): sha256})
        return sha256


def note_attachments(store: Store, originals: Originals, stored: Iterable[ToStore]) -> None:
    """Note what files documents name and have. Those with no place keep what was noted of the names in them."""
    names: dict[str, list[tuple[str, str]]] = {}
    files: dict[str, list[str]] = {}
    for document, _, place in stored:
        kept = [a.sha256 for a in document.attachments if a.sha256 and originals.holds(a.sha256)]
        files[document.id] = kept
        if place:
            names[document.id] = [(name, place) for name in names_in(document)]
    note_documents(store, names, files)


def lead_to_documents(store: Store, documents: Iterable[Document], at: datetime) -> None:
    """Let the ids that attachments have as documents of their own lead to the documents that have them."""
    wanted: dict[str, str] = {}
    for document in documents:
        for attachment in document.attachments:
            if attachment.sha256:
                wanted.setdefault(f"original:{attachment.sha256}", document.id)
                wanted.setdefault(f"record:{attachment.sha256}", document.id)
    if not wanted:
        return
    known = store.ids_of(wanted)
    of_files = {
        id: wanted[key]
        for key, id in known.items()
        if id != wanted[key] and (key.startswith("record:") or store.original(id) == key.partition(":")[2])
    }
    if of_files:
        store.lead(of_files, at=at)


def holder_of(store: Store, sha256: str) -> str | None:
    """Return the id of a stored document of which a file is an attachment, None where there is none."""
    for id in holding(store, [sha256]).get(sha256, ()):
        document = store.get_many([id], lambda damaged: None).get(id)
        if document and any(attachment.sha256 == sha256 for attachment in document.attachments):
            return id
    return None


def read_kept(
    attachment: Attachment, originals: Originals, contents: ReadContent, before: Sequence[Attachment]
) -> AttachmentContent | None:
    """Return an attachment with what its kept bytes hold, None where they are not here. Raises OriginalError."""
    if not attachment.sha256 or not originals.holds(attachment.sha256):
        return None
    data = bytearray()
    for chunk in originals.read(attachment.sha256):
        data += chunk
        if len(data) > MAX_FILE_BYTES:
            message = sentences.FILE_TOO_LARGE.format(megabytes=MAX_FILE_BYTES // 1024 // 1024)
            return AttachmentContent(
                attachment, (sentences.ATTACHMENT_NOTE.format(name=attachment.name, message=message),)
            )
    return with_content(attachment, bytes(data), contents, sum(len(other.text or "") for other in before))


def read_again(document: Document, before: Document, originals: Originals, contents: ReadContent) -> Document:
    """Return a document that was read again with the attachments that it had, these read again too."""
    kept = {(a.name, a.url): a for a in before.attachments if a.sha256}
    attachments: list[Attachment] = []
    notes = list(document.notes)
    for attachment in document.attachments:
        old = kept.get((attachment.name, attachment.url))
        if old is not None and attachment.sha256 in (None, old.sha256) and attachment.text is None:
            read = read_kept(replace(attachment, sha256=old.sha256), originals, contents, attachments)
            # Text that was sent with a letter stays as its reader gave it.
            attachment = read.attachment if read else old
            notes += read.notes if read else ()
        attachments.append(attachment)
    return replace(document, attachments=tuple(attachments), notes=tuple(dict.fromkeys(notes)))


def _sought(document: Document) -> list[Attachment]:
    return list(document.attachments[:_MAX_ATTACHMENTS])


def _places(attachment: Attachment, record: Path) -> list[str]:
    """Return where a file may be that a record names, the likeliest first; `..` is followed by its letters alone."""
    own = place_of(record)
    folder = posixpath.dirname(own)
    beside = [folder, f"{posixpath.splitext(own)[0]}_files"]
    above = [folder, *map(str, Path(folder).parents)][:_MAX_FOLDERS_ABOVE]
    places = (
        posixpath.normpath(posixpath.join(start, *filter(None, path)))
        for path in paths_of(attachment)
        for start in (above if path[0] == "" else beside)
    )
    return [place for place in dict.fromkeys(places) if place != own]


def _group(path: Path) -> int:
    try:
        if not path.is_file():  # opening a pipe would wait for somebody to write
            return 0
        with path.open("rb") as file:
            format = foreign_format(file.read(HEAD_BYTES))
    except OSError:
        return 0
    if format is None or format == ZIP:
        return 0
    return 1 if format == SHEET else 2
