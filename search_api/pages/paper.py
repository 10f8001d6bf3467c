"""Make the HTML of a document's text once, and put into it what a query marks and what other documents changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup

from corpus.document import Document
from corpus.extraction.formal_parts import FormalParts, formal_parts
from corpus.extraction.structure import Division, divisions
from search_api.pages.document_text import LinkRanges, MarkRanges, PaperBlock, Paragraph, blocks

MAX_CACHED_CODE_POINTS = 8 * 2**20  # of texts, some three times as many bytes of HTML
_OVERHEAD_CODE_POINTS = 2000
_MIN_STRETCHED = 40_000  # code points of a text that a browser is to lay out where it is seen only
_STRETCH = 4_000

BlockHtml = Callable[[PaperBlock], Markup]


@dataclass(frozen=True, slots=True)
class Paper:
    """Holds the text of a document as blocks, and the HTML of each without marks.

    `stretches` are the numbers of the blocks with which parts of a long text begin that browsers lay out when they are
    seen; none in a text that is not long.
    """

    listed: tuple[Division, ...]
    is_formal: bool
    blocks: tuple[PaperBlock, ...]
    html: tuple[Markup, ...]
    anchors: frozenset[str]
    stretches: tuple[int, ...]
    length: int

    @property
    def size(self) -> int:
        """Return the approximate size in code points."""
        return self.length + _OVERHEAD_CODE_POINTS


def paper_of(document: Document, links: LinkRanges, block_html: BlockHtml) -> Paper:
    """Return the paper of a document; only a formal one is laid out as such."""
    listed = divisions(document.text)
    formal = FormalParts() if document.kind == "news" else formal_parts(document.text, listed)
    made = tuple(blocks(document.text, formal, links, listed, document.pages))
    return Paper(
        listed=tuple(listed),
        is_formal=formal != FormalParts(),
        blocks=made,
        html=tuple(map(block_html, made)),
        anchors=frozenset(block.anchor for block in made if block.anchor),
        stretches=tuple(_stretches(made)) if len(document.text) > _MIN_STRETCHED else (),
        length=len(document.text),
    )


def marked_paper(paper: Paper, marks: MarkRanges, block_html: BlockHtml) -> Paper:
    """Return a paper with the marks of a query: only the blocks that have some are made again."""
    html = list(paper.html)
    for number in _marked(paper.blocks, marks):
        html[number] = block_html(paper.blocks[number].with_marks(marks))
    return replace(paper, html=tuple(html))


def paper_html(paper: Paper, notes: Mapping[str, Markup]) -> Markup:
    """Return the HTML of a paper; `notes` stand at the divisions with these anchors."""
    html = list(paper.html)
    if notes:
        for number, block in enumerate(paper.blocks):
            if block.anchor and (note := notes.get(block.anchor)):
                html[number] = html[number] + note if _is_name(block) else note + html[number]
    if not paper.stretches:
        return Markup("").join(html)
    parts = ("".join(html[first:last]) for first, last in pairwise((*paper.stretches, len(html))))
    return Markup("".join(f'<div class="stretch">\n{part}</div>\n' for part in parts))  # noqa: S704  # all is Markup


def _is_name(block: PaperBlock) -> bool:
    """Tell whether a block names its division, so that what is said of it follows."""
    return isinstance(block, Paragraph) and bool(block.heading or block.lead)


def _marked(made: Sequence[PaperBlock], marks: MarkRanges) -> list[int]:
    """Return the numbers of the blocks that marks are in."""
    starts = [block.start for block in made]
    marked: set[int] = set()
    for start, end in marks:
        first = max(0, bisect_right(starts, start) - 1)
        marked.update(range(first, bisect_right(starts, end - 1, lo=first)))
    return sorted(marked)


def _stretches(made: Sequence[PaperBlock]) -> Iterator[int]:
    """Yield the blocks that begin a stretch: the first, then a heading or paragraph after enough text."""
    before = -_STRETCH
    for number, block in enumerate(made):
        if block.start - before >= _STRETCH:
            yield number
            before = block.start
