"""Define what a file of a foreign format holds (PDF, Word, tables …), as its reader gives it: plain data.

Each reader is a module of this folder with one function, `read(data: bytes) -> FileContent`. It runs in a process
apart, which may be killed at any time: it reads nothing but its bytes and keeps nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.formats.blocks import Block


@dataclass(frozen=True, slots=True)
class NameReading:
    """Holds one way to read a line where a page is signed; `confidence` is in percent."""

    text: str
    confidence: int


@dataclass(frozen=True, slots=True)
class PageContent:
    """Holds a page; `is_scan`: its letters are in a picture or cannot be trusted, so it is to be recognised.

    A page that was recognised has its `confidence`, in percent, and is not `is_scan`; `name_readings` are then all
    ways in which the lines could be read that may name who signed.
    """

    blocks: tuple[Block, ...]
    is_scan: bool = False
    confidence: int | None = None
    name_readings: tuple[NameReading, ...] = ()


@dataclass(frozen=True, slots=True)
class FileContent:
    """Holds a file: a format without pages gives one page.

    `title` is what the file says in its properties, not what its text says. `notes` are sentences for people on what of
    the file was not read; `why_unread` says what is missing where its scans could not be recognised.
    """

    pages: tuple[PageContent, ...]
    title: str | None = None
    notes: tuple[str, ...] = ()
    why_unread: str | None = None


class UnreadableContent(ValueError):
    """Says in a Vietnamese sentence why a file cannot be read, and what to do."""


def bound(number: int) -> str:
    """Return a bound as a sentence for people writes it: thousands are parted by points."""
    return f"{number:,}".replace(",", ".")
