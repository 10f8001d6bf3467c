"""Read plain text: the dump of a portal's page, a formal document, or any other text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.document import Document
from corpus.extraction.heading import heading
from corpus.readers.encoding import clean, decode
from corpus.readers.layout import article, date_of, paragraphs, undoubled
from corpus.readers.source import EMPTY, Found, Source, Unreadable

TITLE = 200

# The date line of a dump stands under section and title, which may run over some lines.
_TOP = 12


def fits(source: Source) -> bool:
    """Take every file: what no other reader knows and is no binary file is text."""
    return True


def read(source: Source) -> Iterator[Found]:
    """Yield the one document of a text file. Raises Unreadable where its encoding is not known."""
    yield plain(decode(source.whole()))


def plain(text: str) -> Document:
    """Return the document of a text in any of the three forms. Raises Unreadable where there are no words."""
    text = clean(text).strip()
    if not text:
        raise Unreadable(EMPTY)
    return _dump(text) or _formal(text) or _other(text)


def _dump(text: str) -> Document | None:
    """Read the dump of a portal's page: section (printed twice), title, date line, body, furniture."""
    lines = text.split("\n")
    top = [(i, line.strip()) for i, line in enumerate(lines) if line.strip()][:_TOP]
    for place, (i, line) in enumerate(top):
        moment = date_of(line) if place else None
        if moment is None:
            continue
        before = [line for _, line in top[:place]]
        headed = undoubled(before[0]) != " ".join(before[0].split()) or len(before) > 1
        body = article(paragraphs("\n".join(lines[i + 1 :])).split("\n\n"))
        return Document(
            id="",
            kind=None if heading(body.text) else "news",
            title=" ".join(before[1:] if headed and len(before) > 1 else before),
            section=undoubled(before[0]) if headed and len(before) > 1 else None,
            published=moment,
            text=body.text,
            author=body.author,
        )
    return None


def _formal(text: str) -> Document | None:
    """Keep a formal document as it is: what its head says is read later, from the text."""
    return Document(id="", text=_tidied(text)) if heading(text) else None


def _other(text: str) -> Document:
    """Take a short first line for the title; a text that is one paragraph has none unless it is all there is."""
    first, _, rest = text.partition("\n")
    first = first.strip()
    if len(first) <= TITLE and not re.search(r"[.;:,!?…]$", first):
        return Document(id="", title=first, text=paragraphs(rest))
    return Document(id="", text=paragraphs(text))


def _tidied(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n")))
