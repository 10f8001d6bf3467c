"""Encode a completed document into what its record stores, and decode it again.

The encoding is seven parts divided by line feeds: the ids of the document's officials (JSON; of a document that has
copies an object with these and where the copies are, of a copy one with its leader), when it is in force and which
documents it names (`effect`, `relations`; nothing where there is none), where its text mentions days and numbers,
and which names without an office its fields give (JSON), its divisions and what of its texts is form (`TextLayout`;
JSON, or nothing where there is neither, as in most news), the document without its texts (JSON), and the texts as they
are, since decoding JSON strings would take most of the time: that of the document, and those of its attachments, whose
sizes in bytes the JSON has (`text_sizes`, only where some attachment has a text).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

from corpus.document import Document, from_json, to_json
from corpus.extraction.formal_frame import FormalFrame, attached_frame, formal_frame
from corpus.extraction.relations import OutgoingRelation
from corpus.extraction.structure import divisions
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention
from corpus.vi.text import slug, tidy
from indexer.schema.dates import searchable_text
from indexer.schema.effect import EffectPeriod, encode_effect
from indexer.schema.effect import decode_effect as decode_periods
from indexer.schema.relations import decode_relations as decode_references
from indexer.schema.relations import encode_relations

_TEXT_SIZES = "text_sizes"
_LEADER, _OFFICIALS, _SOURCES = "leader", "officials", "sources"  # of a copy; of a document that has copies


class DocumentSource(NamedTuple):
    """Says where a copy of a document is."""

    id: str
    source: str | None = None
    url: str | None = None


class MentionOffsets(NamedTuple):
    """Holds where a document mentions days and document numbers, in code points; 0 is where `shown_body` begins.

    `dates` are (start, end, days) in the whole document (negative before the body), `numbers` (start, end) in its body.
    """

    dates: Sequence[tuple[int, int, Span]]
    numbers: Sequence[tuple[int, int]]


class TextLayout(NamedTuple):
    """Holds (end of the heading, label, anchor) of the divisions of a document's text, in their order, and the frame of
    its text, then of each attachment's: None of one without, and no frames where all are.

    An anchor is empty where it is the slug of the label, as that of most.
    """

    divisions: Sequence[tuple[int, str, str]] = ()
    frames: Sequence[FormalFrame | None] = ()


def encode_document(
    document: Document,
    dates: Iterable[tuple[int, int, Span]],
    numbers: Iterable[NumberMention],
    given_names: Sequence[str] = (),
    relations: Sequence[OutgoingRelation] = (),
) -> bytes:
    """Return the stored form of a document, as yet without its officials and its effect.

    See `with_effect`, and then `with_officials`.
    """
    # A document without a text ends with its summary and a line feed.
    origin = len(searchable_text(document)) - len(shown_body(document)) - (not document.text)
    day_offsets = [(start - origin, end - start, span.start.toordinal(), span.days) for start, end, span in dates]
    number_offsets = ((mention.start, mention.end - mention.start) for mention in numbers)
    offsets = list(chain(*day_offsets)), list(chain(*number_offsets)), given_names
    attached = [_encoded(attachment.text or "") for attachment in document.attachments]
    without_text = (replace(attachment, text=None) for attachment in document.attachments)
    fields = to_json(replace(document, text="", attachments=tuple(without_text)))
    if any(attached):
        fields[_TEXT_SIZES] = [*map(len, attached)]
    lines = (
        "",
        encode_relations(relations),
        json.dumps(offsets, separators=(",", ":")),
        _encoded_layout(document),
        json.dumps(fields, ensure_ascii=False),
        document.text,
    )
    return b"".join((_encoded("\n".join(lines)), *attached))


def with_effect(stored: bytes, periods: Sequence[EffectPeriod]) -> bytes:
    """Return the stored form, as yet without its officials, with the periods of its effect."""
    return encode_effect(periods).encode() + stored[stored.index(b"\n") :]


def with_officials(stored: bytes, ids: tuple[str | None, ...]) -> bytes:
    """Return the stored form with the person's id for each of the document's officials, None for an unknown one."""
    return json.dumps(ids).encode() + b"\n" + stored


def with_sources(stored: bytes, sources: Sequence[DocumentSource]) -> bytes:
    """Return the stored form of a document that has copies, made of that with its officials, with where they are."""
    ids, rest = stored.split(b"\n", 1)
    first = {_OFFICIALS: json.loads(ids), _SOURCES: sources}
    return _encoded(json.dumps(first, ensure_ascii=False)) + b"\n" + rest


def as_copy(stored: bytes, leader: str) -> bytes:
    """Return the stored form of a copy: in place of the ids of its officials it names the document that leads."""
    return json.dumps({_LEADER: leader}).encode() + b"\n" + stored


def decode_leader(stored: bytes) -> str | None:
    """Return the document that leads where this is the stored form of a copy, else None."""
    return _first_line(stored).get(_LEADER)


def decode_sources(stored: bytes) -> tuple[DocumentSource, ...]:
    """Return where the copies of a document are, by id."""
    return tuple(DocumentSource(*source) for source in _first_line(stored).get(_SOURCES, ()))


def _first_line(stored: bytes) -> dict[str, Any]:
    first: dict[str, Any] = json.loads(_decoded(stored.split(b"\n", 1)[0])) if stored.startswith(b"{") else {}
    return first


def decode_document(stored: bytes) -> tuple[Document, tuple[str | None, ...]]:
    """Return a completed document and the ids of its officials, of a copy no ids."""
    first, _, _, _, _, fields, text = stored.split(b"\n", 6)
    known = json.loads(_decoded(fields))
    ends = len(text) - sum(sizes := known.pop(_TEXT_SIZES, ()))
    parts = pairwise(accumulate(sizes, initial=ends))
    for attachment, (start, end) in zip(known.get("attachments", ()), parts, strict=False):
        attachment["text"] = _decoded(text[start:end]) or None
    document = from_json(known | {"text": _decoded(text[:ends])})
    ids = _first_line(stored).get(_OFFICIALS) if first.startswith(b"{") else json.loads(first)
    return document, (None,) * len(document.officials) if ids is None else tuple(ids)


def decode_without_texts(stored: bytes) -> Document:
    """Return a completed document without its texts, which takes a part of the time of `decode_document`."""
    known = json.loads(_decoded(stored.split(b"\n", 6)[5]))
    known.pop(_TEXT_SIZES, None)
    return from_json(known | {"text": ""})


def decode_effect(stored: bytes) -> tuple[EffectPeriod, ...]:
    """Return the periods of a document's effect."""
    return decode_periods(stored.split(b"\n", 2)[1].decode())


