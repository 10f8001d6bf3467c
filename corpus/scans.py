"""Recognise the pages of files that are scans, page by page, and keep what was recognised: it takes seconds a page.

Layout and repair of what is kept are done each time, as they take little: a better rule repeats no recognition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple

from corpus.formats.content import FileContent, UnreadableContent
from corpus.formats.process_apart import RECOGNITION, LateReading
from corpus.formats.recognised import RecognisedPage
from corpus.formats.recognised_json import recognised_from_json, recognised_to_json
from corpus.formats.recognised_layout import pages_of_recognised
from corpus.source_digest import recogniser_digest
from corpus.store.readings import Reading, Readings

MAX_FAILED_PAGES = 3  # of a file, which then is not tried any further: each may take minutes


class Recogniser(NamedTuple):
    """Names what recognises scans on this machine: its language data and its digest, or a sentence what is missing."""

    tessdata: str | None = None
    digest: str = ""
    missing: str | None = None


@cache
def recogniser(tessdata: str | None) -> Recogniser:
    """Return what recognises scans here, with the language data of a folder or else of the system."""
    recognition = import_module(RECOGNITION)  # only where there are scans: it loads what reads pictures
    missing = recognition.missing(tessdata)
    digest = "" if missing else recogniser_digest(RECOGNITION, recognition.version(tessdata))
    return Recogniser(tessdata, digest, missing)


# Recognises a page of a file in a process apart. Raises UnreadableContent.
RecognisePage = Callable[[bytes, int, str | None], RecognisedPage]


class ScanPages:
    """Recognises pages, each once: from the store, else by a process apart. For any thread."""

    def __init__(self, readings: Readings, recognised_by: Callable[[], Recogniser]) -> None:
        self._readings = readings
        self._recognised_by = recognised_by
        self._keeping = Lock()
        self._failed: dict[str, int] = {}

    def read(self, data: bytes, sha256: str, page: int, recognise: RecognisePage) -> RecognisedPage | None:
        """Return what a page says, None where it cannot be recognised. Raises StoreError."""
        if kept := self._kept(sha256, page):
            return kept[0]
        recogniser = self._recognised_by()
        if recogniser.missing or self._failed.get(sha256, 0) >= MAX_FAILED_PAGES:
            return None
        try:
            read = recognise(data, page, recogniser.tessdata)
        except LateReading:  # it may be in time on another day
            self._failed[sha256] = self._failed.get(sha256, 0) + 1
            return None
        except UnreadableContent as error:
            self._failed[sha256] = self._failed.get(sha256, 0) + 1
            self._keep(sha256, page, {"refusal": str(error)})
            return None
        self._keep(sha256, page, recognised_to_json(read))
        return read

    def _kept(self, sha256: str, page: int) -> tuple[RecognisedPage | None] | None:
        """Return what was kept of a page, in a tuple; without a recogniser what any other has recognised."""
        recogniser = self._recognised_by()
        value = self._readings.find(_part(page), None if recogniser.missing else recogniser.digest, sha256)
        match value:
            case None:
                return None
            case {"refusal": str()}:
                return None if recogniser.missing else (None,)
        try:
            return (recognised_from_json(value),)
        except ValueError:
            return None  # damaged: it is recognised again

    def _keep(self, sha256: str, page: int, value: Any) -> None:
        with self._keeping:
            self._readings.keep([Reading(_part(page), self._recognised_by().digest, sha256, value)])


def scanned(content: FileContent) -> list[int]:
    """Return the numbers of the pages that are to be recognised, from 0."""
    return [number for number, page in enumerate(content.pages) if page.is_scan]


def with_recognised(
    content: FileContent, pages: Mapping[int, RecognisedPage | None], recogniser: Recogniser
) -> FileContent:
    """Return a file's content with the text of the pages that were recognised; the others stay scans."""
    numbers = [number for number in sorted(pages) if pages[number]]
    read = dict(zip(numbers, pages_of_recognised([page for n in numbers if (page := pages[n])]), strict=True))
    return replace(
        content,
        pages=tuple(read.get(number, page) for number, page in enumerate(content.pages)),
        why_unread=recogniser.missing,
    )


def _part(page: int) -> str:
    return f"{RECOGNITION}:{page}"
