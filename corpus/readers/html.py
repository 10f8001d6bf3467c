"""Read the article or document of an HTML page: its text without menus, side columns and footers, and its metadata."""

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

from corpus import sentences
from corpus.extraction.heading import heading
from corpus.readers.encoding import clean, decode
from corpus.readers.fields import documents
from corpus.readers.layout import MIN_SENTENCE_CHARACTERS, article, date_of
from corpus.readers.metadata import browser_title, metadata, text_of
from corpus.readers.source import ReadResult, Source, Unreadable

_MAX_PAGE_BYTES = 16 * 1024 * 1024
# A table with more characters than this around the date line is the one with the article.
_MIN_ARTICLE_CHARACTERS = 400
# A cell of a layout table with more characters than this has paragraphs in it, a shorter one the lines of a head.
_MAX_HEAD_CELL_CHARACTERS = 300

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|article|section|main|table|p|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
# A tag of this length is an embedded picture, or made to keep the parser busy, which compares every two attributes.
_LONG_TAG = re.compile(r"<[^<>]{50000,}>?")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_OPENING_TAG = re.compile(r"<[a-zA-Z][^<>]*+")
_MAX_TAGS = 200_000  # each costs some 1,500 bytes in the trees of lxml and trafilatura
_MAX_TAG_ATTRIBUTES = 500  # of a tag: the parser compares every two
_MAX_ATTRIBUTES = 1_000_000  # of a page, a word in a value counting as one
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
# Elements of trafilatura's tree that begin a new line.
_BLOCKS = frozenset(("p", "head", "item", "list", "quote", "row", "cell", "table", "ab", "div", "code"))


def fits(source: Source) -> bool:
    """Tell whether the file is a page, by its first tags."""
    return bool(_START.match(source.head)) or b"<html" in source.head.lower()


def read(source: Source) -> Iterator[ReadResult]:
    """Yield the document of a page. Raises Unreadable where the page has no article."""
    content = decode(source.read_all(_MAX_PAGE_BYTES)).replace("\0", "")
    if declaration := _XML.match(content):
        content = content[declaration.end() :]
    content = _LONG_TAG.sub("", content)
    _check_size(content)
    if "<html" not in content[:8000].lower():
        content = f"<html><body>{content}</body></html>"
    try:
        shape = _shape(content)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(sentences.PAGE_DAMAGED) from error
    yield from documents(shape, source.name)


def _check_size(content: str) -> None:
    """Raise Unreadable where a page has so many tags or attributes that its tree would take gigabytes."""
    if content.count("<") > _MAX_TAGS:
        raise Unreadable(sentences.PAGE_WITH_TOO_MANY_TAGS.format(limit=_MAX_TAGS))
    total = 0
    for tag in _OPENING_TAG.finditer(content):
        attributes = _attributes(tag.group())
        total += attributes
        if attributes > _MAX_TAG_ATTRIBUTES and _attributes(_QUOTED.sub(" ", tag.group())) > _MAX_TAG_ATTRIBUTES:
            raise Unreadable(sentences.TAG_WITH_TOO_MANY_ATTRIBUTES.format(limit=_MAX_TAG_ATTRIBUTES))
    if total > _MAX_ATTRIBUTES:
        raise Unreadable(sentences.PAGE_WITH_TOO_MANY_ATTRIBUTES.format(limit=_MAX_ATTRIBUTES))


def _attributes(tag: str) -> int:
    """Return how many attributes a tag has at most; `a=""b=""` and `a/b` are two as well."""
    return max(len(tag.replace("/", " ").split()), tag.count("="))


def _shape(content: str) -> dict[str, Any]:
    """Return the fields of a page. Raises Unreadable, and what lxml and trafilatura raise on hostile pages."""
    tree = load_html(content)
    if tree is None:
        raise Unreadable(sentences.PAGE_UNREADABLE)
    fields, date_line = metadata(tree)
    main = _main_table(date_line)
    if main is not None:
        tree.find("body")[:] = [main]
    blocks = _text_blocks(tree, fields.get("title"))
    text, author = article(blocks, fields.get("author"))
    shape = {**fields, "text": text, "author": author}
    if heading(text):
        shape.pop("kind", None)
    elif not (fields.keys() & {"title", "abstract"}):
        # Without a title the page is an article only where it has a sentence: else it is a list of links.
        if not any(len(line) >= MIN_SENTENCE_CHARACTERS for block in blocks for line in block.split("\n")):
            raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
        shape["title"] = browser_title(tree)
    if not text and "number" not in fields:
        raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
    return shape


def _main_table(date_line: Any) -> Any:
    """Return the table to extract the article from, None for the whole page.

    Old portals lay their pages out as tables within tables, which look like data: there the article is in the
    innermost table that contains the date line and enough text.
    """
    for table in date_line.iterancestors("table") if date_line is not None else ():
        if len(text_of(table)) > _MIN_ARTICLE_CHARACTERS:
            return table
    return None


def _text_blocks(tree: Any, title: str | None) -> list[str]:
    """Return the paragraphs of the article, without title and date line. Raises Unreadable for a list of links."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # our Failure reports what it would log
    extracted: Any = bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        prune_xpath="//*[@class='DefaultContentBlock']",  # SharePoint's note to the makers of its pages
        config=_settings(),
    )
    blocks = list(_blocks(extracted.body)) if extracted is not None else []
    counts = Counter(line for block in blocks for line in block.split("\n"))
    if sum(n for line, n in counts.items() if n > 3 and len(line) < MIN_SENTENCE_CHARACTERS) * 2 > counts.total():
        raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)  # a list, with the same buttons for every entry
    return [block for block in blocks if block != title and not date_of(block)]


@cache
def _settings() -> ConfigParser:
    """Return trafilatura's settings, changed so that a short notice stays short.

    By default, below 250 characters it takes the words of the whole page instead, with every menu.
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
            yield from cell.split("\n") if len(cell) > _MAX_HEAD_CELL_CHARACTERS else [cell]
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