def decode_relations(stored: bytes) -> tuple[OutgoingRelation, ...]:
    """Return what a document does to which others, as its text names them."""
    return decode_references(_decoded(stored.split(b"\n", 3)[2]))


def decode_offsets(stored: bytes) -> MentionOffsets:
    """Return where a document mentions days and numbers."""
    dates, numbers, _ = json.loads(stored.split(b"\n", 4)[3])
    days = zip(dates[2::4], dates[3::4], strict=True)
    spans = (Span.between(date.fromordinal(first), date.fromordinal(first + count - 1)) for first, count in days)
    date_offsets = zip(dates[::4], dates[1::4], spans, strict=True)
    return MentionOffsets(
        [(start, start + length, span) for start, length, span in date_offsets],
        [(start, start + length) for start, length in zip(numbers[::2], numbers[1::2], strict=True)],
    )


def _encoded_layout(document: Document) -> str:
    listed, title = divisions(document.text), shown_title(document)
    own: FormalFrame | None = None
    if document.kind not in ("news", "other") or document.number:
        own = formal_frame(document.text, title, listed)
    elif document.kind == "other":
        own = attached_frame(document.text, title)  # an article without a day is no formal document, as a rule
    frames = [own, *(attached_frame(attachment.text or "", title) for attachment in document.attachments)]
    if not listed and not any(frames):
        return ""
    headings = [
        (each.heading_end, each.label, *([each.anchor] if each.anchor != slug(each.label) else [])) for each in listed
    ]
    return json.dumps([headings, frames if any(frames) else []], ensure_ascii=False, separators=(",", ":"))


def decode_layout(stored: bytes) -> TextLayout:
    """Return the divisions of a document's text, and what of it and of its attachments' texts is form."""
    line = stored.split(b"\n", 5)[4]
    if not line:
        return TextLayout()
    headings, frames = json.loads(line)
    listed = [(end, label, anchor[0] if anchor else "") for end, label, *anchor in headings]
    return TextLayout(listed, [_frame(frame) if frame else None for frame in frames])


def _frame(row: Sequence[Any]) -> FormalFrame:
    form, opens_at, signed = row
    return FormalFrame(tuple((start, end) for start, end in form), opens_at, tuple(signed) if signed else None)


def decode_given_names(stored: bytes) -> list[str]:
    """Return the spellings of the names without an office that a document's fields give."""
    names: list[str] = json.loads(stored.split(b"\n", 4)[3])[2]
    return names


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogatepass")


def shown_title(document: Document) -> str:
    """Return a document's title in one line, or else its beginning."""
    return " ".join(tidy(document.title or document.summary or document.text[:100]).split())


def shown_body(document: Document) -> str:
    """Return the text in which passages of a document are found, tidy as it is stored."""
    return document.text or (document.summary or "" if document.title else "")
