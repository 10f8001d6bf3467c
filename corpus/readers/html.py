"""Read the article or document of an HTML page: its text without menus, side columns and footers, and its metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from corpus import sentences
from corpus.extraction.heading import heading
from corpus.formats.blocks import paragraphs
from corpus.readers.encoding import decode
from corpus.readers.fields import documents
from corpus.readers.layout import MIN_SENTENCE_CHARACTERS, signed_article
from corpus.readers.markup import parsed
from corpus.readers.metadata import browser_title, files_of, has_search_form, metadata
from corpus.readers.page_blocks import PageWalk, PlacedBlock
from corpus.readers.page_furniture import Furniture, article_blocks, is_sentence
from corpus.readers.source import ReadResult, Source, Unreadable
from corpus.vi.bounded import compile_bounded

_MAX_PAGE_BYTES = 16 * 1024 * 1024

# Below so many characters, a page with a search form or the title of an error has no article.
_MIN_ARTICLE_CHARACTERS = 600
_MIN_LISTED = 3  # links of a page that is nothing but a list

_ERROR = compile_bounded(
    r"(?:lỗi |error )?[45]\d\d(?:\s*[-–:|]|\s*$|\s(?=[a-z]))"
    r"|(?:lỗi|error|server error|runtime error|access denied|forbidden)"
    r"\b\W*(?:hệ thống|máy chủ|in ['\"/].*)?$|(?:page |file )?not found"
    r"|(?:trang )?không (?:tìm thấy|tồn tại)(?: trang)?",
    re.IGNORECASE,
)
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|article|section|main|table|t[rdh]|tbody|ul|ol|dl|form|center|font|p|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")


def fits(source: Source) -> bool:
    """Tell whether the file is a page, by its first tags."""
    return bool(_START.match(source.head)) or b"<html" in source.head.lower()


def read(source: Source) -> Iterator[ReadResult]:
    """Yield the document of a page. Raises Unreadable where the page has no article."""
    content = decode(source.read_all(_MAX_PAGE_BYTES)).replace("\0", "")
    if declaration := _XML.match(content):
        content = content[declaration.end() :]
    if content[:3].lower() == "<tr":
        content = f"<table>{content}</table>"
    if "<html" not in content[:8000].lower():
        content = f"<html><body>{content}</body></html>"
    try:
        shape = _shape(content)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(sentences.PAGE_DAMAGED) from error
    yield from documents(shape, source.name)


def _shape(content: str) -> dict[str, Any]:
    """Return the fields of a page. Raises Unreadable, and what lxml raises on hostile pages."""
    tree = parsed(content)
    fields, title_element, date_line = metadata(tree)
    apart = [element for element in (title_element, date_line) if element is not None]
    body = tree.find("body")
    if body is None:
        raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
    furniture = Furniture(body, apart)
    walk = PageWalk(body, furniture.is_pruned, apart, title_element)
    placed = article_blocks(walk, fields.get("title"), title_element if title_element is not None else date_line)
    if not any(map(is_sentence, placed)):
        _check_list(walk.blocks)
    if date_line is None and sum(len(block.text) for block in placed) < _MIN_ARTICLE_CHARACTERS:
        if title_element is None and has_search_form(tree):
            raise Unreadable(sentences.PAGE_OF_SEARCH)
        if any(_ERROR.match(title) for title in (fields.get("title"), browser_title(tree)) if title):
            raise Unreadable(sentences.PAGE_OF_ERROR)
    if fields.get("author") and placed and placed[0].text == fields["author"]:
        del placed[0]  # a line beside the date line
    text, author = signed_article(paragraphs(block.block for block in placed), fields.get("author"))
    shape = {**fields, "text": text, "author": author}
    if heading(text):
        shape.pop("kind", None)
    elif not (fields.keys() & {"title", "abstract"}):
        # Without a title the page is an article only where it has a sentence, or no links: else it is a list of these.
        if not any(map(is_sentence, placed)) and (
            len(body.findall(".//a[@href]")) >= _MIN_LISTED or any(block.is_link for block in placed)
        ):
            raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
        shape["title"] = browser_title(tree)
    if not text and "number" not in fields:
        raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
    if "attachments" not in shape:
        shape["attachments"] = files_of(_shown_links(body, furniture), fields.get("url"))
    return shape


def _shown_links(body: Any, furniture: Furniture) -> Iterator[Any]:
    """Yield the links of a page but those of its menus, side columns and footers, which lead to no files of it."""
    known: dict[Any, bool] = {body: True}
    for link in body.iterfind(".//a[@href]"):
        above = []
        element = link.getparent()
        while element not in known:
            above.append(element)
            element = element.getparent()
        is_shown = known[element]
        for element in reversed(above):
            is_shown = is_shown and not furniture.is_pruned(element)
            known[element] = is_shown
        if is_shown:
            yield link


def _check_list(blocks: list[PlacedBlock]) -> None:
    """Raise Unreadable for a list with the same buttons for every entry."""
    counts = Counter(line for block in blocks for line in block.text.split("\n"))
    if sum(n for line, n in counts.items() if n > 3 and len(line) < MIN_SENTENCE_CHARACTERS) * 2 > counts.total():
        raise Unreadable(sentences.PAGE_WITHOUT_ARTICLE)
