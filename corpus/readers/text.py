"""Read plain text: the dump of a portal's page, a formal document, or any other text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from corpus import sentences
from corpus.document import Document
from corpus.extraction.heading import heading
from corpus.readers.attribute_lines import PortalText, portal_text
from corpus.readers.encoding import clean, decode
from corpus.readers.fields import documents
from corpus.readers.layout import article, date_of, separated_paragraphs, undoubled, with_column_gaps
from corpus.readers.refusals import refusal
from corpus.readers.source import ReadResult, Source, Unreadable
from corpus.readers.text_tables import with_tables
from corpus.vi.line_ends import with_joined_lines

_MAX_TITLE_CHARACTERS = 200

# The date line of a dump is under section and title, each of which may take several lines.
_MAX_LINES_TO_DATE = 12

# How far is looked to tell whether the first line goes on in the second.
_MAX_WRAPPED_CHARACTERS = 4000
_SECTION_AND_DAY = re.compile(
    r"(?P<section>[^\W\d_]+(?: [^\W\d_]+| [-–&]){0,5}?)(?: ?[-–|,:])? "
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b[^\n]{0,40})"
)


def fits(source: Source) -> bool:
    """Accept every file: a file that is not binary and fits no other reader is text."""
    return True


def read(source: Source) -> Iterator[ReadResult]:
    """Yield the document of a text file. Raises Unreadable where its encoding is not known."""
    yield plain(decode(source.read_all()))


def plain(text: str) -> Document:
    """Return the document of a text in any of the four forms. Raises Unreadable where there are no words of one."""
    text = clean(with_column_gaps(text)).strip()
    if not text:
        raise Unreadable(sentences.FILE_EMPTY)
    if portal := portal_text(text):
        return _with_fields(portal)
    formal = _formal(text)
    if formal is None and (reason := refusal(text)):
        raise Unreadable(reason)
    document = _dump(text) or formal or _other(text)
    return replace(document, text=with_tables(document.text))


def _dump(text: str) -> Document | None:
    """Read the dump of a portal's page: section (printed twice), title, date line, body, furniture."""
    lines = text.split("\n")
    top = [(i, line.strip()) for i, line in enumerate(lines) if line.strip()][:_MAX_LINES_TO_DATE]
    for rank, (i, line) in enumerate(top):
        section, published = _section_and_day(line) if rank else (None, None)
        published = published or date_of(line)
        if published is None:
            continue
        before = [line for _, line in top[:rank]]
        if not rank and (len(top) < 3 or not _is_title(top[1][1])):
            return None
        if not rank:  # the day stands above the title
            before, i = [top[1][1]], top[1][0]
        headed = undoubled(before[0]) != " ".join(before[0].split()) or len(before) > 1
        body = article(separated_paragraphs("\n".join(lines[i + 1 :])).split("\n\n"))
        return Document(
            id="",
            kind=None if heading(body.text) else "news",
            title=" ".join(before[1:] if headed and len(before) > 1 else before),
            section=section or (undoubled(before[0]) if headed and len(before) > 1 else None),
            published=published,
            text=body.text,
            author=body.author,
        )
    return None


def _with_fields(portal: PortalText) -> Document:
    shape = {**portal.fields, "text": _tidied(portal.text)}
    return next(result for result in documents(shape, "") if isinstance(result, Document))


def _formal(text: str) -> Document | None:
    """Leave a formal document as it is: its head is read later, from the text."""
    return Document(id="", text=_tidied(text)) if heading(text) else None


def _other(text: str) -> Document:
    """Take a short first line without closing punctuation for the title."""
    first, _, rest = text.partition("\n")
    first = first.strip()
    is_wrapped = "\n" not in with_joined_lines(text[:_MAX_WRAPPED_CHARACTERS])[: text.find("\n") + 1]
    if _is_title(first) and not (rest and is_wrapped):
        return Document(id="", title=first, text=separated_paragraphs(rest))
    return Document(id="", text=separated_paragraphs(text))


def _is_title(line: str) -> bool:
    return len(line) <= _MAX_TITLE_CHARACTERS and not re.search(r"[.;:,!?…]$", line)


def _section_and_day(line: str) -> tuple[str | None, datetime | None]:
    """Return the heading and the day of a line such as `Chính trị 13-05-2022`; a sentence has more words."""
    match = _SECTION_AND_DAY.fullmatch(line)
    return (match["section"], date_of(match["day"])) if match else (None, None)


def _tidied(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n")))
