"""Read the items of an article that amends another document: `1. Sửa đổi khoản 1 Điều 3; 2. Bãi bỏ Điều 5.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.extraction.cited_parts import added_parts, cited_parts, means_words
from corpus.extraction.citing_verbs import VERB, is_only_adding
from corpus.extraction.structure import after_quotation, quotation_ends
from corpus.vi.bounded import compile_bounded

_LINE = re.compile(r"[^\n]+")
_LABEL = compile_bounded(
    r"\s*(?:[-–+•*]|(?P<number>\d{1,3})(?:\.\d{1,2})*[.)]|(?P<letter>[a-zđ])\)|Điều\s+\d{1,3}[a-zđ]?[.:])\s*"
)
_END_OF_WORDS = re.compile(r"[“\"«]|:|\bnhư sau\b")
_OPENING = '“"«'
_ACTED_ON = compile_bounded(r"(?:\s*[,;])?\s+(?:được|bị)\s+$", re.IGNORECASE)
_ARTICLE = re.compile(r"Điều \d+\w?$")
_MAX_ITEMS = 2_000
_MAX_WORDS = 400  # characters: what an item does stands at its beginning
_CHANGING = ("repeals", "replaces", "amends", "suspends")


class AmendingItem(NamedTuple):
    """Says what an item between two offsets does to parts of the document that its article amends."""

    relation: str
    parts: tuple[str, ...]
    only_adds: bool
    start: int
    end: int


def amending_items(text: str, start: int, end: int) -> Iterator[AmendingItem]:
    """Yield the items between two offsets, those inside quotations left out."""
    closings = quotation_ends(text, start, end)
    quoted = start
    article: str | None = None
    for number, line in enumerate(_LINE.finditer(text, start, end)):
        if number == _MAX_ITEMS:
            return
        if line.start() < quoted:
            continue
        label = _LABEL.match(text, line.start(), line.end())
        first = label.end() if label else line.start()
        if text[first : first + 1] in _OPENING:
            quoted = after_quotation(closings, first) or quoted
            continue
        if label and (label["number"] or not label["letter"]):
            article = None if label["number"] else article
        last = min(line.end(), first + _MAX_WORDS)
        words_end = stop.start() if (stop := _END_OF_WORDS.search(text, first, last)) else last
        item = _item(text, first, last, words_end, article)
        if not item:
            continue
        yield item
        if label and label["number"]:
            articles = [part for part in item.parts if _ARTICLE.fullmatch(part)]
            article = articles[0] if len(item.parts) == len(articles) == 1 else None


def _item(text: str, first: int, last: int, words_end: int, article: str | None) -> AmendingItem | None:
    verb = VERB.match(text, first, last)
    if verb:
        start, relation = verb.end(), verb.lastgroup or ""
        adds = is_only_adding(text, verb.start(), verb.end(), words_end)
        stop = last if means_words(text, start, last) else words_end  # `cụm từ “…” bằng cụm từ “…” tại Điều 4`
        parts = added_parts(text, start, stop) if adds else cited_parts(text, start, stop)
    else:  # `Khoản 2 Điều 4 được sửa đổi như sau`
        verb = VERB.search(text, first, words_end)
        if not verb or not _ACTED_ON.search(text, first, verb.start()):
            return None
        start, relation, adds = first, verb.lastgroup or "", False
        parts = cited_parts(text, first, verb.start())
        if not parts:
            return None
    if relation not in _CHANGING:
        return None
    if relation == "replaces" and means_words(text, start, last):
        relation = "amends"
    if relation != "amends" and not parts and not means_words(text, start, last):
        return None  # `Bãi bỏ các quy định trái với Nghị quyết này`
    if article and not any("Điều" in part or part.startswith("Phụ lục") for part in parts):
        parts = tuple(f"{part} {article}" for part in parts) or (article,)
    return AmendingItem(relation, parts, adds, first, last)
