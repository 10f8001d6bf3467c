"""Parse HTML within bounds, and return the text of a piece of it as portals store it in a field."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from lxml.html import HTMLParser, defs, document_fromstring

from corpus import sentences
from corpus.formats.blocks import text_of_blocks
from corpus.readers.encoding import clean
from corpus.readers.layout import separated_paragraphs
from corpus.readers.page_blocks import PageWalk, is_unseen
from corpus.readers.source import Unreadable
from corpus.vi.bounded import compile_bounded

_MAX_TAGS = 200_000  # each costs some 1,500 bytes in the tree and its blocks
_MAX_TAG_ATTRIBUTES = 500  # of a tag: the parser compares every two
_MAX_ATTRIBUTES = 1_000_000  # of a page, a word in a value counting as one
_MAX_ESCAPES = 4  # how often a text is escaped, and a tag within it once more

# A tag of this length is an embedded picture, or made to keep the parser busy, which compares every two attributes.
_LONG_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{50000,}>?")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_OPENING_TAG = re.compile(r"<[a-zA-Z][^<>]*+")

# Where one that hides what follows is not closed, the parser would drop all the rest.
_HIDDEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))
_NAMES = "|".join(sorted(defs.tags | {"dialog", "main", "picture", "template", "xml"}, key=len, reverse=True))
# Office's tags have a colon (`<o:p>`). Any other `<` is a sign of the text (`< 5 %`, `<họ tên>`).
_TAG_NAME = rf"(?:{_NAMES}|[a-z][a-z0-9]{{0,15}}:[a-z][a-z0-9]{{0,30}})(?=[\s/>])"
_ELEMENT = rf"/?{_TAG_NAME}(?:\s*/?>|\s+[a-z_:@][a-z0-9_:@.-]{{0,40}}(?:\s*=|\s|/?>))"
_TAG = compile_bounded(rf"<(?:{_ELEMENT}|!--|!\[)", re.IGNORECASE)
_SIGN = compile_bounded(rf"<(?!{_ELEMENT}|!--|!\[|[?!][a-z][^<>]*>)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{1,8}[0-9]{0,2});", re.IGNORECASE)
_MAKES_LINES = re.compile(r"<(?:p|div|br|t[dh])[\s/>]", re.IGNORECASE)
_LOOSE_ROW = re.compile(r"\s*<t(?:body|head|[rdh])[\s>]", re.IGNORECASE)


def untagged(text: str, *, markdown: bool = False) -> str:
    """Return the text of HTML in a field, however often it is escaped; a text without HTML is returned as it is.

    Lines of the source are lines only where no tag makes any, as of WordPress, and in Markdown.
    """
    return _plain(text, markdown=markdown)[0]


def paragraphs_of(text: str) -> str:
    """Return the text of a field with a blank line between paragraphs, which its tags make, else its lines."""
    plain, has_tags = _plain(text, markdown=False)
    return plain if has_tags else separated_paragraphs(plain)


def _plain(text: str, *, markdown: bool) -> tuple[str, bool]:
    """Return a text without HTML, and whether it had tags."""
    has_tags = False
    for _ in range(_MAX_ESCAPES):
        if "<" in text and _TAG.search(text):
            text = _walked(text, lines=markdown or not _MAKES_LINES.search(text))
            has_tags = True
        elif "&" in text and _ENTITY.search(text):
            text = clean(_ENTITY.sub(lambda entity: unescape(entity.group()), text))
        else:
            break
    return text, has_tags


def parsed(content: str) -> Any:
    """Return the tree of a page. Raises Unreadable for too many tags, and what lxml raises on hostile pages."""
    content = _LONG_TAG.sub("", content)
    for opening, closing in _HIDDEN:
        content = _without_unclosed(content, opening, closing)
    _check_size(content)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    tree = document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    if tree is None:
        raise Unreadable(sentences.PAGE_UNREADABLE)
    return tree


def _walked(text: str, *, lines: bool) -> str:
    text = _SIGN.sub("&lt;", text.replace("\0", ""))
    if _LOOSE_ROW.match(text):
        text = f"<table>{text}</table>"
    body = parsed(f"<html><body>{text}</body></html>").find("body")
    return text_of_blocks(block.block for block in PageWalk(body, is_unseen, lines=lines).blocks)


def _without_unclosed(content: str, opening: str, closing: str) -> str:
    """Drop the last opening of what hides text where nothing closes it, so that the text after it stays."""
    folded = content.lower()
    if len(folded) != len(content):
        folded = content
    at = folded.rfind(opening)
    if at < 0 or folded.find(closing, at) >= 0:
        return content
    end = at + len(opening) if opening == "<!--" else content.find(">", at) + 1 or len(content)
    return content[:at] + content[end:]


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
