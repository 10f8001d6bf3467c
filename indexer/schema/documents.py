"""Turn a completed document into the record that engines store: layers of terms, columns of values, columns of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.document import KIND_LABELS, Attachment, Document, Official, day_of
from corpus.extraction.council_terms import council_sessions
from corpus.extraction.relations import OutgoingRelation, outgoing_relations
from corpus.vi.dates.find import VIETNAM
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import DocumentNumber, find_numbers, index_keys, parse_number
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import tidy
from indexer.analysis.index_terms import Layers, name_key, number_terms, text_layers, title_layers
from indexer.engines.port import Record
from indexer.schema import stored
from indexer.schema.abbreviations import COLUMN as ABBREVIATION
from indexer.schema.abbreviations import abbreviation_values
from indexer.schema.column_value import column_value
from indexer.schema.copies import ALIKE, alike_values
from indexer.schema.council_terms import COLUMN as COUNCIL_SESSION
from indexer.schema.council_terms import encode_session
from indexer.schema.dates import MAX_MENTIONED_DATES, date_offsets
from indexer.schema.effect import EFFECT_COLUMNS, EffectPeriod, effect_columns
from indexer.schema.reading import COLUMN as READING
from indexer.schema.reading import reading_values
from indexer.schema.relations import BEARS, CITES, RELATION, reference_values, target_values
from indexer.schema.sittings import COLUMN as SITTING
from indexer.schema.sittings import sitting_values
from indexer.schema.units import COLUMN as UNIT
from indexer.schema.units import unit_values

DOCUMENT = "document"  # value of the column `type`


def document_record(document: Document, given_names: Sequence[str] = ()) -> Record:
    """Return the record of a completed document, as yet without its effect and its officials' ids.

    See `with_effect`, and then `with_officials`.

    `given_names` are the spellings of names without an office that its fields give.
    """
    # Highlighting works on the stored text, so it is stored tidy.
    document = replace(
        document,
        text=tidy(document.text),
        summary=document.summary and tidy(document.summary),
        attachments=tuple(map(_tidy_attachment, document.attachments)),
    )
    day = day_of(document)
    number = _number(document)
    # The last key is for readers who write the number exactly as the document does.
    keys = (*number_keys(document), f"={number.key}") if number else ()
    numbers = find_numbers(with_joined_lines(stored.shown_body(document)))
    # An abstract that repeats the title would count twice.
    summary = "" if name_key(document.summary or "") in name_key(document.title) else document.summary or ""
    fields = {
        "number": text_layers(document.number or "") | {"keys": keys},
        "title": title_layers(document.title),
        "summary": title_layers(summary),
        "heading": text_layers("\n".join(filter(None, (_kind_label(document), document.issuer)))),
        "officials": text_layers("\n".join(_name_and_role(official) for official in document.officials)),
        "text": text_layers(document.text) | {"keys": number_terms(numbers) if document.text else ()},
        **_attachment_fields(document),
    }
    all_terms = [*fields["title"]["exact"], *terms(document.summary or ""), *fields["text"]["exact"]]
    dates = list(date_offsets(document, day))
    relations = outgoing_relations(document)
    related = {
        CITES: reference_values(relations),
        RELATION: tuple(dict.fromkeys(each.relation for each in relations)),
        BEARS: target_values(document),
    }
    alike = tuple(alike_values(document, len(terms(document.text)) if document.kind != "news" else 0))
    return Record(
        document.id,
        without_empty(fields),
        _values(document, day) | {column: each for column, each in (related | {ALIKE: alike}).items() if each},
        _days(document, day, dates),
        stored.encode_document(document, dates, numbers, given_names, relations),
        stored.shown_title(document),
        is_bare(all_terms),
    )


def with_effect(record: Record, periods: Sequence[EffectPeriod]) -> Record:
    """Return a document's record, as yet without its officials' ids, with the periods of its effect."""
    days = {column: spans for column, spans in record.days.items() if column not in EFFECT_COLUMNS}
    return replace(record, days=days | effect_columns(periods), stored=stored.with_effect(record.stored, periods))


def record_relations(record: Record) -> tuple[OutgoingRelation, ...]:
    """Return what a document does to which others, by its record as yet without its officials' ids."""
    return stored.decode_relations(b"\n" + record.stored) if RELATION in record.values else ()


