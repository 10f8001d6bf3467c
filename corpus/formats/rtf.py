"""Read RTF: paragraphs with the numbers written into them, tables, text boxes, notes; deleted text is out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus import sentences
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.flow import FlowParagraph, FlowPart, blocks_of
from corpus.formats.fonts import lying_fonts, text_of_runs
from corpus.formats.rtf_parser import RtfDraft, RtfParser
from corpus.formats.rtf_tokens import tokens
from corpus.formats.table_builder import RowShape, TableBuilder

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}\{\\rtf")


def read(data: bytes) -> FileContent:
    """Return the text of an RTF file on one page: notes stand at its end, headers and footers are left out.

    Raises UnreadableContent where it is no RTF, nested too deep, too long, or has no words.
    """
    if not _START.match(data):
        raise UnreadableContent(sentences.NOT_AN_RTF_FILE)
    parser = RtfParser()
    for token in tokens(data):
        parser.take(token)
    parser.end()
    lying = lying_fonts(parser.all_runs)
    notes = [draft for story in parser.stories if story.kind == "note" for draft in story.drafts]
    blocks = tuple(blocks_of([*_parts(parser.stories[0].drafts, lying), *_parts(notes, lying)]))
    if not blocks and not parser.has_pictures:
        raise UnreadableContent(sentences.CONTENT_EMPTY)
    title = " ".join(text_of_runs(parser.title, lying).split())
    return FileContent((PageContent(blocks, is_scan=not blocks),), title=title or None)


def _parts(drafts: Iterable[RtfDraft], lying: frozenset[str]) -> list[FlowPart]:
    builder = TableBuilder()
    for draft in drafts:
        if draft.ends == "row":
            builder.end_row(draft.depth, draft.shape or RowShape())
            continue
        label = " ".join(text_of_runs(draft.label, lying).split())
        label = "-" if len(label) == 1 and not label.isalnum() else label  # the sign of a bullet
        builder.add(FlowParagraph(text_of_runs(draft.runs, lying), label, draft.level, draft.is_centred), draft.depth)
        if draft.ends == "cell":
            builder.end_cell(draft.depth)
    return builder.finished()
