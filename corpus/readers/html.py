"""Read an article or a document out of a page: its text without menus, side columns and footers, and its facts."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from typing import Any

from trafilatura import bare_extraction
from trafilatura.settings import use_config
from trafilatura.utils import load_html

from corpus.extraction.heading import heading
from corpus.readers.encoding import clean, decode
from corpus.readers.fields import documents
from corpus.readers.layout import PARAGRAPH, article, date_of
from corpus.readers.metadata import browser_title, facts, words
from corpus.readers.source import Found, Source, Unreadable

NO_ARTICLE = "không tìm thấy nội dung bài viết trong trang; hãy lưu trang của chính bài viết đó"

LIMIT = 16 * 1024 * 1024
# An element with more characters than this around the date line holds the article.
MAIN = 400
# A cell of a layout table with more characters than this holds paragraphs, a shorter one the lines of a head.
CELL = 300

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|article|section|main|table|p|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
# A tag of this length is an embedded picture, or made to keep the parser busy: it compares every two attributes.
_LONG_TAG = re.compile(r"<[^<>]{50000,}>?")
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
# Elements of the extracted tree that begin a new line.
_BLOCKS = frozenset(("p", "head", "item", "list", "quote", "row", "cell", "table", "ab", "div", "code"))


def fits(source: Source) -> bool:
    """Tell whether the file is a page, by its first tags."""
    return bool(_START.match(source.head)) or b"<html" in source.head.lower()


def read(source: Source) -> Iterator[Found]:
    """Yield the one document of a page. Raises Unreadable where it has no text of its own."""
    content = _XML.sub("", decode(source.whole(LIMIT)).replace("\0", ""), count=1)
    content = _LONG_TAG.sub("", content)
    if "<html" not in content[:8000].lower():
        content = f"<html><body>{content}</body></html>"
    try:
        shape = _shape(content)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("trang HTML bị hỏng, không tách được nội dung; hãy lưu lại cả trang từ trình duyệt") from error
    yield from documents(shape, source.name)


def _shape(content: str) -> dict[str, Any]:
    """Return the fields of a page. Raises Unreadable, and what lxml and trafilatura raise on hostile pages."""
    tree = load_html(content)
    if tree is None:
        raise Unreadable("không đọc được trang HTML này; hãy mở bằng trình duyệt và lưu lại cả trang")
    fields, date_line = facts(tree)
    main = _main(tree, date_line)
    if main is not None:
        tree.find("body")[:] = [main]
    blocks = _text(tree, fields.get("title"))
    found = article(blocks, fields.get("author"))
    kept = {**fields, "text": found.text, "author": found.author}
    if heading(found.text):
        kept.pop("kind", None)
    elif not (fields.keys() & {"title", "abstract"}):
        # Without a title the page is an article only where it has a sentence: else it is a list of links.
        if not any(len(line) >= PARAGRAPH for block in blocks for line in block.split("\n")):
            raise Unreadable(NO_ARTICLE)
        kept["title"] = browser_title(tree)
    if not found.text and "number" not in fields:
        raise Unreadable(NO_ARTICLE)
    return kept


def _main(tree: Any, date_line: Any) -> Any:
    """Return the part of a page to extract from, None for the whole.

    Old portals lay their pages out as tables within tables, which look like data: there the article is in the
    innermost table that holds the date line and enough text.
    """
    for table in date_line.iterancestors("table") if date_line is not None else ():
        if len(words(table)) > MAIN:
            return table
    return None


def _text(tree: Any, title: str | None) -> list[str]:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page is said by our Failure
    extracted: Any = bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        prune_xpath="//*[@class='DefaultContentBlock']",  # SharePoint's own note to the makers of its pages
        config=_settings(),
    )
    blocks = list(_blocks(extracted.body)) if extracted is not None else []
    often = Counter(line for block in blocks for line in block.split("\n"))
    if sum(n for line, n in often.items() if n > 3 and len(line) < PARAGRAPH) * 2 > often.total():
        raise Unreadable(NO_ARTICLE)  # a list, with the same buttons for every entry
    return [b for b in blocks if b != title and not date_of(b)]


@cache
def _settings() -> ConfigParser:
    """Return the settings of the extraction, under which a short notice stays short.

    Below 250 characters trafilatura takes the words of the whole page instead, with every menu.
    """
    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return settings


def _blocks(body: Any) -> Iterator[str]:
    """Yield the paragraphs, headings, lists and table rows of the extracted tree."""
    for element in body:
        if element.tag == "table":
            for row in element.iter("row"):
                yield from _row([_lines(cell) for cell in row.iter("cell")])
        elif text := _lines(element):
            yield text


def _row(cells: list[str]) -> Iterator[str]:
    """Yield a row of data as one line; where a cell has several lines the table is only there for the layout."""
    cells = [cell for cell in cells if cell]
    if any("\n" in cell for cell in cells):
        for cell in cells:
            yield from cell.split("\n") if len(cell) > CELL else [cell]
    elif cells:
        yield " | ".join(cells)


def _lines(element: Any) -> str:
    lines = (" ".join(line.split()) for line in clean(_flow(element)).split("\n"))
    return "\n".join(line for line in lines if line)


def _flow(element: Any) -> str:
    if element.tag == "lb":
        return "\n"
    start = "\n- " if element.tag == "item" else "\n" if element.tag in _BLOCKS else ""
    inner = "".join(_flow(child) + (child.tail or "") for child in element)
    return f"{start}{element.text or ''}{inner}{start and chr(10)}"