def with_officials(record: Record, ids: tuple[str | None, ...]) -> Record:
    """Return a document's record with a person's id, or None, for each of its officials."""
    known = tuple(dict.fromkeys(id for id in ids if id))
    values = {**record.values, "official": known} if known else record.values
    return replace(record, values=values, stored=stored.with_officials(record.stored, ids))


def number_keys(document: Document) -> tuple[str, ...]:
    """Return every key by which a number refers to this document; none where it bears no number."""
    number, day = _number(document), day_of(document)
    return index_keys(number, day.year if day else None) if number else ()


def without_empty(fields: Mapping[str, Layers]) -> dict[str, Layers]:
    """Return the fields without empty layers, and without fields that have no other."""
    return {name: full for name, layers in fields.items() if (full := {layer: t for layer, t in layers.items() if t})}


def _attachment_fields(document: Document) -> dict[str, Layers]:
    """Return the field of the attachments' texts, which are no part of the document's own days, bodies and persons."""
    if not (texts := [attachment.text for attachment in document.attachments if attachment.text]):
        return {}
    text = "\n\n".join(texts)
    return {"attachments": text_layers(text) | {"keys": number_terms(find_numbers(with_joined_lines(text)))}}


def _tidy_attachment(attachment: Attachment) -> Attachment:
    """Return an attachment whose text is tidy, with its pages where they begin in that."""
    text = tidy(attachment.text or "")
    if text == (attachment.text or ""):
        return attachment
    starts = (len(tidy((attachment.text or "")[:start])) for start in attachment.page_starts)
    return replace(attachment, text=text, page_starts=tuple(starts))


def _number(document: Document) -> DocumentNumber | None:
    return parse_number(document.number) if document.number else None


def _kind_label(document: Document) -> str | None:
    return KIND_LABELS.get(document.kind or "") if document.kind not in ("news", "other") else None


def _name_and_role(official: Official) -> str:
    return f"{official.name} {official.role or ''}"


def _values(document: Document, day: date | None) -> dict[str, tuple[str, ...]]:
    values = {
        "type": DOCUMENT,
        "kind": document.kind,
        "issuer": document.issuer,
        "section": document.section,
        "term": document.term,
        "session": document.session,
        "status": document.status,
        "source": document.source,
        "year": f"{day.year:04d}" if day else None,
        "month": f"{day.year:04d}-{day.month:02d}" if day else None,
    }
    sessions = council_sessions(document)
    several = {
        COUNCIL_SESSION: tuple(dict.fromkeys(map(encode_session, sessions))),
        SITTING: sitting_values(document, sessions),
        READING: tuple(reading_values(document)),
        UNIT: unit_values(document),
        ABBREVIATION: tuple(dict.fromkeys(abbreviation_values(document))),
    }
    single = {column: (clean,) for column, value in values.items() if value and (clean := column_value(value))}
    return single | {column: many for column, many in several.items() if many}


def _days(document: Document, day: date | None, dates: Iterable[tuple[int, int, Span]]) -> dict[str, tuple[Span, ...]]:
    days = {
        "published": document.published.astimezone(VIETNAM).date() if document.published else None,
        "issued": document.issued,
        "effective": document.effective,
        "day": day,
    }
    columns = {column: (Span.day(value),) for column, value in days.items() if value}
    spans = dict.fromkeys(span for _, _, span in dates)
    return columns | ({"mentioned": tuple(spans)[:MAX_MENTIONED_DATES]} if spans else {})
