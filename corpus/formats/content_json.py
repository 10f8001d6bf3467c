"""Write what a file holds as JSON, and read it back: between processes, and in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.formats.blocks import Block, HeadingBlock, ItemBlock, ParagraphBlock, TableBlock
from corpus.formats.content import FileContent, PageContent


def content_to_json(content: FileContent) -> dict[str, Any]:
    """Return the JSON object of a file's content."""
    pages = [{"blocks": [_written(block) for block in page.blocks], "scan": page.is_scan} for page in content.pages]
    return {"pages": pages, "title": content.title, "notes": list(content.notes)}


def content_from_json(shape: Any) -> FileContent:
    """Return a file's content out of its JSON object, whoever wrote it. Raises ValueError where it is none."""
    match shape:
        case {"pages": [*pages], "title": str() | None as title, "notes": [*notes]}:
            return FileContent(tuple(map(_page, pages)), title, tuple(map(_text, notes)))
    raise ValueError("no content of a file")


def _written(block: Block) -> list[Any]:
    match block:
        case HeadingBlock(text, level):
            return ["heading", text, level]
        case ParagraphBlock(text):
            return ["paragraph", text]
        case ItemBlock(text):
            return ["item", text]
        case TableBlock(rows, has_head, continues):
            return ["table", [list(row) for row in rows], has_head, continues]


def _page(shape: Any) -> PageContent:
    match shape:
        case {"blocks": [*blocks], "scan": bool() as is_scan}:
            return PageContent(tuple(map(_block, blocks)), is_scan)
    raise ValueError("no page")


def _block(shape: Any) -> Block:
    match shape:
        case ["heading", str() as text, int() as level]:
            return HeadingBlock(text, level)
        case ["paragraph", str() as text]:
            return ParagraphBlock(text)
        case ["item", str() as text]:
            return ItemBlock(text)
        case ["table", [*rows], bool() as has_head, bool() as continues]:
            return TableBlock(tuple(tuple(map(_text, _cells(row))) for row in rows), has_head, continues)
    raise ValueError("no block")


def _cells(row: Any) -> Sequence[Any]:
    if not isinstance(row, list):
        raise ValueError("no row")
    return row


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def object_of(shape: Any) -> Mapping[str, Any]:
    """Return a JSON object. Raises ValueError for another value."""
    if not isinstance(shape, dict):
        raise ValueError("no object")
    return shape
