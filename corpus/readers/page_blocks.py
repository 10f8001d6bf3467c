"""Walk over the tree of an HTML page and return its blocks, each with its place in the tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import iterwalk

from corpus.formats.blocks import Block, HeadingBlock, ItemBlock, ParagraphBlock
from corpus.readers.encoding import clean
from corpus.readers.page_tables import is_data_table, table_of

_NEVER_SHOWN_WORDS = (
    "script style noscript template iframe object svg select option textarea head title math audio video xml"
)
NEVER_SHOWN = frozenset(_NEVER_SHOWN_WORDS.split())
_HEADING_TAGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_TAG_WORDS = (
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form header hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCK_TAGS = frozenset(_BLOCK_TAG_WORDS.split()) | frozenset(_HEADING_TAGS)
_CONTROLS = frozenset(["input", "select", "textarea", "button"])
_UNSEEN_CONTROLS = frozenset(["hidden", "image", "submit"])
_MAX_NESTED_TABLES = 12  # deeper ones are layout: each is looked through as a whole to tell data from layout

_BLANKS = re.compile(r"\s+")
_ENDS_LINE = re.compile(r"[.:;!?…»”\")\]]$")


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """Holds a block, where it begins in the page, and how much of it is links; `in_heading`: in the page's title."""

    block: Block
    text: str
    place: int
    linked: int
    file_links: bool
    has_control: bool
    in_heading: bool

    @property
    def is_link(self) -> bool:
        """Tell whether more than half of the block are links."""
        return self.linked * 2 > sum(map(len, self.text.split()))


@dataclass(slots=True)
class _Run:
    """Gathers the words of the block that is being read."""

    parts: list[str] = field(default_factory=list)
    place: int = 0
    linked: int = 0
    file_links: bool = False
    has_control: bool = False
    in_heading: bool = False


