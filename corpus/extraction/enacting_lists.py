"""Find what introduces a list or table of documents: `Bãi bỏ các nghị quyết sau đây: 1. …`, an annex of a repeal."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.extraction.cited_parts import cited_parts, names_some_words
from corpus.extraction.citing_verbs import VERB, opens_enacting_verb
from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import NumberMention

_LIST_ITEM = compile_bounded(r"\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]|[a-zđ]\))\s*")
_CEASES = compile_bounded(r"(?<!\bđã )\bhết\s+hiệu\s+lực\b", re.IGNORECASE)
_SUSPENDED = compile_bounded(r"\bngưng\s+hiệu\s+lực\b", re.IGNORECASE)
# Lists of what has ceased to have effect by itself only tell so.
_ANNOUNCED = compile_bounded(r"\b(?:công\s+bố|rà\s+soát|đề\s+nghị|kiến\s+nghị|đề\s+xuất)\b", re.IGNORECASE)
_ANNEX_LINE = compile_bounded(
    r"^\W*(?P<name>phụ\s+lục|danh\s+mục|biểu)\b(?:\s+số)?[ ]?(?P<number>\d{1,2}|[IVX]{1,5})?\b[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_CELL = re.compile(r"(?<=\|)[^|\n]*")
_NAMES_PARTS = compile_bounded(
    r"\b(?:điều|khoản|điểm|nội\s+dung|phần|quy\s+định)\b[^|\n]{0,60}"
    r"\b(?:bãi\s+bỏ|hết\s+hiệu\s+lực|sửa\s+đổi|thay\s+thế|ngưng)\b",
    re.IGNORECASE,
)
_IN_PART = compile_bounded(r"\bmột\s+phần\b", re.IGNORECASE)
_MAX_ANNEXES = 60  # of a text, for which the main part is searched for what it says of them
_MAX_MAIN_PART = 100_000  # characters
_MAX_LIST_LINES = 60
_MAX_TITLE_CHARACTERS = 1_500  # between the name of an annex and its table
_MAX_SENTENCE = 400


class Introduction(NamedTuple):
    """Holds the words between two offsets that introduce a list, the relation to what is listed, and if in part.

    `column` is the cell, counted from 0, in which each row of a table names the parts that are meant.
    """

    relation: str
    start: int
    end: int
    partial: bool
    column: int | None = None


class Lists:
    """Finds the introductions of the lists of a passage; items that follow each other share one."""

    def __init__(self, passage: str) -> None:
        self._passage = passage
        self._line_end = -1
        self._shared: Introduction | None = None
        self._by_annex: dict[int, Introduction | None] = {}

    def introduction(self, mention: NumberMention) -> Introduction | None:
        """Return what introduces the list whose item or row a mention is the first of; ask in the order of the text."""
        passage = self._passage
        line = passage.rfind("\n", 0, mention.start) + 1
        if line < self._line_end:
            return None  # another number stands before it
        is_row = passage.startswith("|", line)
        if not is_row and not _LIST_ITEM.match(passage, line):
            return None
        if self._line_end < 0 or passage[self._line_end : line].strip():
            self._shared = self._of_table(line) if is_row else self._of_list(line)
        end = passage.find("\n", mention.end)
        self._line_end = len(passage) if end < 0 else end
        return self._shared

    def _of_list(self, line: int) -> Introduction | None:
        passage = self._passage
        for _ in range(_MAX_LIST_LINES):
            if not line or not _LIST_ITEM.match(passage, line):
                break
            end = _content_end(passage, line)
            line = passage.rfind("\n", 0, end) + 1
            if passage[end - 1 : end] == ":":
                return _enacting(passage, line, end)
        end = _content_end(passage, line)
        line = passage.rfind("\n", 0, end) + 1
        return self._of_annex(line, end) if line else None

    def _of_table(self, line: int) -> Introduction | None:
        passage = self._passage
        top = end = line
        for _ in range(_MAX_LIST_LINES):
            end = _content_end(passage, line)
            line = passage.rfind("\n", 0, end) + 1
            if not end or not passage.startswith("|", line):
                break
            top = line
        is_opened = passage[end - 1 : end] == ":"
        introduction = _enacting(passage, line, end) if is_opened else self._of_annex(line, end)
        return introduction and introduction._replace(column=_column_of_parts(passage, top))

    def _of_annex(self, line: int, end: int) -> Introduction | None:
        """Return what the title of an annex says of its table, else what the text says that refers to the annex."""
        annexes = list(_ANNEX_LINE.finditer(self._passage, max(0, end - _MAX_TITLE_CHARACTERS), end))
        if not annexes:
            return None
        annex = next((each for each in reversed(annexes) if each["name"].lower().startswith("phụ")), annexes[-1])
        if annex.start() not in self._by_annex:
            titled = _enacting(self._passage, annex.start(), end, is_title=True)
            is_many = len(self._by_annex) >= _MAX_ANNEXES
            self._by_annex[annex.start()] = titled or (None if is_many else self._referring(annex))
        return self._by_annex[annex.start()]

    def _referring(self, annex: re.Match[str]) -> Introduction | None:
        name = r"\s+".join(annex["name"].split())
        number = rf"\s+(?:số\s+)?{annex['number']}" if annex["number"] else ""
        named = compile_bounded(rf"\b{name}{number}\b", re.IGNORECASE)
        for reference in named.finditer(self._passage, 0, min(annex.start(), _MAX_MAIN_PART)):
            start = max(self._passage.rfind("\n", 0, reference.start()) + 1, reference.start() - _MAX_SENTENCE)
            if found := _enacting(self._passage, start, reference.start()):
                return found
        return None


def row_parts(passage: str, mention: NumberMention, introduction: Introduction) -> tuple[tuple[str, ...], bool]:
    """Return the parts that the row of a table names beside a number, and whether it says that these are not all."""
    end = passage.find("\n", mention.end)
    end = len(passage) if end < 0 else end
    partial = bool(_IN_PART.search(passage, mention.end, end))
    line = passage.rfind("\n", 0, mention.start) + 1
    if introduction.column is None or not passage.startswith("|", line):
        return (), partial
    cells = list(_CELL.finditer(passage, line, end))
    if introduction.column >= len(cells):
        return (), partial
    parts = cited_parts(passage, *cells[introduction.column].span())
    return parts, partial or bool(parts)


def _column_of_parts(passage: str, top: int) -> int | None:
    end = passage.find("\n", top)
    cells = _CELL.finditer(passage, top, len(passage) if end < 0 else end)
    return next((at for at, cell in enumerate(cells) if _NAMES_PARTS.search(cell.group())), None)


def _content_end(passage: str, line: int) -> int:
    """Return where the last line with words before `line` ends."""
    while line and passage[line - 1].isspace():
        line -= 1
    return line


def _enacting(passage: str, start: int, end: int, *, is_title: bool = False) -> Introduction | None:
    """Return the introduction in words that say what the document does to others; None where they say nothing."""
    if _ANNOUNCED.search(passage, start, end):
        return None
    relation: str | None = None
    if _CEASES.search(passage, start, end):
        relation = "repeals"
    elif _SUSPENDED.search(passage, start, end):
        relation = "suspends"
    else:
        verb = VERB.search(passage, start, end)
        if verb and (is_title or opens_enacting_verb(passage[start : verb.start()])):
            relation = verb.lastgroup
    return Introduction(relation, start, end, names_some_words(passage, start, end)) if relation else None