class PageWalk:
    """Gathers the blocks of a page; `spans` has for each element the places at which it begins and ends."""

    def __init__(
        self,
        root: Any,
        is_pruned: Callable[[Any], bool],
        apart: Collection[Any] = (),
        heading: Any = None,
        *,
        lines: bool = False,
    ) -> None:
        """Walk over the tree; `apart` are elements that are blocks whatever their tags.

        With `lines` the line ends of the source are line ends everywhere, and not only in `pre`.
        """
        self.blocks: list[PlacedBlock] = []
        self.spans: dict[Any, tuple[int, int]] = {}
        self._apart = apart
        self._heading = heading
        self._run = _Run()
        self._items: list[bool] = []  # of each open item of a list: whether it has words already
        self._level = self._links = self._tables = self._place = 0
        self._pre = int(lines)
        self._is_file = self._in_heading = False
        self._walk(root, is_pruned)

    def _walk(self, root: Any, is_pruned: Callable[[Any], bool]) -> None:
        steps = iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in steps:
            if event == "start":
                self._place += 1
                self.spans[element] = (self._place, self._place)
                if is_pruned(element):
                    skipped = element
                    steps.skip_subtree()
                elif element.tag == "table" and self._is_data(element):
                    self._table(element)
                    skipped = element
                    steps.skip_subtree()
                else:
                    self._start(element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._end(element)
            self.spans[element] = (self.spans[element][0], self._place)
            if element is not root:
                self._words(element.tail)
        self._flush()

    def _is_data(self, table: Any) -> bool:
        return self._tables < _MAX_NESTED_TABLES and is_data_table(table, self._apart)

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS or element in self._apart:
            self._flush()
        if tag == "br":
            self._run.parts.append("\n")
        elif tag in _HEADING_TAGS:
            self._level = _HEADING_TAGS[tag]
        elif tag == "li":
            self._items.append(False)
        elif tag == "table":
            self._tables += 1
        elif tag == "pre":
            self._pre += 1
        elif tag == "a" and element.get("href"):
            self._links += 1
            self._is_file = is_file_address(element.get("href"))
        elif tag in _CONTROLS and element.get("type", "").lower() not in _UNSEEN_CONTROLS:
            self._run.has_control = True
        if element is self._heading:
            self._in_heading = True
        if tag not in _CONTROLS and tag != "option":
            self._words(element.text)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS or element in self._apart:
            self._flush()
        if tag in _HEADING_TAGS:
            self._level = 0
        elif tag == "li" and self._items:
            self._items.pop()
        elif tag == "table":
            self._tables -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag == "a" and element.get("href"):
            self._links -= 1
        if element is self._heading:
            self._in_heading = False

    def _words(self, text: str | None) -> None:
        if not text:
            return
        run = self._run
        run.parts.append(text if self._pre else _BLANKS.sub(" ", text))
        if text.isspace():
            return
        if not run.place:
            run.place = self._place
            run.in_heading = self._in_heading
        if self._links:
            run.linked += sum(map(len, text.split()))
            run.file_links |= self._is_file

    def _flush(self) -> None:
        run, self._run = self._run, _Run()
        if not run.parts:
            return
        for text in text_lines("".join(run.parts), wrapped=not self._pre):
            self._add(text, run)
        if run.has_control and not run.place:
            self._run.has_control = True  # a control before its label

    def _add(self, text: str, run: _Run) -> None:
        last = self.blocks[-1] if self.blocks else None
        block: Block
        if self._items and self._items[-1] and last is not None and isinstance(last.block, ItemBlock):
            self.blocks.pop()
            text = f"{last.text}\n{text}"
            run.linked += last.linked
            run.place = last.place
            block = ItemBlock(text)
        elif self._items and not self._items[-1]:
            self._items[-1] = True
            block = ItemBlock(text)
        elif self._level:
            block = HeadingBlock(text, self._level)
        else:
            block = ParagraphBlock(text)
        self.blocks.append(
            PlacedBlock(block, text, run.place, run.linked, run.file_links, run.has_control, run.in_heading)
        )

    def _table(self, element: Any) -> None:
        self._flush()
        table, linked = table_of(element)
        if caption := " ".join(filter(None, map(text_of, element.iterchildren("caption")))):
            self.blocks.append(PlacedBlock(ParagraphBlock(caption), caption, self._place, 0, False, False, False))
        if table.rows:
            words = "\n".join(" ".join(filter(None, row)) for row in table.rows)
            self.blocks.append(PlacedBlock(table, words, self._place, linked, False, False, False))


def is_hidden(element: Any) -> bool:
    """Tell whether a browser does not show an element, by its attributes."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and "display:none" in style.replace(" ", "").lower())


def is_unseen(element: Any) -> bool:
    """Tell whether an element is no text: a script, a style, a comment, a hidden part."""
    return not isinstance(element.tag, str) or element.tag in NEVER_SHOWN or is_hidden(element)


def is_file_address(address: str) -> bool:
    """Tell whether a link leads to a file and not to a page."""
    return bool(re.search(r"\.(?:pdf|docx?|xlsx?|rtf|odt|zip|rar)(?:\?|$)", address[-300:], re.IGNORECASE))


def text_lines(text: str, *, wrapped: bool) -> list[str]:
    """Return the paragraphs of a run of words; line breaks that stand within a sentence are blanks where `wrapped`."""
    paragraphs: list[list[str]] = [[]]
    for raw in clean(text).split("\n"):
        line = " ".join(raw.split())
        current = paragraphs[-1]
        if not line:
            if current:
                paragraphs.append([])
        elif wrapped and current and _continues(current[-1], line):
            current[-1] = f"{current[-1]} {line}"
        else:
            current.append(line)
    return ["\n".join(lines) for lines in paragraphs if lines]


def _continues(before: str, line: str) -> bool:
    """Tell whether a line continues the sentence of the line before: it begins small after no end of a line."""
    return line[0].islower() and not before.isupper() and not _ENDS_LINE.search(before) and line[1:2] != ")"


def text_of(element: Any, limit: int | None = None) -> str:
    """Return the text of an element on a single line; an empty text where it is longer than `limit` characters."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part.strip())
        if limit is not None and length > limit:
            return ""
    return " ".join(clean(" ".join(parts)).split())
